"""Measures how soon a taxi learns to drive: deep Q-learning and tables, compared with other implementations.

Usage: Benchmarks/taxi_learning.py [--only PARTS] [--core N] [--python PYTHON] [--write]

The peers run in a separate Python environment, `pip install gymnasium==1.4.0 stable-baselines3 torch`; their loops are
in Benchmarks/taxi_learners. Each training is a process on one core with one thread, those to be compared alternate, and
all end at the first policy that scores 7.93, the maximum, exactly over all 300 starts. On a shared machine, CPU time is
more reliable than wall time; both are measured. The measurements are written to Benchmarks/recorded/taxi-learning.json,
with --write also into docs/measurements/taxi.md.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import report
from trainings import binary, environment, root

sys.path.append(str(root / "Benchmarks/taxi_learners"))
import tables  # noqa: E402

optimum = 2379 / 300
recorded = root / "Benchmarks/recorded/taxi-learning.json"
learners = root / "Benchmarks/taxi_learners"
algorithms = ("q", "sarsa", "expected-sarsa", "double-q")

# Peers with the same settings, as far as each supports them.
peers = {
    "Headroom": [],
    "Headroom, one-hot, not double": ["--encoding", "one-hot", "--no-double"],
    "CleanRL's dqn.py, anew": ["deep.py", "cleanrl"],
    "Stable-Baselines3": ["deep.py", "sb3"],
}
same_in_pytorch = {
    "Headroom": [],
    "PyTorch, the same network, double, fused Adam": ["deep.py", "pytorch"],
}
peers_with_their_own_settings = {
    "Headroom": [],
    "CleanRL's dqn.py, anew": ["deep.py", "cleanrl", "--settings", "own"],
    "Stable-Baselines3": ["deep.py", "sb3", "--settings", "own"],
}

switches = {
    **{f"batch size {size}": ["--batch-size", size] for size in (16, 32, 64, 128, 256, 512, 1024)},
    "not double": ["--no-double"],
    "dueling": ["--dueling"],
    "3-step returns": ["--return-steps", 3],
    "prioritized replay": ["--prioritized"],
    "soft target, 0.01": ["--target-share", 0.01],
    "discount 0.99": ["--discount", 0.99],
    "one-hot": ["--encoding", "one-hot"],
    "cells": ["--encoding", "cells"],
    "factored": ["--encoding", "factored"],
    "number": ["--encoding", "number"],
    "masked actions": ["--mask-actions"],
}

# Tests whether other defaults would be better, on all seeds.
candidates = {
    "soft target, 0.01": ["--target-share", 0.01],
    "exploration over 30,000 steps": ["--exploration-steps", 30_000],
}


# Trainings


def run(command):
    """Runs a command; returns its output and its CPU time."""
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/output", "w+") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(arguments.core), *map(str, command)], stdout=output, stderr=subprocess.DEVNULL,
            cwd=folder, env=environment(OMP_NUM_THREADS="1"),
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}")
        output.seek(0)
        return output.read(), used.ru_utime + used.ru_stime


def drive(options, seed, steps):
    """Runs `headroom train taxi` until it is exact or has taken `steps` steps."""
    command = [binary, "train", "taxi", "--seed", seed, "--steps", steps, *options, "--export-json", "-"]
    text, processor = run(command)
    return json.loads(text)["points"], processor


def idle_processor_seconds(options=()):
    """Returns the CPU time of a training of one step: startup, computing the best score, showing the taxi."""
    return statistics.median(drive(options, 0, 1)[1] for _ in range(5))


def train_headroom(name, options, seed, steps, idle):
    points, processor = drive(options, seed, steps)
    return row(name, seed, points, processor - idle)


def train_peer(name, options, seed, steps):
    script, *rest = options
    more = ["--processor-seconds", arguments.processor_seconds] if script == "deep.py" else []
    text, _ = run([arguments.python, learners / script, *rest, "--seed", seed, "--steps", steps, *more])
    points = json.loads(text)
    return row(name, seed, points, points[-1]["processorSeconds"])


def row(name, seed, points, processor):
    last, best = points[-1], max(point["meanReturn"] for point in points)
    found = {
        "name": name, "seed": seed, "isExact": best > optimum - 1e-9, "bestReturn": best,
        "environmentSteps": last["environmentSteps"], "updates": last["updates"], "samples": last.get("samples"),
        "seconds": last["seconds"], "processorSeconds": processor, "load": os.getloadavg()[0],
    }
    print(
        f"  {name}, seed {seed}: {best:.2f} after {last['environmentSteps']} steps, {last['updates']} updates, "
        f"{last['seconds']:.1f} s, {processor:.2f} s of processor", flush=True,
    )
    return found


# Parts


def seeds_in_time():
    """Yields the requested seeds that begin within the time."""
    began = time.monotonic()
    for seed in range(arguments.first_seed, arguments.seeds):
        if time.monotonic() - began > arguments.minutes * 60:
            print(f"  {seed} seeds of {arguments.seeds}: no time for more", flush=True)
            return
        yield seed


def measure_seeds():
    idle = idle_processor_seconds()
    for seed in range(20):
        yield train_headroom("Headroom", [], seed, 200_000, idle)


def measure_beside(named):
    idle = idle_processor_seconds()
    for seed in seeds_in_time():
        for name, options in named.items():
            if options[:1] == ["deep.py"]:
                yield train_peer(name, options, seed, 120_000)
            else:
                yield train_headroom(name, options, seed, 120_000, idle)


def measure_tables():
    for algorithm in algorithms:
        options = ["--algorithm", algorithm]
        idle = idle_processor_seconds(options)
        for seed in range(20):
            yield train_headroom(f"{algorithm}, Headroom", options, seed, 2_000_000, idle)
            yield train_peer(f"{algorithm}, Python over lists", ["tabular.py", algorithm], seed, 2_000_000)
        for seed in range(5 if algorithm == "q" else 0):
            stepped = ["tabular.py", algorithm, "--gymnasium"]
            yield train_peer(f"{algorithm}, Python over Gymnasium", stepped, seed, 2_000_000)


def measure_candidates():
    idle = idle_processor_seconds()
    for seed in range(20):
        for name, options in candidates.items():
            yield train_headroom(name, options, seed, 200_000, idle)


parts = {
    "seeds": (measure_seeds, tables.seeds_table),
    "peers": (lambda: measure_beside(peers), tables.peers_table),
    "pytorch": (lambda: measure_beside(same_in_pytorch), tables.peers_table),
    "tables": (measure_tables, tables.tables_table),
    "switches": (lambda: measure_beside(switches), tables.switches_table),
    "candidates": (measure_candidates, tables.candidates_table),
    "own": (lambda: measure_beside(peers_with_their_own_settings), tables.peers_table),
}


def versions():
    packages = ["torch", "numpy", "gymnasium", "stable-baselines3"]
    ask = f"import importlib.metadata as m; print(', '.join(p + ' ' + m.version(p) for p in {packages}))"
    python = subprocess.run([arguments.python, "-c", ask], capture_output=True, text=True).stdout.strip()
    return python or "no peers"


def measure(part):
    """Writes each row as soon as it is measured, so that an interruption does not lose it."""
    about = {"date": report.today(), "machine": report.machine(), "versions": versions(), "rows": []}
    if arguments.first_seed:
        about = json.loads(recorded.read_text())[part]
    for found in parts[part][0]():
        about["rows"].append(found)
        document = json.loads(recorded.read_text()) if recorded.exists() else {}
        recorded.write_text(json.dumps({**document, part: about}, indent=1) + "\n")


def describe(part):
    document = json.loads(recorded.read_text())
    about, by_default = document[part], document.get("seeds", {"rows": []})["rows"]
    more = [by_default] if part == "candidates" else []
    return (
        f"Measured on {about['date']} on {about['machine']}, of which one was used; {about['versions']}.\n\n"
        + parts[part][1](about["rows"], *more)
    )


def main():
    for part in arguments.only.split(","):
        if not arguments.recorded:
            measure(part)
        text = describe(part)
        print(text, flush=True)
        if arguments.write:
            report.fill("taxi.md", f"taxi-{part}", text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", default=",".join(parts))
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=3, help="of the peers and the switches")
    parser.add_argument("--first-seed", type=int, default=0, help="of them; those before stay as they are recorded")
    parser.add_argument("--minutes", type=float, default=12, help="after which no further seed of those begins")
    parser.add_argument("--processor-seconds", type=float, default=150, help="that a deep peer may take")
    parser.add_argument("--python", type=pathlib.Path, default=root / ".headroom/peers/bin/python")
    parser.add_argument("--recorded", action="store_true", help="measure nothing; the tables of what is recorded")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    main()
