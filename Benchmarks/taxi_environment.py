#!/usr/bin/env python3
"""Measures steps of the dry Taxi per second: a plain table loop in C, TaxiVector, Gymnasium and EnvPool.

    swift build -c release --package-path Benchmarks/taxi-benchmark
    python Benchmarks/taxi_environment.py [--rounds 40]     # a Python that has gymnasium 1.4.0, numpy, envpool

Every side takes random actions, resets at the end of an episode, truncates episodes after 200 steps, and counts the
actions that advanced the process: a call that only resets, as in Gymnasium's vectors and EnvPool after each episode,
does not count. The sides alternate in intervals of about a tenth of a second, in a random order for each round; the
ratio is that to the faster of the two C loops in the same round. The output has medians over the rounds, and the 95 %
interval of the ratio by bootstrap. All run on the first core; the rows marked accordingly on both.
"""

import argparse
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

HERE = pathlib.Path(__file__).resolve().parent


def serve_gymnasium():
    """Replies to `KIND LANES STEPS` with seconds and transitions."""
    warnings.simplefilter("ignore")
    import gymnasium
    import numpy

    gymnasium.logger.min_level = gymnasium.logger.ERROR
    generator = numpy.random.default_rng(1)
    made = {}

    def single(steps):
        environment = made.setdefault("single", gymnasium.make("Taxi-v4"))
        environment.reset(seed=1)
        actions = generator.integers(0, 6, steps).tolist()
        start = time.perf_counter()
        for action in actions:
            _, _, terminated, truncated, _ = environment.step(action)
            if terminated or truncated:
                environment.reset()
        return time.perf_counter() - start, steps

    def vector(kind, lanes, steps):
        key = kind, lanes
        if key not in made:
            made[key] = gymnasium.make_vec("Taxi-v4", num_envs=lanes, vectorization_mode=kind)
        environment = made[key]
        environment.reset(seed=1)
        actions = generator.integers(0, 6, (steps, lanes))
        resets = numpy.zeros(lanes, dtype=bool)
        transitions = 0
        start = time.perf_counter()
        for row in actions:
            _, _, terminated, truncated, _ = environment.step(row)
            transitions += lanes - int(resets.sum())
            resets = (terminated | truncated) & ~resets
        return time.perf_counter() - start, transitions

    for line in sys.stdin:
        kind, lanes, steps = line.split()
        print(*(single(int(steps)) if kind == "single" else vector(kind, int(lanes), int(steps))), flush=True)


def serve_envpool():
    """Replies to `THREADS LANES STEPS` with seconds and transitions."""
    warnings.simplefilter("ignore")
    import envpool
    import numpy

    generator = numpy.random.default_rng(1)
    made = {}
    for line in sys.stdin:
        threads, lanes, steps = (int(word) for word in line.split())
        key = threads, lanes
        if key not in made:
            made[key] = envpool.make("Taxi-v3", env_type="gymnasium", num_envs=lanes, num_threads=threads, seed=1)
        environment = made[key]
        environment.reset()
        actions = generator.integers(0, 6, (steps, lanes)).astype(numpy.int32)
        resets = numpy.zeros(lanes, dtype=bool)
        transitions = 0
        start = time.perf_counter()
        for row in actions:
            _, _, terminated, truncated, _ = environment.step(row)
            transitions += lanes - int(resets.sum())
            resets = (terminated | truncated) & ~resets
        print(time.perf_counter() - start, transitions, flush=True)


