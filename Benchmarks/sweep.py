"""Runs two successive sweeps: their times, the widths of their intervals, and their agreement.

Usage: Benchmarks/sweep.py [options of headroom sweep digits]
"""

import json
import pathlib
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent


def sweep():
    started = time.monotonic()
    run = subprocess.run(
        [root / "headroom", "sweep", "digits", "--export-json", "-", "--progress", "none", *sys.argv[1:]],
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(run.stdout), time.monotonic() - started


(first, first_seconds), (second, second_seconds) = sweep(), sweep()
others = {point["batchSize"]: point["samplesPerSecond"] for point in second["points"]}

print("| batch size | first, samples/s | half-width | second, samples/s | half-width | agree |")
print("| ---: | ---: | ---: | ---: | ---: | --- |")
agreements = []
for point in first["points"]:
    one, other = point["samplesPerSecond"], others.get(point["batchSize"])
    if other is None:
        continue
    agree = one["low"] <= other["high"] and other["low"] <= one["high"]
    agreements.append(agree)
    cells = [f"{point['batchSize']:,}"]
    for rate in (one, other):
        cells += [f"{rate['value']:,.0f}", f"{(rate['high'] - rate['low']) / 2 / rate['value']:.1%}"]
    print("| " + " | ".join(cells + ["yes" if agree else "no"]) + " |")

print()
print(f"{sum(agreements)} of {len(agreements)} points agree within their intervals.")
for name, document, seconds in (("first", first, first_seconds), ("second", second, second_seconds)):
    observer = document["observer"]
    print(
        f"The {name} sweep: {seconds:.0f} s, {len(document['trials'])} trials, recommends "
        f"{document['recommendation']['batchSize']}; watching took "
        f"{observer['cpuSeconds'] / observer['wallSeconds']:.2%} of one CPU and "
        f"{observer['privateMemoryBytes'] / 2**20:.1f} MiB."
    )
