"""What watching costs the training: the same training watched and alone, in turns.

Each pair is one start without Headroom (its own samples per second) and one under a sweep of a single batch size (the
samples per second of its first trial). Which of the two goes first changes from pair to pair.

Usage: Benchmarks/observer.py [PAIRS]        after ./headroom has been used once, so that everything is built
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
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = os.path.join(folder, "model.safetensors")
        text = headroom("train", "digits", *training, "--epochs", "200", "--checkpoint", checkpoint)
    return float(re.search(r"([\d,]+) samples/s", text).group(1).replace(",", ""))


def watched():
    text = headroom(
        "sweep", "digits", "--batch-sizes", "64", "--budget", "1.5s", "--progress", "none", "--export-json", "-", "--",
        *training,
    )
    return json.loads(text)["trials"][0]["samplesPerSecond"]["value"]


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
    f"95 % interval of the median {medians[250]:.3f} to {medians[-251]:.3f}"
)
