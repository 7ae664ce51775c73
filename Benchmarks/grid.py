"""Records the grid for evaluating batch size advice: digits trained to a training loss at every batch size.

Usage: Benchmarks/grid.py [--seeds N] [--target LOSS] [--write]      after './headroom train digits'
       Benchmarks/grid.py --advice-only | --report-only [--write]    with an earlier recording
       Benchmarks/grid.py --check-listener                           one training to its end, and its events

1. At each batch size the learning rate is searched on 0.0125 * 2^k, by the mean steps to the target of three seeds.
2. With that rate, each of the seeds is trained to the target.
3. The step time is measured in rounds over all batch sizes, by trainings without evaluations.
4. `headroom learn --quick digits` recommends a batch size, whose regret and cost are compared with the grid's.

Steps to the target are interpolated between two evaluations, on the logarithm of the loss over all training samples.
The grid is written to Benchmarks/recorded/digits-grid.json, the quick run to digits-quick.json next to it; --write puts
the table into docs/measurements/learning.md. HEADROOM_BINARY names another build.
"""

import argparse
import json
import math
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

import report
from trainings import binary, environment, listen, root

recorded = root / "Benchmarks/recorded"
sizes = [2**power for power in range(2, 11)]
own_rate = 0.05  # Default of the workload with sgd


def epochs(batch_size, steps, total=1442):
    return max(1, math.ceil(steps / math.ceil(total / batch_size)))


def crossing(before, after, target):
    """Returns the point at which the loss crosses the target between two evaluations (step, loss)."""
    (first, high), (last, low) = before, after
    if high <= target or low <= 0 or not math.isfinite(high):
        return float(last)
    return first + (last - first) * math.log(high / target) / math.log(high / low)


