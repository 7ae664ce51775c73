"""Writes tables into the pages of docs/measurements, each between two comments with its name."""

import datetime
import os
import pathlib
import platform

root = pathlib.Path(__file__).resolve().parent.parent


def table(heads, rows):
    """Returns a table in Markdown; a heading that ends in a colon aligns its column to the right."""
    lines = ["| " + " | ".join(head.removesuffix(":") for head in heads) + " |"]
    lines.append("| " + " | ".join("---:" if head.endswith(":") else "---" for head in heads) + " |")
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)


def fill(page, name, text):
    """Puts a text between `<!-- name -->` and `<!-- /name -->` of a page."""
    path = root / "docs/measurements" / page
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = path.read_text().partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise SystemExit(f"{path} has no place for {name!r}: it wants the lines {begin} and {end}")
    path.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}")


def machine():
    """Describes the machine of the measurements."""
    models = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return f"{len(os.sched_getaffinity(0))} cores of {models[0] if models else platform.machine()}, {platform.system()}"


def today():
    return datetime.date.today().isoformat()
