#!/usr/bin/env python3
"""Measures how soon the tabular algorithms reach the exact optimum of the dry Taxi, 7.93, over seeds.

    swift build -c release --package-path Benchmarks/taxi-benchmark
    python Benchmarks/taxi_tabular.py [--seeds 20]

A training plans the optimum, learns with the settings of `TabularSettings.dryTaxi`, scores its table over all 300
starts after each 20 episodes, and ends with the first that is optimal. The time is CPU time, all of this included.
"""

import argparse
import pathlib
import statistics
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--benchmark", default=HERE / "taxi-benchmark/.build/release/taxi-benchmark")
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    print("| algorithm | exactly 7.93 | steps: least, median, most | episodes, median | processor ms: median, most |")
    print("|---|---|---|---|---|")
    for algorithm in ["q", "sarsa", "expected-sarsa", "double-q"]:
        orders = "".join(f"learn {algorithm} {seed}\n" for seed in range(options.seeds))
        run = subprocess.run([options.benchmark], input=orders, capture_output=True, text=True, check=True)
        results = [[float(word) for word in line.split()] for line in run.stdout.splitlines()]
        seconds, steps, episodes, scores = zip(*results)
        print(f"| {algorithm} | {sum(score == 7.93 for score in scores)} of {len(scores)} "
              f"| {min(steps):,.0f}, {statistics.median(steps):,.0f}, {max(steps):,.0f} "
              f"| {statistics.median(episodes):,.0f} "
              f"| {statistics.median(seconds) * 1e3:.0f}, {max(seconds) * 1e3:.0f} |")


if __name__ == "__main__":
    main()
