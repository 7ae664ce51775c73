"""Compares the time of a curve of ten batch sizes in one process with that of one start and its measured steps, and
with that of separate processes.

Usage: Benchmarks/curve.py [SWEEPS]        after ./test has been used once: it makes the environment for PyTorch
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
python = root / ".headroom/frameworks/pytorch/bin/python"
script = root / "Examples/pytorch.py"
data = ["--data", str(root / ".headroom/data/digits.csv")]
sweeps = int(sys.argv[1]) if len(sys.argv) > 1 else 3
sizes = [2**power for power in range(10)]


def seconds(command):
    started = time.monotonic()
    output = subprocess.run(command, check=True, capture_output=True, env={**os.environ, "OMP_NUM_THREADS": "2"}).stdout
    return time.monotonic() - started, output


def sweep(*options):
    command = [
        root / ".build/release/headroom", "sweep", "--progress", "none", "--budget", "10m", "--export-json", "-",
        "--batch-sizes", ",".join(map(str, sizes)), *options, "--", python, script, *data, "--epochs", "100000",
    ]
    elapsed, output = seconds(command)
    return elapsed, json.loads(output)


def measured(document):
    """Returns the seconds of the measured steps."""
    trials = [trial for trial in document["trials"] if trial["stepSeconds"]]
    return sum(trial["steps"] * trial["stepSeconds"]["mean"] for trial in trials)


def overlap(one, other):
    one, other = one["samplesPerSecond"], other["samplesPerSecond"]
    return one["low"] <= other["high"] and other["low"] <= one["high"]


start_up = statistics.median(seconds([python, script, *data, "--epochs", "0"])[0] for _ in range(5))
ratios = []
for number in range(sweeps):
    elapsed, shared = sweep()
    steps = measured(shared)
    processes = len({trial["processId"] for trial in shared["trials"]})
    ratios.append(elapsed / (start_up + steps))
    print(
        f"sweep {number + 1}: {elapsed:.1f} s for {len(shared['trials'])} trials in {processes} processes; one start-up "
        f"{start_up:.1f} s, steps measured {steps:.1f} s; ratio {ratios[-1]:.2f}",
        flush=True,
    )
elapsed, fresh = sweep("--fresh")
agree = sum(map(overlap, shared["points"], fresh["points"]))
quotients = [a["samplesPerSecond"]["value"] / b["samplesPerSecond"]["value"] for a, b in zip(shared["points"], fresh["points"])]
print(f"--fresh: {elapsed:.1f} s; the intervals of {agree} of {len(sizes)} batch sizes overlap")
print(f"throughput in one process over that in processes of their own: {', '.join(f'{q:.2f}' for q in quotients)}")
print(f"median ratio to one start-up and the steps: {statistics.median(ratios):.2f}")
