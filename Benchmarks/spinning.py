"""Measures the cost of spinning threads next to another program, its signs in the kernel, and that of passive waiting.

beside   a small training in PyTorch alone and next to programs that each keep a CPU busy; with the runtime's default
         wait policy (it spins for a while), with OMP_WAIT_POLICY=passive, with one thread. Each cell is run several
         times, alternating, and the table has the run of median throughput. "Others" is the CPU use of other programs:
         on a machine that is not idle, "alone" is not alone.
quiet    pairs of runs alone, with passive waiting and with the runtime's default, in an order that alternates from pair
         to pair. Only pairs during which other programs used less than a tenth of a CPU count.

Usage: Benchmarks/spinning.py [--headroom PATH] [--python TORCH_PYTHON] [--rounds 3] [--seconds 8] [--pairs 10]
                              [--patience 300] [--only beside|quiet]
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
BATCHES = [64, 2048]
WAYS = {"own": (2, {}), "passive": (2, {"OMP_WAIT_POLICY": "passive"}), "one thread": (1, {})}


def run(options, batch, way, busy):
    """Returns the trial of one run, with its verdict."""
    threads, variables = WAYS[way]
    environment = {k: v for k, v in os.environ.items() if k.split("_")[0] not in ("OMP", "GOMP", "KMP")} | variables
    others = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True) for _ in range(busy)
    ]
    command = [options.python, root / "Benchmarks/spinning/training.py", options.seconds, threads, batch]
    try:
        report = subprocess.run(
            [options.headroom, "run", "--no-store", "--hide-output", "--export-json", "-", "--", *map(str, command)],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
        )
    finally:
        for other in others:
            other.kill()
            other.wait()
    document = json.loads(report.stdout)
    return document["trials"][0] | {"verdict": document["diagnosis"]["boundBy"]}


def rate(trial):
    return trial["samplesPerSecond"]["value"]


def others(trial):
    return max(0, trial["host"]["busyCPUs"] - trial["busyCPUs"])


def beside(options):
    cells = [(batch, busy, way) for batch in BATCHES for busy in (0, 1, 2) for way in WAYS]
    trials = {cell: [] for cell in cells}
    for _ in range(options.rounds):
        for batch, busy, way in cells:
            trials[batch, busy, way].append(run(options, batch, way, busy))
    print("| batch size | busy programs | waiting | samples/s | of the best | busy threads | waits for a CPU | involuntary/s "
          "| voluntary/s | voluntary, workers | others | verdict |")
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    medians = {cell: sorted(found, key=rate)[len(found) // 2] for cell, found in trials.items()}
    for (batch, busy, way), trial in medians.items():
        best = max(rate(medians[batch, busy, other]) for other in WAYS)
        use = trial["threadUse"]
        workers = "-" if use["voluntaryWorkerRatio"] is None else f"{use['voluntaryWorkerRatio']:.2f}"
        each = [use["involuntarySwitchesPerSecond"], use["voluntarySwitchesPerSecond"]]
        verdicts = ", ".join(dict.fromkeys(found["verdict"] for found in trials[batch, busy, way]))
        print(f"| {batch} | {busy} | {way} | {rate(trial):,.0f} | {rate(trial) / best:.2f} | {use['busyThreads']:.1f} "
              f"| {use['cpuWaitRatio']:.0%} | {each[0]:,.0f} | {each[1]:,.1f} | {workers} "
              f"| {others(trial):.1f} CPUs | {verdicts} |", flush=True)


def quiet(options):
    print("| batch size | pairs | of them quiet | passive over own, median | least | greatest |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for batch in BATCHES:
        ratios, made, end = [], 0, time.monotonic() + options.patience
        while len(ratios) < options.pairs and time.monotonic() < end:
            order = ["own", "passive"] if made % 2 == 0 else ["passive", "own"]
            pair = {way: run(options, batch, way, 0) for way in order}
            made += 1
            if all(others(trial) < 0.1 for trial in pair.values()):
                ratios.append(rate(pair["passive"]) / rate(pair["own"]))
        found = [f"{value:.3f}" for value in (statistics.median(ratios), min(ratios), max(ratios))] if ratios else ["-"] * 3
        print(f"| {batch} | {made} | {len(ratios)} | {' | '.join(found)} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--headroom", default=root / ".build/release/headroom")
    parser.add_argument("--python", default=root / ".headroom/frameworks/pytorch/bin/python")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--patience", type=float, default=300, help="seconds for the pairs of each batch size")
    parser.add_argument("--only", choices=["beside", "quiet"])
    options = parser.parse_args()
    if options.only != "quiet":
        beside(options)
    if options.only is None:
        print()
    if options.only != "beside":
        quiet(options)


main()
