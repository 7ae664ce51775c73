"""The measurements: each runs the program `headroom` and reads the document it exports."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import typing

from headroom import _program, _workloads
from headroom._failure import HeadroomError
from headroom._result import Result, failure_text
from headroom._stderr import Stderr

# A training command, one word an element; or the name of a workload that ships with Headroom.
Command = typing.Union[typing.Sequence[str], str]


def sweep(command: Command, *, budget: str | None = None, progress: bool = True, **options: typing.Any) -> Result:
    """Measures a training at a range of batch sizes, and recommends one.

    command: `["python", "train.py", "--batch-size", "{batch}"]`, or without `{batch}` where the agent can set it.
    options: those of `headroom sweep --help`, with underscores: `batch_sizes=[8, 16]`, `no_oom=True`,
    `batch_scan=(8, 512)`.
    """
    return _measure("sweep", _words(command), {"budget": budget, **options}, progress)


def fit(command: Command, *, budget: str | None = None, progress: bool = True, **options: typing.Any) -> Result:
    """Finds the largest batch size that fits in memory: `headroom.fit(…).fits.batch_size`.

    With `at_least=256` a HeadroomError of exit code 2 says that 256 does not fit.
    """
    return _measure("fit", _words(command), {"budget": budget, **options}, progress)


def learn(command: Command, *, budget: str | None = None, progress: bool = True, **options: typing.Any) -> Result:
    """Finds up to which batch size a model trains as well.

    command: `["python", "train.py", "--batch-size", "{batch}", "--lr", "{lr}", "--seed", "{seed}"]`; with `quick=True`
    an unchanged PyTorch script.
    """
    return _measure("learn", _words(command), {"budget": budget, **options}, progress)


def run(command: Command, *, progress: bool = True, **options: typing.Any) -> Result:
    """Runs a training to its end, and finds what holds it back: `headroom.run(…).diagnosis.sentence`.

    What the training writes is shown while it runs, unless `hide_output=True` or `progress=False`.
    """
    return _measure("run", _words(command), options, progress)


def compare(
    commands: typing.Mapping[str, Command], *, budget: str | None = None, progress: bool = True, **options: typing.Any
) -> Result:
    """Measures the same training in several frameworks, by name: `{"torch": ["python", "a.py"], "jax": …}`.

    A command that is a string is read as by a shell.
    """
    named = [
        f"{name}={command if isinstance(command, str) else ' '.join(map(_quote, command))}"
        for name, command in commands.items()
    ]
    return _measure("compare", ["--", *named], {"budget": budget, **options}, progress)


def _quote(word: str) -> str:
    """A word for a shell; placeholders such as {batch} stay as they are."""
    return word if word.replace("{", "").replace("}", "") == shlex.quote(word.replace("{", "").replace("}", "")) else (
        shlex.quote(word)
    )  # fmt: skip


def _words(command: Command) -> typing.List[str]:
    if isinstance(command, str):
        if not command or command.split() != [command] or command.startswith("-"):
            raise TypeError(
                f"a command is a list, one word an element: {command.split()!r}; a string is the name of a workload"
            )
        return [command]
    words = [os.fspath(word) for word in command]
    if not words:
        raise ValueError("a training command is missing, such as ['python', 'train.py']")
    return ["--", *words]


def _options(options: typing.Mapping[str, typing.Any]) -> typing.List[str]:
    """`batch_sizes=[8, 16]` as `--batch-sizes 8,16`; True is a flag, a tuple several values, None and False nothing."""
    words: typing.List[str] = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(option)
        elif isinstance(value, tuple):
            words += [option, *map(str, value)]
        elif isinstance(value, str) or not isinstance(value, typing.Iterable):
            words.append(f"{option}={value}")
        else:
            words.append(f"{option}={','.join(map(str, value))}")
    return words


def _measure(kind: str, command: typing.List[str], options: typing.Mapping[str, typing.Any], progress: bool) -> Result:
    program = _program.path()
    with tempfile.TemporaryDirectory(prefix="headroom-") as folder:
        document, page = os.path.join(folder, "document.json"), os.path.join(folder, "page.html")
        stderr = Stderr(progress)
        arguments = [kind, "--export-json", document, "--html", page, "--color", "never"]
        arguments += ["--progress", stderr.progress, *_options(options), *command]
        variables = dict(os.environ)
        # `python` in a command is the one that calls, as in a notebook whose environment is not the active one.
        variables["PATH"] = os.path.dirname(sys.executable) + os.pathsep + variables.get("PATH", os.defpath)
        arguments, variables = _workloads.prepared(program, arguments, variables)
        text = os.path.join(folder, "text")
        try:
            with open(text, "wb") as output:
                status = stderr.watch([program, *arguments], variables, output)
        except OSError as error:
            raise HeadroomError(f"{program} cannot be started: {error.strerror}.", None, _program.MISSING) from error
        raw, shown = _read(document), _read(page)
        result = Result(json.loads(raw), _read(text), shown) if raw else None
    if status == 0 and result is not None:
        return result
    if status == 130:
        raise KeyboardInterrupt
    message, hint = failure_text(stderr.text)
    raise HeadroomError(message, hint, status, result)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""
