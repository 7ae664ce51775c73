"""Compares small and large batches like Keskar et al. 2016 (arXiv 1609.04836): accuracies, and both sharpness measures.

Usage: Benchmarks/large_batches.py [--seeds N] [--data FOLDER] [--models mlp,cnn] [--write]   after ./headroom sharpness

Their setup: small batches of 256, large ones of a tenth of the training data, Adam with its default settings for both,
five seeds, until the loss stops improving; sharpness by Metric 2.1. Here the small batch is 16 on the digits, whose
training data are 40 times fewer than theirs, and 256 on other data. A training has stopped improving when its training
loss is below 0.001, or has not decreased by a tenth over the last quarter of its epochs; otherwise it is repeated with
twice the length. --write puts the table into docs/measurements/large-batches.md; the measurements are written to
Benchmarks/recorded/large-batches.json.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import report
from trainings import binary, environment, listen, root

epsilons = ("1e-3", "5e-4")

# Tables 2 and 3 of the paper: F1 is a perceptron on MNIST, C1 a shallow convolutional network on CIFAR-10. In percent:
# training and test accuracy, sharpness in the full space at 1e-3 and 5e-4, in 100 random directions at both.
paper = {
    "F1 (MNIST)": {
        "small": ("99.66 ± 0.05", "98.03 ± 0.07", "1.23 ± 0.83", "0.61 ± 0.27", "0.11 ± 0.00", "0.05 ± 0.00"),
        "large": ("99.92 ± 0.01", "97.81 ± 0.07", "205.14 ± 69.52", "42.90 ± 17.14", "9.22 ± 0.56", "9.17 ± 0.14"),
    },
    "C1 (CIFAR-10)": {
        "small": ("99.89 ± 0.02", "80.04 ± 0.12", "28.58 ± 3.13", "7.08 ± 0.88", "2.18 ± 0.23", "0.71 ± 0.15"),
        "large": ("99.66 ± 0.2", "77.26 ± 0.42", "707.23 ± 43.04", "227.31 ± 23.23", "137.25 ± 21.60", "29.50 ± 7.48"),
    },
}


def training_samples(data):
    """Returns the number of samples of an epoch, as reported by the training before its first step."""
    said = []

    def hear(event):
        said.extend([event["trainingSamples"]] if event.get("event") == "hello" else [])
        return bool(said)

    listen(["--epochs", 1, *(["--data", data] if data else [])], hear)
    return said[0]


def train(model, batch_size, samples, seed, data, checkpoint):
    """Trains until the loss stops improving; returns the number of epochs."""
    epochs = 50
    while True:
        losses = []

        def hear(event):
            if event.get("event") == "evaluation" and event["split"] == "train":
                losses.append(event["loss"])

        steps = max(1, epochs * samples // batch_size // 40)
        options = ["--model", model, "--optimizer", "adam", "--batch-size", batch_size, "--seed", seed]
        options += ["--epochs", epochs, "--evaluate-every", steps] + (["--data", data] if data else [])
        listen([*options, "--checkpoint", checkpoint], hear, seconds=1800)
        last, before = losses[-1], losses[len(losses) * 3 // 4]
        if last < 1e-3 or last > 0.9 * before or epochs >= 6400:
            return epochs
        epochs *= 2


def measure(model, batch_size, samples, seed, data):
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        epochs = train(model, batch_size, samples, seed, data, f"{folder}/model.safetensors")
        trained = time.monotonic() - began
        command = [binary, "sharpness", "digits", f"{folder}/model.safetensors", "--export-json", f"{folder}/out"]
        subprocess.run(
            command + (["--data", data] if data else []), check=True, env=environment(), capture_output=True
        )
        document = json.load(open(f"{folder}/out"))
    solution = document["solutions"][0]
    if solution["reason"]:
        raise SystemExit(f"no sharpness: {solution['reason']}")
    row = {
        "model": model, "batchSize": batch_size, "seed": seed, "epochs": epochs, "trainingSeconds": trained,
        "loss": solution["trainingLoss"],
        "figures": [
            100 * solution["trainingAccuracy"], 100 * solution["testAccuracy"],
            *[entry["percent"] for entry in solution["fullSpace"] + solution["randomSubspace"]],
        ],
    }
    print(f"  {model}, batch size {batch_size}, seed {seed}: {epochs} epochs, loss {row['loss']:.5f}", flush=True)
    return row


def spread(values):
    mean = statistics.fmean(values)
    digits = 2 if abs(mean) >= 0.1 else 4
    return f"{mean:.{digits}f} ± {statistics.stdev(values) if len(values) > 1 else 0:.{digits}f}"


def table(rows, sizes):
    head = "training, test, sharpness full 1e-3, full 5e-4, 100 directions 1e-3, 100 directions 5e-4".split(", ")
    lines = ["| | batch size | epochs | loss | " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) + 3)]
    for model in dict.fromkeys(row["model"] for row in rows):
        for name, size in sizes.items():
            of = [row for row in rows if row["model"] == model and row["batchSize"] == size]
            epochs = sorted({row["epochs"] for row in of})
            figures = [spread(column) for column in zip(*(row["figures"] for row in of))]
            lines.append(
                f"| {model}, {name} | {size} | {' to '.join(map(str, dict.fromkeys((epochs[0], epochs[-1]))))} | "
                f"{statistics.fmean(row['loss'] for row in of):.5f} | " + " | ".join(figures) + " |"
            )
    for network, figures in paper.items():
        for name, size in (("small", "256"), ("large", "10 %")):
            lines.append(f"| their {network}, {name} | {size} | | | " + " | ".join(figures[name]) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--data", help="a folder with IDX or CIFAR-10 files in place of the digits")
    parser.add_argument("--models", default="mlp,cnn")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    began = time.monotonic()
    samples = training_samples(arguments.data)
    sizes = {"small": 256 if arguments.data else 16, "large": samples // 10}
    rows = [
        measure(model, size, samples, seed, arguments.data)
        for model in arguments.models.split(",")
        for seed in range(arguments.seeds)
        for size in sizes.values()
    ]
    text = (
        f"Measured on {report.today()} on {report.machine()}: {'the digits' if not arguments.data else pathlib.Path(arguments.data).name}, Adam, "
        f"{arguments.seeds} seeds, means and standard deviations in percent; {time.monotonic() - began:.0f} s in all.\n\n"
        + table(rows, sizes)
    )
    print(text)
    if arguments.write:
        recorded = root / "Benchmarks/recorded/large-batches.json"
        recorded.write_text(json.dumps({"date": report.today(), "rows": rows}, indent=1) + "\n")
        report.fill("large-batches.md", "large-batches", text)


if __name__ == "__main__":
    main()
