#!/usr/bin/env python3
"""Compares HeadroomTorch with PyTorch: the same training step, batch size, optimizer and number of threads.

    swift build -c release --package-path Benchmarks/engine-benchmark
    python Benchmarks/engine.py --engine libheadroom_torch.so [--threads 1 2] [--fused]

Each side is one process for the whole benchmark. They alternate in intervals of about 50 ms, in an order that is
reversed from pair to pair, so that a slower machine slows both down. The output is the median of the ratios PyTorch /
HeadroomTorch over the pairs, and its 95 % interval by bootstrap: above 1, HeadroomTorch is faster. With --fused PyTorch
uses its fused optimizer, otherwise its default one.
"""

import argparse
import pathlib
import random
import statistics
import subprocess
import sys
import time

SAMPLES = 1797


def serve(threads, fused):
    """PyTorch side: replies to each line `MODEL BATCH STEPS` with the time of these steps in seconds."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    trainings = {}

    def make(name, batch_size):
        torch.manual_seed(1)
        if name == "perceptron":
            model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
            inputs = torch.rand(SAMPLES, 64)
        else:
            model = nn.Sequential(
                nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
                nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1024, 128), nn.ReLU(), nn.Linear(128, 10))
            inputs = torch.rand(SAMPLES, 1, 8, 8)
        labels = (torch.rand(SAMPLES) * 10).to(torch.int64)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, fused=fused or None)
        order = torch.randperm(SAMPLES)
        batches = [order[i:i + batch_size] for i in range(0, SAMPLES - batch_size + 1, batch_size)]
        loss_function = nn.CrossEntropyLoss()
        position = 0

        def step():
            nonlocal position
            batch = batches[position]
            position = (position + 1) % len(batches)
            input = inputs.index_select(0, batch)
            target = labels.index_select(0, batch)
            optimizer.zero_grad()
            loss = loss_function(model(input), target)
            loss.backward()
            optimizer.step()

        return step

    for line in sys.stdin:
        name, batch_size, steps = line.split()
        key = (name, batch_size)
        if key not in trainings:
            trainings[key] = make(name, int(batch_size))
        step = trainings[key]
        start = time.perf_counter()
        for _ in range(int(steps)):
            step()
        print(time.perf_counter() - start, flush=True)


class Side:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def seconds(self, model, batch_size, steps):
        print(model, batch_size, steps, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def interval(values):
    """Returns the median, and its 95 % interval by bootstrap."""
    generator = random.Random(1)
    medians = sorted(statistics.median(generator.choices(values, k=len(values))) for _ in range(2000))
    return statistics.median(values), medians[50], medians[1949]


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", help="the library that Engine/build made")
    parser.add_argument("--benchmark", default=here / "engine-benchmark/.build/release/engine-benchmark")
    parser.add_argument("--models", nargs="+", default=["perceptron", "convolution"])
    parser.add_argument("--batch-sizes", nargs="+", type=int, default=[2**i for i in range(11)])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--stretch", type=float, default=0.05, help="seconds")
    parser.add_argument("--fused", action="store_true")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options.serve, options.fused)

    print("| model | threads | batch size | PyTorch us/step | HeadroomTorch us/step | ratio | 95 % |")
    print("|---|---|---|---|---|---|---|")
    for threads in options.threads:
        python = [sys.executable, __file__, "--serve", str(threads)] + (["--fused"] if options.fused else [])
        sides = Side(python), Side([options.benchmark, options.engine, str(threads)])
        for model in options.models:
            for batch_size in options.batch_sizes:
                for side in sides:
                    side.seconds(model, batch_size, 10)
                slowest = max(side.seconds(model, batch_size, 10) / 10 for side in sides)
                steps = max(3, round(options.stretch / slowest))
                pairs = []
                for number in range(options.pairs):
                    order = (0, 1) if number % 2 == 0 else (1, 0)
                    pair = {i: sides[i].seconds(model, batch_size, steps) / steps for i in order}
                    pairs.append((pair[0], pair[1]))
                ratio, low, high = interval([python / swift for python, swift in pairs])
                python, swift = (statistics.median(side) * 1e6 for side in zip(*pairs))
                print(f"| {model} | {threads} | {batch_size} | {python:.0f} | {swift:.0f} | {ratio:.2f} "
                      f"| {low:.2f} to {high:.2f} |", flush=True)
        for side in sides:
            side.end()


if __name__ == "__main__":
    main()
