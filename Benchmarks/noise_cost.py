"""Measures the cost of gradient noise measurements in a workload, and how often they give an estimate.

Usage: Benchmarks/noise_cost.py [--rounds N] [--seeds N] [--write]     after './headroom train digits'

The cost of a measurement is in CPU time, since the machine is shared: a training with measurements minus one without.
Their number and estimates are at the workload's own settings; the estimate of each seed is computed here after
Sources/Measure/HeadroomCore/Noise, as in estimators.py. --write puts the tables into docs/measurements/noise.md.
HEADROOM_BINARY names another build.
"""

import argparse
import functools
import math
import resource
import statistics
import subprocess
import sys

import report
import trainings

asked = 100  # SweepOptions.gradientSteps
# Measured cases, with numbers of epochs that take long enough.
cases = {
    "mlp": (["--model", "mlp"], 200),
    "mlp, Adam": (["--model", "mlp", "--optimizer", "adam"], 200),
    "cnn": (["--model", "cnn", "--threads", 1], 20),
}


def train(arguments, looks):
    """Returns CPU seconds of a training, its number of steps, and the norms by step, each as (batch size, squared norm,
    count)."""
    steps, norms = 0, {}

    def hear(event):
        nonlocal steps
        if event["event"] == "step":
            steps = event["step"]
        if event["event"] == "gradient":
            norm = (event["batchSize"], event["squaredNorm"], event.get("count", 1))
            norms.setdefault(event["step"], []).append(norm)
        return False

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    trainings.listen(arguments, hear, **({"HEADROOM_GRADIENTS": str(looks)} if looks else {}))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, steps, norms


def pair(norms):
    """Returns |G|^2 and tr(S), from the norms of parts and of the whole."""
    (size, small, count), (_, whole, _) = sorted(norms)
    return (count * whole - small) / (count - 1), (small - whole) * size * count / (count - 1)


def stages(norms):
    """Returns the pairs of each stage, in order; a stage ends at steps without pairs."""
    found, last = [], None
    for step in sorted(norms):
        if last is None or step > last + 4:
            found.append([])
        found[-1].append(pair(norms[step]))
        last = step
    return found


@functools.cache
def student(degrees):
    """Returns the 97.5 % quantile of Student's t (Hill 1970)."""
    z = 1.959963985
    terms = [z, (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384]
    terms.append((79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160)
    return sum(term / degrees**power for power, term in enumerate(terms))


def estimate(pairs):
    """Returns the noise scale with its interval, after NoiseScale.swift; None if it has no estimate."""
    size = max(1, -(-len(pairs) // 25))
    blocks = len(pairs) // size
    if blocks < 5:
        return None
    means = [
        [statistics.mean(pair[part] for pair in pairs[block * size:(block + 1) * size]) for block in range(blocks)]
        for part in range(2)
    ]
    (x, y) = map(statistics.mean, means)
    xx, yy, xy = (
        statistics.covariance(means[a], means[b]) / blocks * student(blocks - 1) ** 2
        for a, b in ((0, 0), (1, 1), (0, 1))
    )
    if x <= 0 or xx > (0.5 * x) ** 2 or y <= 0:
        return None
    p, q, r = x * x - xx, x * y - xy, y * y - yy
    root = math.sqrt(max(0, q * q - p * r))
    return y / x, max(0, (q - root) / p), (q + root) / p


def cost(rounds):
    rows = []
    for name, (arguments, epochs) in cases.items():
        steps, looks = [], []
        for seed in range(rounds):
            own = [*arguments, "--seed", seed]
            # The first epoch represents the startup.
            start, first, _ = train([*own, "--epochs", 1], None)
            plain, last, _ = train([*own, "--epochs", 1 + epochs], None)
            looked, _, norms = train([*own, "--epochs", 1 + epochs], last // 3)
            steps.append((plain - start) / (last - first))
            looks.append((looked - plain) / len(norms))
        _, total, norms = train(arguments, asked)
        step, look = statistics.median(steps), statistics.median(looks)
        rows.append([
            name, f"{1e6 * step:,.0f} µs", f"{1e6 * look:,.0f} µs", f"{look / step:.2f}", f"{len(norms)} of {total}",
            f"{len(norms) * look / total / step:.0%}", f"{math.ceil(len(norms) * look / step / 0.05):,}",
        ])
        print(f"{name}: looks of {', '.join(f'{1e6 * look:,.0f} µs' for look in looks)}", flush=True)
    heads = ["model", "a step:", "a look:", "in steps:", "steps with a look:", "all looks, over the training:"]
    return report.table(heads + ["5 % of a training of so many steps:"], rows)


def answers(seeds):
    rows = []
    for model, (arguments, _) in cases.items():
        found = [[] for _ in range(3)]
        for seed in range(seeds):
            _, _, norms = train([*arguments, "--seed", 1000 + seed], asked)
            for index, pairs in enumerate(stages(norms)):
                found[index].append((len(pairs), estimate(pairs)))
        for stage, own in zip(("start", "middle", "end"), found):
            known = [answer for _, answer in own if answer]
            values = [f"{statistics.median(answer[part] for answer in known):,.0f}" if known else "-" for part in range(3)]
            rows.append([
                model, stage, own[0][0], f"{len(known)} of {len(own)}", values[0], f"{values[1]} to {values[2]}",
            ])
        print(f"{model}: {seeds} seeds", flush=True)
    heads = ["model", "stage", "looks:", "answered:", "noise scale, median:", "interval, medians of its ends:"]
    return report.table(heads, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=16)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if subprocess.run([trainings.binary, "--version"], capture_output=True).returncode != 0:
        sys.exit(f"{trainings.binary} does not start: build it, or name another by HEADROOM_BINARY")
    text = (
        f"Measured on {report.today()} on {report.machine()}: headroom train digits at its own settings, on one thread; "
        f"medians of {options.rounds} seeds.\n\n{cost(options.rounds)}\n\nOf {options.seeds} trainings each, other seeds:"
        f"\n\n{answers(options.seeds)}"
    )
    print(text)
    if options.write:
        report.fill("noise.md", "noise cost", text)


if __name__ == "__main__":
    main()
