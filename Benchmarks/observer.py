"""Measures the cost of watching for a training: the same training alternately watched and alone.

One half of a pair is five starts without Headroom, each for 200 epochs, with the samples per second that they print;
the other half is a sweep of a single batch size with about five starts. The order alternates from pair to pair.

Usage: Benchmarks/observer.py [PAIRS]        after './headroom train digits', so that everything is built
"""

import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 30
training = ["--threads", "1", "--seed", "0"]


def headroom(*arguments):
    run = subprocess.run([root / "headroom", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return run.stdout.decode()


def alone():
    rates = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = os.path.join(folder, "model.safetensors")
            text = headroom("train", "digits", *training, "--epochs", "200", "--checkpoint", checkpoint)
        rates.append(float(re.search(r"([\d,]+) samples/s", text).group(1).replace(",", "")))
    return statistics.harmonic_mean(rates)


def watched():
    text = headroom(
        "sweep", "digits", "--batch-sizes", "64", "--precision", "0.001", "--progress", "none", "--export-json", "-",
        "--", *training,
    )
    document = json.loads(text)
    costs.append(document["observer"]["cpuSeconds"] / document["observer"]["wallSeconds"])
    return document["points"][0]["samplesPerSecond"]["value"]


costs = []
ratios = []
for pair in range(pairs):
    if pair % 2:
        bare, seen = alone(), watched()
    else:
        seen, bare = watched(), alone()
    ratios.append(seen / bare)

random.seed(0)
medians = sorted(statistics.median(random.choices(ratios, k=pairs)) for _ in range(10_000))
print(
    f"{pairs} pairs: throughput watched over alone {statistics.median(ratios):.3f}, "
    f"95 % interval of the median {medians[250]:.3f} to {medians[-251]:.3f}\n"
    f"processor time of Headroom and its supervisor: {statistics.median(costs):.2%} of one CPU, starting six trials included"
)
