"""Measures how often "within 1 point of the best up to N, 95 % sure" is true: simulated studies over known curves.

Usage: Benchmarks/threshold_coverage.py [--draws N] [--write]     after ./test has been used once

The studies are those of Tests/HeadroomCoreTests/Learning/ThresholdCoverageTests.swift, which are drawn with the
estimator itself; the test draws a few of each, this script many. --write puts the table into
docs/measurements/learning.md.
"""

import argparse
import collections
import os
import subprocess
import sys

import report


def studies(draws):
    """Returns for each kind of study: curve, noise in points, seeds, fractions of claims and of false ones."""
    test = ["swift", "test", "--filter", "ThresholdCoverageTests"]
    run = subprocess.run(
        test, cwd=report.root, env={**os.environ, "HEADROOM_DRAWS": str(draws)}, capture_output=True, text=True
    )
    rows = [line.split("|")[1:] for line in run.stdout.splitlines() if line.startswith("coverage|")]
    if not rows:
        sys.exit(f"no study was simulated:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return [(name, float(noise), int(seeds), float(claimed), float(false)) for name, noise, seeds, claimed, false in rows]


def text(rows, draws):
    kinds = collections.defaultdict(list)
    for name, *row in rows:
        kinds[name].append(row)
    percent = "{:.1%}".format
    body = [
        (
            name,
            len(found),
            percent(sum(false for *_, false in found) / len(found)),
            percent(max(false for *_, false in found)),
            ", ".join({noise: percent(claimed) for noise, seeds, claimed, _ in found if seeds == 5}.values()),
        )
        for name, found in kinds.items()
    ]
    heads = ["curve", "kinds:", "false:", "false, at most:", "something is claimed: 5 seeds, noise from small to large"]
    worst = max(false for *_, false in rows)
    return (
        f"Simulated on {report.today()}: {draws:,} studies of each of {len(rows)} kinds (7 batch sizes, one or two arms, "
        f"3 to 8 seeds, noise of 0.05 to 4 points). The worst kind is false in {percent(worst)}; "
        f"of {draws:,} draws 5 % has a standard error of {percent((0.05 * 0.95 / draws) ** 0.5)}.\n\n"
        + report.table(heads, body)
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    found = text(studies(arguments.draws), arguments.draws)
    print(found)
    if arguments.write:
        report.fill("learning.md", "threshold coverage", found)


if __name__ == "__main__":
    main()