def to_target(batch_size, rate, seed, target, most):
    """Returns steps and samples until the loss over all training samples reaches the target; None if it does not within
    `most` steps."""
    found = {}
    every = max(1, 256 // batch_size)

    def hear(event):
        if event["event"] == "hello":
            found["total"] = event.get("trainingSamples")
        if event["event"] != "evaluation" or event.get("split") != "train" or "steps" in found:
            return False
        # A loss that is NaN is omitted from the event.
        loss, step = event.get("loss"), event["step"]
        if loss is None or not math.isfinite(loss) or loss > 50:
            return True
        if loss <= target:
            found["steps"] = crossing(found.get("last", (0, math.inf)), (step, loss), target)
            return True
        found["last"] = (step, loss)
        return step >= most

    options = ["--batch-size", batch_size, "--seed", seed, "--learning-rate", rate, "--evaluate-every", every]
    listen([*options, "--epochs", epochs(batch_size, most)], hear)
    if "steps" not in found:
        return None
    total = found["total"]
    per_epoch = math.ceil(total / batch_size)
    whole, rest = divmod(found["steps"], per_epoch)
    return found["steps"], whole * total + min(rest * batch_size, total)


def best_rate(batch_size, start, target, seeds):
    """Returns the learning rate with the fewest mean steps to the target, by hill climbing in factors of two."""
    tried = {}

    def mean(power):
        if power not in tried:
            rate = 0.0125 * 2.0**power
            known = [steps for steps in tried.values() if steps]
            most = int(2.5 * min(known)) + 1 if known else 200_000 // batch_size + 500
            steps = []
            for seed in seeds:
                reached = to_target(batch_size, rate, seed, target, most)
                if reached is None:
                    break
                steps.append(reached[0])
            tried[power] = statistics.mean(steps) if len(steps) == len(seeds) else None
            said = f"{tried[power]:,.0f} steps" if tried[power] else f"not by {most:,} steps"
            print(f"  batch size {batch_size}, learning rate {rate:g}: {said}", flush=True)
        return tried[power] or math.inf

    power = start
    while mean(power) == math.inf and power > start - 8:
        power -= 1
    if mean(power) == math.inf:
        sys.exit(f"no learning rate brings batch size {batch_size} to a loss of {target}")
    while True:
        better = min((power - 1, power, power + 1), key=mean)
        if better == power:
            return power, tried
        power = better


def step_seconds(batch_size, steps, seed):
    """Returns the mean step time in seconds, from the events of a training without evaluations, except its first
    tenth."""
    lines = []

    def hear(event):
        if event["event"] == "step":
            lines.append((event["step"], event.get("steps", 1), event["seconds"]))
        return False

    listen(["--batch-size", batch_size, "--seed", seed, "--epochs", epochs(batch_size, steps)], hear)
    kept = [(count, seconds) for step, count, seconds in lines if step > steps / 10]
    return sum(seconds for _, seconds in kept) / sum(count for count, _ in kept)


def quick(path, target, seeds):
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "quick.json"
        started = time.monotonic()
        subprocess.run(
            [binary, "learn", "--quick", "digits", "--no-store", "--progress", "none", "--export-json", output],
            check=True, env=environment(), stdout=subprocess.DEVNULL,
        )
        seconds = time.monotonic() - started
        document = json.loads(output.read_text())
    names = ("schema", "startedAt", "machine", "laws", "learns", "recommendation", "notes")
    kept = {name: document[name] for name in names}
    kept["points"] = [
        {name: point[name] for name in ("batchSize", "stepSeconds", "samplesPerSecond")} for point in document["points"]
    ]
    kept["wallSeconds"] = seconds
    kept["advised"] = advised(kept["recommendation"], target, seeds)
    path.write_text(json.dumps(kept, indent=1) + "\n")
    return kept


def advised(recommendation, target, seeds):
    """Returns the steps to the target with the exact recommendation: the workload's default learning rate times the
    factor of the recommendation."""
    rate = own_rate * (recommendation["learningRateFactor"] or 1)
    size = recommendation["batchSize"]
    steps = [to_target(size, rate, seed, target, 200_000 // size + 500) for seed in seeds]
    return {"batchSize": size, "learningRate": rate, "steps": [reached[0] if reached else None for reached in steps]}


# Report


def quantiles(values):
    values = sorted(values)
    return values[int(0.025 * len(values))], values[int(0.975 * len(values))]


def times(grid):
    """Returns the seconds to the target of each training, by batch size."""
    found = {}
    for row in grid["rows"]:
        found.setdefault(row["batchSize"], []).append(row["trainingSeconds"])
    return found


def steps_law(steps):
    """Fits Smin and Bc of S(b) = Smin (1 + Bc / b) to mean steps by batch size, by least squares of logarithms; also
    returns the root mean square of the residuals."""
    def fit(critical):
        logs = [math.log(mean / (1 + critical / size)) for size, mean in steps.items()]
        least = statistics.mean(logs)
        return statistics.pstdev(logs), math.exp(least), critical
    deviation, least, critical = min(fit(10 ** (power / 50)) for power in range(0, 251))
    return least, critical, deviation


def nearest(batch_size, among):
    return min(among, key=lambda size: abs(math.log(size / batch_size)))


def describe(grid, advice, draws=4000):
    generator = random.Random(grid["rows"][0]["seed"])
    measured = times(grid)
    means = {size: statistics.mean(seconds) for size, seconds in measured.items()}
    best = min(means, key=means.get)
    rounds = {entry["batchSize"]: entry["stepSeconds"] for entry in grid["rounds"]}
    steps = {size: [row["steps"] for row in grid["rows"] if row["batchSize"] == size] for size in measured}
    # Seeds and rounds are resampled independently, since both scatter.
    drawn = {
        size: [
            statistics.mean(generator.choices(steps[size], k=len(steps[size])))
            * statistics.median(generator.choices(rounds[size], k=len(rounds[size])))
            for _ in range(draws)
        ]
        for size in measured
    }
    rows = []
    for size in sorted(measured):
        low, high = quantiles(drawn[size])
        own = [row for row in grid["rows"] if row["batchSize"] == size]
        rows.append([
            f"{size:,}", f"{own[0]['learningRate']:g}", f"{statistics.mean(steps[size]):,.0f}",
            f"{statistics.mean(row['samples'] for row in own):,.0f}", f"{1e6 * own[0]['stepSeconds']:,.0f} µs",
            f"{1e3 * means[size]:,.1f} ms", f"{1e3 * low:,.1f} to {1e3 * high:,.1f}",
            f"{means[size] / means[best] - 1:.0%}",
        ])
    heads = ["batch size:", "learning rate:", "steps:", "samples:", "a step:", "time to target:", "95 %:"]
    heads.append("over the best:")
    text = (
        f"Measured on {grid['date']} on {grid['machine']}: {grid['model']}, to {grid['target']}; {len(measured[best])} "
        f"seeds at each batch size, with the best learning rate of a ladder of factors of two. The whole grid took "
        f"{grid['wallSeconds']:,.0f} s, the search for the learning rates included; the load average before it was "
        f"{grid['loadAverageBefore']:.1f}.\n\n{report.table(heads, rows)}"
    )
    least, critical, deviation = steps_law({size: statistics.mean(own) for size, own in steps.items()})
    low, high = quantiles([
        steps_law({size: statistics.mean(generator.choices(own, k=len(own))) for size, own in steps.items()})[1]
        for _ in range(200)
    ])
    text += (
        f"\n\nThe law of the steps that is nearest to these has a critical batch size of {critical:,.0f} "
        f"({low:,.0f} to {high:,.0f} by the seeds) and {least:,.0f} steps at least; what remains is {deviation:.0%}."
    )
    if advice:
        noise = (advice["laws"]["noise"] or {}).get("criticalBatchSize")
        if noise:
            text += f" The noise of the gradients said {noise['value']:,.0f} "
            text += f"({noise['low']:,.0f} to {noise['high']:,.0f})."
        asked = advice["recommendation"]["batchSize"]
        taken = nearest(asked, means)
        regret = means[taken] / means[best] - 1
        low, high = quantiles([
            drawn[taken][draw] / min(own[draw] for own in drawn.values()) - 1 for draw in range(draws)
        ])
        note = "" if taken == asked else f" (the nearest of the grid: {taken})"
        text += (
            f"\n\nThe best of the grid is {best}. `headroom learn --quick digits` recommends {asked}{note}, which "
            f"takes {regret:.0%} longer ({low:.0%} to {high:.0%}); it took {advice['wallSeconds']:.0f} s, "
            f"{advice['wallSeconds'] / grid['wallSeconds']:.0%} of the grid's time. Here both have the best learning "
            f"rate of their batch size; at the rate that it says itself, {advice['advised']['learningRate']:g}, the "
            f"recommended {taught(advice['advised'], statistics.mean(steps[taken]))}."
        )
    return text


def taught(advised, tuned):
    steps = [steps for steps in advised["steps"] if steps]
    if len(steps) < len(advised["steps"]):
        return f"one does not get there in {len(advised['steps']) - len(steps)} of {len(advised['steps'])} trainings"
    return f"one takes {statistics.mean(steps):,.0f} steps in place of {tuned:,.0f}"


def heard():
    """Runs one training to its end with the current events, without evaluations in between."""
    counts, last = {}, {}

    def hear(event):
        counts[event["event"]] = counts.get(event["event"], 0) + 1
        last[(event["event"], event.get("split"))] = event
        return False

    listen(["--batch-size", 64, "--seed", 1, "--epochs", 20], hear)
    print(f"heard {counts}")
    print(f"the last evaluation on the training samples: {last[('evaluation', 'train')]}")
    print(f"a step of 64 samples took {1e6 * step_seconds(64, 2000, 1):.0f} µs")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--target", type=float, default=0.1)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--advice-only", action="store_true", help="run 'learn --quick' anew beside the recorded grid")
    parser.add_argument("--report-only", action="store_true", help="of what was recorded before")
    parser.add_argument("--check-listener", action="store_true")
    options = parser.parse_args()
    grid_path, quick_path = recorded / "digits-grid.json", recorded / "digits-quick.json"
    if options.check_listener:
        return heard()
    if options.report_only or options.advice_only:
        grid, advice = json.loads(grid_path.read_text()), json.loads(quick_path.read_text())
    if not options.report_only:
        usage = subprocess.run([binary, "train", "digits", "--help"], capture_output=True, text=True, check=True).stdout
        if "--evaluate-every" not in usage:
            sys.exit(f"{binary} has no 'train digits --evaluate-every': build a newer one, or name it by HEADROOM_BINARY")
        if not options.advice_only:
            grid = record(options)
            recorded.mkdir(exist_ok=True)
            grid_path.write_text(json.dumps(grid, indent=1) + "\n")
        advice = quick(quick_path, options.target, sorted({row["seed"] for row in grid["rows"]}))
    text = describe(grid, advice)
    print(text)
    if options.write:
        report.fill("learning.md", "grid", text)


def record(options):
    started, busy = time.monotonic(), os.getloadavg()[0]
    seeds = [options.first_seed + number for number in range(options.seeds)]
    rates, rows, search, power = {}, [], [], 0
    for size in sizes:
        power, tried = best_rate(size, power, options.target, seeds[:3])
        rates[size] = 0.0125 * 2.0**power
        # A rate that did not reach the target has no steps.
        search += [
            {"batchSize": size, "learningRate": 0.0125 * 2.0**other, "steps": steps} for other, steps in tried.items()
        ]
        most = int(5 * tried[power])
        for seed in seeds:
            reached = to_target(size, rates[size], seed, options.target, most)
            if reached is None:
                sys.exit(f"batch size {size}, learning rate {rates[size]:g}, seed {seed}: no target by {most} steps")
            steps, samples = reached
            row = {"batchSize": size, "learningRate": rates[size], "seed": seed, "steps": steps, "samples": samples}
            rows.append(row)
    taken = {size: [] for size in sizes}
    for number in range(options.seeds + 1):
        for size in random.Random(number).sample(sizes, len(sizes)):
            # About a second at any size: an approximate step time suffices.
            seconds = step_seconds(size, int(0.8 / (60e-6 + 1e-6 * size)), seeds[number % len(seeds)])
            # The first round is warm-up of the machine.
            if number > 0:
                taken[size].append(seconds)
    for row in rows:
        row["stepSeconds"] = statistics.median(taken[row["batchSize"]])
        row["trainingSeconds"] = row["steps"] * row["stepSeconds"]
    return {
        "date": report.today(),
        "machine": report.machine(),
        "model": "headroom train digits, mlp, sgd with momentum 0.9",
        "target": f"a training loss of {options.target:g}",
        "wallSeconds": time.monotonic() - started,
        "loadAverageBefore": busy,
        "rows": rows,
        "search": search,
        "rounds": [{"batchSize": size, "stepSeconds": taken[size]} for size in sizes],
    }


if __name__ == "__main__":
    main()
