#!/usr/bin/env python3
"""A campaign of faults: each at a random time of a short run of headroom, followed by four checks.

lost    no finished trial is lost: the store, the export and the recording have what the fault leaves them, and what was
        kept before is still there
left    no process, no temporary folder and no memory group stays behind (after a kill: after the next start)
words   the exit code and the words on standard error are right, there is no trace, and it ended in time
next    the next run in the same folders and with the same store ends well, and has its trials

Usage: Benchmarks/faults.py [--binary FILE] [--count 1000] [--seed 1] [--jobs 2] [--kinds TEXT] [--each] [--short]
                            [--json FILE] [--list] [--seconds S]

  --binary FILE     the headroom to try (default: $HEADROOM_BINARY, else .build/release/headroom)
  --count N         how many faults
  --seed N          which kinds come at which times: a fault is made again by its own seed
  --jobs N          how many at once
  --kinds TEXT      only kinds whose name or group contains one of these, separated by commas
  --each            each kind with each of its commands once, in place of a random choice
  --short           leave out the kinds that may take half a minute each
  --seconds S       begin no further fault after so long
  --json FILE       a line for each fault
  --list            name the kinds, and run none

What needs a small disk of its own (mount) is left out where that may not be made, and named. It ends with 1 where a
check failed.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback

root = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(root / "Benchmarks/faults"))
sys.dont_write_bytecode = True

import checks  # noqa: E402
import kinds  # noqa: E402
import fault_environment  # noqa: E402
from scene import Scene  # noqa: E402

import disks, processes, readers, socket_abuse, stores, surroundings  # noqa: E401, E402, F401


def parsed():
    parser = argparse.ArgumentParser(usage=__doc__.split("Usage: ")[1])
    parser.add_argument("--binary", default=os.environ.get("HEADROOM_BINARY") or root / ".build/release/headroom")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--json")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def chosen(text):
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    return [kind for kind in kinds.all_kinds if not wanted or any(w in kind.name or w in kind.group for w in wanted)]


class Campaign:
    def __init__(self, binary):
        self.binary = binary
        # A short path: a Unix socket lives below it.
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="hf-", dir="/tmp"))
        self.seconds = {}
        self.store = None
        self.earlier = {}

    def prepare(self, commands):
        """Measures how long each command takes when nothing happens, and keeps a first run for the stores to have."""
        for command in ["run", *sorted(commands - {"run"})]:
            name = f"p{len(self.seconds)}"
            environment = fault_environment.FaultEnvironment(self.base, name, self.binary, self.store)
            running = environment.start(fault_environment.command(command))
            watches = command == "watch"
            code = running.finish(3 if watches else 60)
            if code not in (0, 4) and not watches and "broken" not in command:
                sys.exit(f"faults: '{command}' fails by itself: {code}, {running.errors}")
            self.seconds[command] = running.seconds
            if command == "run":
                self.store = self.base / "runs.sqlite"
                shutil.copy(environment.store, self.store)
                self.earlier = checks.kept_runs(self.store)
            environment.end()

    def fault(self, number, kind, command, seed):
        """One fault with its checks: what is to be known of it."""
        environment = fault_environment.FaultEnvironment(self.base, str(number), self.binary, self.store)
        began = time.monotonic()
        scene = Scene(environment, command, seed, self.seconds[command], dict(self.earlier))
        result = {"number": number, "kind": kind.name, "group": kind.group, "command": command, "seed": seed}
        try:
            running, expected = kind.happens(scene)
            code = running.finish(expected.bound)
            result["failures"] = checks.all_of(scene, expected, running, code)
            result |= {"code": code, "ended": round(running.seconds, 2), "late": scene.came_too_late}
        except Exception:
            result |= {"code": None, "failures": {"campaign": [traceback.format_exc()]}, "late": False}
        finally:
            scene.repair()
            environment.end()
        result["seconds"] = round(time.monotonic() - began, 2)
        return result

    def end(self):
        shutil.rmtree(self.base, ignore_errors=True)


def plan(options, available):
    dice = random.Random(options.seed)
    if options.each:
        pairs = [(kind, command) for kind in available for command in dict.fromkeys(kind.commands)]
    else:
        # Each kind comes as often as its weight says, but at least once where there are enough.
        names = list(available) if options.count >= len(available) else []
        names += dice.choices(available, [kind.weight for kind in available], k=options.count - len(names))
        pairs = [(kind, dice.choice(kind.commands)) for kind in names]
        dice.shuffle(pairs)
    return [(number, kind, command, dice.randrange(2**32)) for number, (kind, command) in enumerate(pairs, 1)]


def table(results):
    """The counts by kind, as Markdown."""
    counts = collections.defaultdict(collections.Counter)
    for result in results:
        row = counts[result["group"], result["kind"]]
        row["faults"] += 1
        row["late"] += result["late"]
        row["clean"] += not result["failures"]
        for check in result["failures"]:
            row[check] += 1
    names = ("lost", "left", "words", "next")
    lines = ["| what | kind | faults | of them too late | clean | " + " | ".join(names) + " |", "|---|---|" + "---|" * 7]
    for (group, kind), row in sorted(counts.items()):
        cells = [group, kind, row["faults"], row["late"], row["clean"], *(row[name] for name in names)]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    total = sum((row for row in counts.values()), collections.Counter())
    cells = ["**all**", "", total["faults"], total["late"], total["clean"], *(total[name] for name in names)]
    return "\n".join([*lines, "| " + " | ".join(map(str, cells)) + " |"])


def main():
    options = parsed()
    # A shell starts what is to run in the background with these ignored, and they would stay so in headroom.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    wanted = [kind for kind in chosen(options.kinds) if kind.weight >= 0.5 or not options.short]
    if not wanted:
        sys.exit(f"faults: no kind has '{options.kinds}' in its name; --list names them")
    if options.list:
        for kind in wanted:
            print(f"{kind.group}: {kind.name} ({', '.join(dict.fromkeys(kind.commands))})")
        return 0
    binary = pathlib.Path(options.binary).resolve()
    if not binary.exists():
        sys.exit(f"faults: {binary} is not there: build it by './headroom doctor', or name one with --binary")
    possible = {needs: needs() for needs in {kind.needs for kind in wanted if kind.needs}}
    available = [kind for kind in wanted if not kind.needs or possible[kind.needs]]
    for kind in wanted:
        if kind not in available:
            print(f"left out, since it cannot be made here: {kind.group}: {kind.name}", flush=True)
    began = time.monotonic()
    campaign = Campaign(binary)
    results = []
    try:
        faults = plan(options, available)
        campaign.prepare({command for _, _, command, _ in faults})
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            # One that is told to end begins no further fault.
            signal.signal(signal.SIGTERM, lambda *_: setattr(options, "seconds", 0))
            begin = lambda fault: campaign.fault(*fault) if time.monotonic() - began < options.seconds else None  # noqa: E731
            for result in filter(None, pool.map(begin, faults)):
                results.append(result)
                if options.json:
                    with open(options.json, "a") as file:
                        file.write(json.dumps(result) + "\n")
                for check, texts in result["failures"].items():
                    for text in texts:
                        print(f"{result['number']} {result['kind']}, {result['command']} (seed {result['seed']}): "
                              f"{check}: {text}", flush=True)  # fmt: skip
    finally:
        campaign.end()
    print(table(results))
    clean = sum(not result["failures"] for result in results)
    print(f"\n{clean} of {len(results)} faults clean, seed {options.seed}, in {time.monotonic() - began:.0f} s")
    return 0 if clean == len(results) and results else 1


sys.exit(main())
