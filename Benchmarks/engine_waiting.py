"""Measures the engine's throughput by the time that its waiting threads spin, alone and next to a CPU-bound program.

Usage: Benchmarks/engine_waiting.py [--headroom PATH] [--rounds 3]
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
COUNTS = [0, 1000, 10000, 300000]


def samples_per_second(headroom, count, is_beside):
    environment = {k: v for k, v in os.environ.items() if k.split("_")[0] not in ("OMP", "GOMP", "KMP")}
    environment["GOMP_SPINCOUNT"] = str(count)
    training = [headroom, "train", "digits", "--model", "cnn", "--epochs", "1" if is_beside else "3"]
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if is_beside else None
    try:
        report = subprocess.run(
            [headroom, "run", "--no-store", "--hide-output", "--export-json", "-", "--", *training],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=120,
        )
    finally:
        if other is not None:
            other.kill()
            other.wait()
    return json.loads(report.stdout)["trials"][0]["samplesPerSecond"]["value"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--headroom", default=str(root / ".build/release/headroom"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found = {}
    for _ in range(options.rounds):
        for is_beside in (False, True):
            for count in COUNTS:
                rate = samples_per_second(options.headroom, count, is_beside)
                found.setdefault((count, is_beside), []).append(rate)
    print("| `GOMP_SPINCOUNT` | alone | beside another |")
    print("| ---: | ---: | ---: |")
    for count in COUNTS:
        cells = [f"{min(found[count, side]):,.0f} to {max(found[count, side]):,.0f}" for side in (False, True)]
        print(f"| {count:,} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
