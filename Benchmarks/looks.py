"""What it costs to look at the noise of the gradients of a workload, and how often that is answered.

Usage: Benchmarks/looks.py [--seeds N] [--write]     after ./headroom has been used once

What a look takes is the difference, within one training, between the steps that are looked at and the others: a low
quantile of each, since other programs only add to it. How many there are, and what they answer, is at the workload's own
settings; the estimate of each seed is formed here after Sources/HeadroomCore/Noise, as in estimators.py. --write puts the
tables into docs/measurements/noise.md. HEADROOM_BINARY names another build.
"""

import argparse
import functools
import math
import os
import statistics
import subprocess
import sys

import report
import trainings

asked = 100  # SweepOptions.gradientSteps
longer = {"mlp": 400, "cnn": 20}  # Epochs that take long enough for many lines.


def train(arguments, looks):
    """The lines of the steps, of each (last step, how many, seconds), and the norms by step, of each (batch size,
    squared norm, count)."""
    lines, norms = [], {}

    def hear(event):
        if event["event"] == "step":
            lines.append((event["step"], event.get("steps", 1), event["seconds"]))
        if event["event"] == "gradient":
            norm = (event["batchSize"], event["squaredNorm"], event.get("count", 1))
            norms.setdefault(event["step"], []).append(norm)
        return False

    trainings.listen(arguments, hear, HEADROOM_GRADIENTS=str(looks))
    return lines, norms


def pair(norms):
    """|G|^2 and tr(S), of the norms of parts and of the whole."""
    (size, small, count), (_, whole, _) = sorted(norms)
    return (count * whole - small) / (count - 1), (small - whole) * size * count / (count - 1)


def stages(norms):
    """The pairs of each stage, in their order; a stage ends where some steps have none."""
    found, last = [], None
    for step in sorted(norms):
        if last is None or step > last + 4:
            found.append([])
        found[-1].append(pair(norms[step]))
        last = step
    return found


@functools.cache
def student(degrees):
    """The 97.5 % quantile of Student's t (Hill 1970)."""
    z = 1.959963985
    terms = [z, (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384]
    terms.append((79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160)
    return sum(term / degrees**power for power, term in enumerate(terms))


def estimate(pairs):
    """The noise scale with its interval, after NoiseScale.swift; None where it has no answer."""
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


def low(values):
    """The tenth percentile."""
    return sorted(values)[len(values) // 10]


def cost(models, seeds):
    rows = []
    for model in models:
        plain, looked = [], []
        for seed in range(seeds):
            epochs = longer[model]
            lines, norms = train(["--model", model, "--seed", seed, "--epochs", epochs], 23 * epochs // 5)
            # The first lines warm the machine up.
            for last, count, seconds in lines[5:]:
                seen = sum(step in norms for step in range(last - count + 1, last + 1))
                if seen in (0, count):
                    (looked if seen else plain).append(seconds / count)
        lines, norms = train(["--model", model], asked)
        step, look = low(plain), low(looked) - low(plain)
        steps, looks = lines[-1][0], len(norms)
        rows.append([
            model, f"{1e6 * step:,.0f} µs", f"{1e6 * look:,.0f} µs", f"{look / step:.0%}", f"{looks} of {steps}",
            f"{looks * look / steps / step:.0%}", f"{math.ceil(looks * look / step / 0.05):,}",
        ])
        print(f"{model}: {len(looked)} lines with looks, {len(plain)} without", flush=True)
    heads = ["model", "a step:", "a look:", "over a step:", "steps with a look:", "all looks, over the training:"]
    return report.table(heads + ["5 % of a training of so many steps:"], rows)


def answers(models, seeds):
    rows = []
    for model in models:
        found = [[] for _ in range(3)]
        for seed in range(seeds):
            _, norms = train(["--model", model, "--seed", 1000 + seed], asked)
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
    parser.add_argument("--cost-seeds", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=16)
    parser.add_argument("--models", default="mlp,cnn")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    models = options.models.split(",")
    if subprocess.run([trainings.binary, "--version"], capture_output=True).returncode != 0:
        sys.exit(f"{trainings.binary} does not start: build it, or name another by HEADROOM_BINARY")
    busy = os.getloadavg()[0]
    text = (
        f"Measured on {report.today()} on {report.machine()}, with a load average of {busy:.1f}: headroom train digits at its "
        f"own settings.\n\n{cost(models, options.cost_seeds)}\n\nOf {options.seeds} trainings each:\n\n"
        + answers(models, options.seeds)
    )
    print(text)
    if options.write:
        report.fill("noise.md", "looks", text)


if __name__ == "__main__":
    main()
