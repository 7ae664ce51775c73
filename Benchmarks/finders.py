"""Compares searches for the largest batch size that fits with Lightning's scale_batch_size and Accelerate's
find_executable_batch_size: the same training in PyTorch, under the same memory limit (RLIMIT_DATA).

An answer counts as too large if a separate process cannot train at it. The true value is searched from the largest
answer that runs: in steps of 2 % upward until one does not.

Usage: Benchmarks/finders.py [CASES]        after ./test has been used once: it makes the environment for PyTorch
"""

import json
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
python = root / ".headroom/frameworks/pytorch/bin/python"
training = root / "Benchmarks/finders/training.py"
limit = 1024 * 1024 * 1024
generator = random.Random(20)
cases = [(width, depth) for width in (1024, 2048, 4096, 8192, 16384) for depth in (4, 8, 16, 24)]
generator.shuffle(cases)
cases = cases[: int(sys.argv[1]) if len(sys.argv) > 1 else 20]


def run(mode, width, depth, batch_size):
    started = time.monotonic()
    result = subprocess.run(
        [python, training, mode, str(width), str(depth), str(batch_size)],
        capture_output=True, text=True, timeout=600,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
    )
    return time.monotonic() - started, result


def peer(mode, width, depth, first):
    elapsed, result = run(mode, width, depth, first)
    words = result.stdout.split()
    return dict(
        seconds=elapsed,
        answer=int(words[words.index("found") + 1]) if "found" in words else 0,
        trials=int(words[words.index("trials") + 1]) if "trials" in words else None,
    )


def headroom(width, depth):
    started = time.monotonic()
    output = subprocess.run(
        [
            root / ".build/release/headroom", "fit", "--progress", "none", "--export-json", "-", "--memory-limit",
            str(limit), "--memory-mode", "data", "--", python, training, "endless", str(width), str(depth), "64",
        ],
        capture_output=True, check=True,
    ).stdout
    fits = json.loads(output)["fits"]
    return dict(
        seconds=time.monotonic() - started,
        answer=fits["batchSize"], trials=fits["probes"], out=fits["outOfMemoryProbes"],
    )


def runs(width, depth, batch_size):
    return run("plain", width, depth, batch_size)[1].returncode == 0


rows = []
for width, depth in cases:
    finders = {
        "headroom": lambda: headroom(width, depth),
        "lightning power": lambda: peer("lightning-power", width, depth, 2),
        "lightning binsearch": lambda: peer("lightning-binsearch", width, depth, 2),
        "accelerate": lambda: peer("accelerate", width, depth, 16384),
    }
    names = list(finders)
    generator.shuffle(names)
    row = {name: finders[name]() for name in names}
    for found in row.values():
        found["runs"] = found["answer"] > 0 and runs(width, depth, found["answer"])
    truth = max(found["answer"] for found in row.values() if found["runs"])
    while runs(width, depth, int(truth * 1.02) + 1):
        truth = int(truth * 1.02) + 1
    row["truth"] = truth
    rows.append(row)
    print(f"width {width}, depth {depth}, at least {truth} fit:", flush=True)
    for name in finders:
        found = row[name]
        out = f", {found['out']} out of memory" if "out" in found else ""
        print(
            f"  {name:20} {found['answer']:6} ({found['answer'] / truth:.1%}{'' if found['runs'] else ', does not run'}) in "
            f"{found['seconds']:5.1f} s, {found['trials']} trials{out}",
            flush=True,
        )

print(f"\n{len(rows)} cases, medians")
for name in finders:
    shares = [row[name]["answer"] / row["truth"] for row in rows if row[name]["runs"]]
    print(
        f"  {name:20} {statistics.median(shares):.1%} of the truth (least {min(shares):.1%}), "
        f"{sum(not row[name]['runs'] for row in rows)} answers that do not run, "
        f"{statistics.median(row[name]['seconds'] for row in rows):.1f} s, "
        f"{statistics.median(row[name]['trials'] or 0 for row in rows):.0f} trials"
    )
times = [row["headroom"]["seconds"] / row["lightning binsearch"]["seconds"] for row in rows]
print(f"headroom over Lightning's binary search: {statistics.median(times):.2f} times the time, median of pairs")
outs = sorted(row["headroom"]["out"] for row in rows)
print(f"headroom: out of memory in {statistics.median(outs):.0f} probes as the median, {outs[-1]} at most")