class Side:
    """Process that replies to a line with the seconds and transitions of a number of steps."""

    def __init__(self, command, cores):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cores))

    def stretch(self, kind, lanes, steps):
        print(kind, lanes, steps, file=self.process.stdin, flush=True)
        words = self.process.stdout.readline().split()
        return float(words[0]), int(words[1])

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def interval(values):
    """Returns the median, and its 95 % interval by bootstrap."""
    generator = random.Random(1)
    medians = sorted(statistics.median(generator.choices(values, k=len(values))) for _ in range(2000))
    return statistics.median(values), medians[50], medians[1949]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--benchmark", default=HERE / "taxi-benchmark/.build/release/taxi-benchmark")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--stretch", type=float, default=0.1, help="seconds")
    parser.add_argument("--serve", choices=["gymnasium", "envpool"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve_gymnasium() if options.serve == "gymnasium" else serve_envpool()

    all_cores = os.sched_getaffinity(0)
    one, both = {min(all_cores)}, set(sorted(all_cores)[:2])
    with tempfile.TemporaryDirectory() as folder:
        loop = f"{folder}/table_loop"
        subprocess.run(["cc", "-O2", "-o", loop, HERE / "taxi/table_loop.c"], check=True)
        python = [sys.executable, __file__, "--serve"]
        sides = {
            "c": Side([loop], one), "swift": Side([options.benchmark], one),
            "gymnasium": Side([*python, "gymnasium"], one), "gymnasium, both": Side([*python, "gymnasium"], both),
            "envpool": Side([*python, "envpool"], one), "envpool, both": Side([*python, "envpool"], both),
        }
        rows = [("plain loop in C, SplitMix64", "c", "splitmix", n) for n in (1, 64, 4096)]
        rows += [("plain loop in C, xorshift64", "c", "xorshift", n) for n in (1, 64, 4096)]
        rows += [("TaxiVector, random actions of its own", "swift", "drive", n) for n in (1, 64, 4096)]
        rows += [("TaxiVector, in the rain", "swift", "rainy", n) for n in (64, 4096)]
        rows += [("TaxiVector, actions in, results out", "swift", "vector", n) for n in (1, 64, 4096)]
        rows += [("TaxiEnvironment with Gymnasium's episodes", "swift", "single", 1)]
        rows += [("Gymnasium 1.4.0, make", "gymnasium", "single", 1)]
        rows += [("Gymnasium, SyncVectorEnv", "gymnasium", "sync", n) for n in (8, 64)]
        rows += [("Gymnasium, AsyncVectorEnv, both cores", "gymnasium, both", "async", n) for n in (2, 8)]
        rows += [("EnvPool 1.2.5, 1 thread", "envpool", "1", n) for n in (1, 64, 1024)]
        rows += [("EnvPool, 2 threads, both cores", "envpool, both", "2", 1024)]

        steps = {}
        for row in rows:
            _, side, kind, lanes = row
            count = 20
            while True:
                seconds, _ = sides[side].stretch(kind, lanes, count)
                if seconds > options.stretch / 4:
                    break
                count *= 4
            steps[row] = max(1, round(count * options.stretch / seconds))

        rates = {row: [] for row in rows}
        order = random.Random(2)
        for _ in range(options.rounds):
            for row in order.sample(rows, len(rows)):
                _, side, kind, lanes = row
                seconds, transitions = sides[side].stretch(kind, lanes, steps[row])
                rates[row].append(transitions / seconds)
        for side in sides.values():
            side.end()

    def reference(lanes):
        best = [max(pair) for pair in zip(*(rates[row] for row in rows if row[1] == "c" and row[3] == lanes))]
        return best

    print("| what | taxis | million steps a second | of the C loop | 95 % |")
    print("|---|---|---|---|---|")
    for row in rows:
        name, _, _, lanes = row
        loop = reference(1 if lanes == 1 else 64 if lanes <= 64 else 4096)
        ratio, low, high = interval([rate / other for rate, other in zip(rates[row], loop)])
        digits = 2 if ratio >= 0.01 else 5
        print(f"| {name} | {lanes} | {statistics.median(rates[row]) / 1e6:.3g} | {ratio:.{digits}f} "
              f"| {low:.{digits}f} to {high:.{digits}f} |")


if __name__ == "__main__":
    main()
