"""Runs the cases from the field (Tests/FieldCases), and reports the expected and actual values of each.

Usage: Benchmarks/field-cases.py [--binary FILE] [--quiet-machine] [--itself] [--failures] [--json] [--list]
                                 [CASE ...]

  --binary FILE     the headroom to try (default: $HEADROOM_BINARY, else .build/release/headroom)
  --quiet-machine   also the checks that need minutes, or a machine without other load
  --itself          first run each script without Headroom, and see that it prints the counts that are called right
  --failures        show what is not as expected only
  --json            a line of JSON for each expectation in place of the table
  --list            name the cases with the first sentence of what is right, and run none

It needs the environments that ./test makes. It ends with 1 where something is not as expected.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import signal
import sys
import textwrap
import time

root = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(root / "Tests/FieldCases/harness"))
sys.dont_write_bytecode = True

import cases  # noqa: E402


def parsed():
    parser = argparse.ArgumentParser(usage=__doc__.split("Usage: ")[1])
    parser.add_argument("--binary", default=os.environ.get("HEADROOM_BINARY") or root / ".build/release/headroom")
    parser.add_argument("--quiet-machine", action="store_true")
    parser.add_argument("--itself", action="store_true")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("names", nargs="*")
    return parser.parse_args()


def row(verdict):
    """Returns one line of a Markdown table."""
    cells = [verdict.case, verdict.check, f"`{verdict.expectation}`", textwrap.shorten(verdict.got, 260)]
    cells.append("pass" if verdict.passed else "**FAIL**")
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


options = parsed()
if options.list:
    for folder in cases.folders(options.names):
        print(f"{folder.name}: {cases.read_manifest(folder)['right'][0]}")
    sys.exit()
binary = pathlib.Path(options.binary).resolve()
if not binary.exists():
    sys.exit(f"field-cases: {binary} is not there: build it by './headroom doctor', or name one with --binary")
supervise = binary.parent / "headroom-supervise"
frameworks = pathlib.Path(os.environ.get("HEADROOM_FRAMEWORKS") or root / ".headroom/frameworks")
if not options.json:
    print("| case | check | expected | got | |\n|---|---|---|---|---|", flush=True)
passed, failed, seconds = {}, {}, {}
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def verdicts(folder):
    """Yields the verdicts of one case. The script itself runs in a separate copy, since it may write files."""
    for kind in (["itself"] if options.itself else []) + ["checks"]:
        run = cases.Run(folder, frameworks, binary, supervise if supervise.exists() else None, options.quiet_machine)
        try:
            yield from getattr(run, kind)()
        finally:
            run.close()


for folder in cases.folders(options.names):
    began = time.monotonic()
    for verdict in verdicts(folder):
        counts = passed if verdict.passed else failed
        counts[verdict.case] = counts.get(verdict.case, 0) + 1
        if options.json:
            print(json.dumps(dataclasses.asdict(verdict)), flush=True)
        elif not (options.failures and verdict.passed):
            print(row(verdict), flush=True)
    seconds[folder.name] = time.monotonic() - began
if not options.json:
    right = sorted(set(passed) - set(failed))
    print(f"\n{len(right)} of {len(set(passed) | set(failed))} cases as expected: {', '.join(right)}")
    print(f"{sum(passed.values())} of {sum(passed.values()) + sum(failed.values())} expectations hold")
    print("seconds: " + ", ".join(f"{name} {value:.0f}" for name, value in seconds.items()))
sys.exit(1 if failed else 0)
