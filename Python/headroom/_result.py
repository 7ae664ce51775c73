"""What a measurement gives: the fields of its JSON document as attributes, a table, and its page."""

from __future__ import annotations

import html
import re
import typing


def _camel_case(name: str) -> str:
    """`peak_host_memory_bytes` as the documents write it: `peakHostMemoryBytes`. CPU, CPUs and URL stay as they are."""
    first, *others = name.split("_")
    return first + "".join({"cpus": "CPUs", "cpu": "CPU"}.get(part, part[:1].upper() + part[1:]) for part in others)


def _wrap(value: typing.Any) -> typing.Any:
    if isinstance(value, dict):
        return Record(value)
    if isinstance(value, list):
        return [_wrap(element) for element in value]
    return value


def _flat(values: typing.Dict[str, typing.Any], prefix: str = "") -> typing.Dict[str, typing.Any]:
    """A row of a table: `{"stepSeconds": {"mean": 1}}` as `{"stepSeconds.mean": 1}`. Lists stay as they are."""
    row: typing.Dict[str, typing.Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            row.update(_flat(value, f"{prefix}{name}."))
        else:
            row[prefix + name] = value
    return row


class Record:
    """An object of a document, with its fields as attributes.

    `point.samples_per_second.value` and `point.samplesPerSecond.value` are the same. A figure that was not measured is
    None. `raw` is the dictionary.
    """

    def __init__(self, raw: typing.Dict[str, typing.Any]):
        self.raw = raw

    def __getattr__(self, name: str) -> typing.Any:
        if not name.startswith("__") and name != "raw":
            for spelling in (name, _camel_case(name)):
                if spelling in self.raw:
                    return _wrap(self.raw[spelling])
        raise AttributeError(f"there is no '{name}' among {', '.join(sorted(self.__dict__.get('raw', {})))}")

    def __getitem__(self, name: str) -> typing.Any:
        return _wrap(self.raw[name])

    def __dir__(self) -> typing.List[str]:
        return sorted({*super().__dir__(), *self.raw})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.raw == other.raw

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={_short(value)}" for name, value in self.raw.items())
        return f"{type(self).__name__}({fields})"


def _short(value: typing.Any) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return f"[{len(value)} …]" if value else "[]"
    return repr(value)


class Result(Record):
    """A measurement: its document, what it printed (`text`), and its page (`page`, HTML that is complete in itself)."""

    def __init__(self, raw: typing.Dict[str, typing.Any], text: str = "", page: str = ""):
        super().__init__(raw)
        self.text = text
        self.page = page

    def __str__(self) -> str:
        return self.text or repr(self)

    def to_pandas(self) -> typing.Any:
        """A table with a row for each batch size, and for each command of a comparison. pandas has to be installed."""
        import pandas

        if "contestants" in self.raw:
            rows = [
                {"name": contestant["name"], **_flat(point)}
                for contestant in self.raw["contestants"]
                for point in contestant["points"]
            ]
        else:
            rows = [_flat(point) for point in self.raw.get("points", [])]
        return pandas.DataFrame(rows)

    def _repr_html_(self) -> str:
        """The page for a notebook, in a frame of its own that neither reads nor changes the notebook."""
        if not self.page:
            return f"<pre>{html.escape(str(self))}</pre>"
        return (
            '<iframe sandbox style="width: 100%; height: 640px; border: 0" '
            f'title="Headroom" srcdoc="{html.escape(self.page, quote=True)}"></iframe>'
        )


def failure_text(errors: str) -> typing.Tuple[str, typing.Optional[str]]:
    """The message and the hint among what `headroom` wrote to standard error.

    Its form is `headroom: what was wrong`, with the hint in indented lines below (docs/guide/results.md).
    """
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", errors).replace("\r", "\n").splitlines()
    for index in range(len(plain) - 1, -1, -1):
        found = re.match(r"(?:headroom|Error): (.*)", plain[index])
        if found is None:
            continue
        hint = [line.strip() for line in plain[index + 1 :] if line.startswith("  See 'headroom ")]
        for line in [] if hint else plain[index + 1 :]:
            if not line.startswith("  "):
                break
            hint.append(line[2:].rstrip())
        return found[1], "\n".join(hint) or None
    last = [line.strip() for line in plain if line.strip()]
    return (last[-1] if last else "headroom gave no reason."), None
