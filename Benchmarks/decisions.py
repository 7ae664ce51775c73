"""Rules that choose a batch size, replayed on a recorded grid: the cost of each until its choice, and its regret.

Usage: Benchmarks/decisions.py [GRID.json] [--quick QUICK.json] [--today 64] [--replays N] [--seed S] [--write]
       Benchmarks/decisions.py --self-check

GRID.json is the recording of Benchmarks/grid.py (Benchmarks/recorded/digits-grid.json), QUICK.json the output of
`headroom learn --quick --export-json`, or the part stored by grid.py; without it the rules that need the gradient noise
scale are omitted. A replay draws with replacement: the times for the rules from the recorded ones, and the true values
for evaluating the choices from the seeds of each batch size. The noise scale and the law of the step time are drawn
within their intervals.

The rules are implemented from their papers:
- Zeus: You et al., NSDI 2023, arXiv 2208.06102, section 4, with the defaults of its own code: two rounds of pruning
  from the baseline, stopping a training at twice the minimum cost so far, then Thompson sampling. Its cost
  eta E + (1 - eta) P T is the time here: no energy was recorded, so that eta is 0.
- Pollux (AdaptDL): Qiao et al., OSDI 2021, arXiv 2008.12260, section 3: the maximum goodput, throughput times
  (phi + M0) / (phi + M), of the sizes from M0 on. It adapts during the training, and needs no extra trainings.
- Headroom: the minimum S(b) t(b) of the measured sizes, and the closed form sqrt(b_half Bc).
"""

import argparse
import json
import math
import os
import pathlib
import random
import statistics

import report
from grid import nearest, times

recorded = pathlib.Path(__file__).resolve().parent / "recorded"


class Choice:
    """Batch size chosen; trainings and seconds until the choice; the part of these seconds that trained a model to the
    target, which is useful work."""

    def __init__(self, batch_size, trainings=0, seconds=0.0, finished=0):
        self.batch_size = batch_size
        self.trainings = trainings
        self.seconds = seconds
        self.finished = finished


class Zeus:
    """Zeus's batch size optimizer on a list of sizes; `train` returns the time of a training at a size.

    It checks the cost at the end of each epoch; here a training ends as soon as it costs too much, which favors Zeus.
    """

    def __init__(self, sizes, default, train, generator, beta=2.0, window=10):
        self.sizes, self.default = sorted(sizes), default
        self.train, self.generator = train, generator
        self.beta, self.window = beta, window
        self.costs = {size: [] for size in sizes}
        self.least = math.inf
        self.trainings, self.seconds, self.finished = 0, 0.0, 0
        self.path = []

    def run(self, size):
        """Trains once, or until the training costs beta times the minimum so far; returns whether it reached the
        target."""
        cost = self.train(size)
        reached = cost <= self.beta * self.least
        cost = min(cost, self.beta * self.least)
        self.costs[size].append(cost)
        self.path.append(size)
        self.trainings += 1
        self.seconds += cost
        if reached:
            self.finished += 1
            self.least = min(self.least, cost)
        return reached

    def prune(self, rounds=2):
        """Each round decreases the size from the default until one fails, then increases it until one fails."""
        for _ in range(rounds):
            index = self.sizes.index(self.default)
            good = {}
            for side in (self.sizes[index::-1], self.sizes[index + 1 :]):
                for size in side:
                    if not self.run(size):
                        break
                    good[size] = self.costs[size][-1]
            # In a later round the default itself can only fail by chance; the others then remain unchanged.
            if good:
                self.sizes, self.default = sorted(good), min(good, key=good.get)

    def belief(self, size):
        """Returns mean and standard deviation of the mean cost of an arm, from its last observations and a flat
        prior."""
        seen = self.costs[size][-self.window :]
        return statistics.mean(seen), math.sqrt(statistics.pvariance(seen) / len(seen))

    def sample(self, recurrences):
        for _ in range(recurrences):
            self.run(min(self.sizes, key=lambda size: self.generator.gauss(*self.belief(size))))

    @property
    def choice(self):
        size = min(self.sizes, key=lambda size: self.belief(size)[0])
        return Choice(size, self.trainings, self.seconds, self.finished)


class Laws:
    """Measurements of a quick run: critical batch size, half-saturation batch size, and step times by size."""

    def __init__(self, document):
        noise, half = document["laws"]["noise"], document["laws"]["time"]["halfSaturationBatchSize"]
        if not noise or not noise["criticalBatchSize"] or not half:
            raise SystemExit("the quick run has no noise scale or no law of the step time: leave --quick out")
        self.critical, self.half = noise["criticalBatchSize"], half
        self.steps = {
            point["batchSize"]: point["batchSize"] / point["samplesPerSecond"]["value"] for point in document["points"]
        }
        self.seconds = document.get("wallSeconds") or document["observer"]["wallSeconds"]

    def drawn(self, generator):
        def within(interval):
            spread = math.log(interval["high"] / interval["low"]) / (2 * 1.96)
            return interval["value"] * math.exp(generator.gauss(0, spread))
        return within(self.critical), within(self.half)


def goodput(batch_size, initial, noise, half):
    """Returns the throughput in samples of equal value to those of the initial batch size, divided by the maximum
    throughput."""
    return batch_size / (half + batch_size) * (noise + initial) / (noise + batch_size)


def pollux(sizes, initial, noise, half):
    """Returns the best of 50 geometrically spaced sizes from the initial one on, as the nearest recorded size."""
    largest = max(sizes)
    candidates = [initial * (largest / initial) ** (step / 49) for step in range(50)]
    best = max(candidates, key=lambda size: goodput(size, initial, noise, half))
    return nearest(best, [size for size in sizes if size >= initial])


def closed_form(sizes, noise, half):
    return nearest(math.sqrt(noise * half), sizes)


def cheapest(steps, sizes, noise):
    """Returns the size with minimum S(b) t(b), S(b) = Smin (1 + Bc / b), of the sizes whose steps were measured."""
    return nearest(min(steps, key=lambda size: (1 + noise / size) * steps[size]), sizes)


def each_once(sizes, train):
    seen = {size: train(size) for size in sizes}
    return Choice(min(seen, key=seen.get), len(seen), sum(seen.values()), len(seen))


def choices(measured, laws, today, generator, recurrences):
    """Returns the choice of each rule in one replay."""
    sizes = sorted(measured)

    def train(size):
        return generator.choice(measured[size])

    found = {"today's": Choice(today), "largest": Choice(sizes[-1]), "random": Choice(generator.choice(sizes))}
    found["each size once"] = each_once(sizes, train)
    zeus = Zeus(sizes, today, train, generator)
    zeus.prune()
    found["Zeus, pruning"] = zeus.choice
    zeus.sample(recurrences)
    found[f"Zeus, {recurrences} recurrences later"] = zeus.choice
    if laws:
        noise, half = laws.drawn(generator)
        found["Pollux goodput"] = Choice(pollux(sizes, today, noise, half))
        found["Headroom --quick"] = Choice(cheapest(laws.steps, sizes, noise), 1, laws.seconds)
        found["Headroom's closed form"] = Choice(closed_form(sizes, noise, half), 1, laws.seconds)
    return found


def interval(values, form):
    values = sorted(values)
    low, high = values[int(0.05 * (len(values) - 1))], values[int(0.95 * (len(values) - 1))]
    return f"{form(statistics.mean(values))} ({form(low)} to {form(high)})"


def replay(grid, laws, today, replays, generator, recurrences=20):
    measured = times(grid)
    if today not in measured:
        known = ", ".join(map(str, sorted(measured)))
        raise SystemExit(f"--today {today} is none of the recorded batch sizes: {known}")
    outcomes = {}
    for _ in range(replays):
        truth = {size: statistics.mean(generator.choices(seen, k=len(seen))) for size, seen in measured.items()}
        best = min(truth.values())
        for name, choice in choices(measured, laws, today, generator, recurrences).items():
            regret = truth[choice.batch_size] / best - 1
            lost = choice.seconds - choice.finished * best
            outcomes.setdefault(name, []).append((choice, regret, lost))
    rows = []
    for name, seen in outcomes.items():
        chosen = [choice.batch_size for choice, _, _ in seen]
        usual = statistics.mode(chosen)
        rows.append([
            name,
            f"{usual:,} ({chosen.count(usual) / len(seen):.0%})",
            interval([choice.trainings for choice, _, _ in seen], lambda value: f"{value:.3g}"),
            interval([choice.seconds for choice, _, _ in seen], lambda value: f"{value:.3g}"),
            interval([lost for _, _, lost in seen], lambda value: f"{value:.3g}"),
            interval([regret for _, regret, _ in seen], lambda value: f"{value:.0%}"),
        ])
    heads = ["rule", "chooses most often:", "trainings spent:", "seconds spent:", "of them lost:"]
    heads.append("regret of the choice:")
    return report.table(heads, rows) + pays_from(outcomes, laws, min(map(statistics.mean, measured.values())))


def pays_from(outcomes, laws, best):
    """Returns the training time above which a quick run costs less than Zeus's pruning."""
    if not laws:
        return ""
    lost = statistics.mean(lost for _, _, lost in outcomes["Zeus, pruning"]) / best
    return (
        f"\n\nZeus's pruning loses {lost:.1f} times what a training at the best size takes, which is {best:.3g} s here. "
        f"A quick run takes {laws.seconds:.0f} s however long the trainings are: it costs less where they take more than "
        f"{laws.seconds / lost:.1f} s."
    )


def self_check():
    """Checks the rules on a grid with known answers."""
    def expect(found, wanted, what):
        if found != wanted:
            raise SystemExit(f"{what}: {found} in place of {wanted}")

    known = {8: 10.0, 16: 4.0, 32: 3.0, 64: 3.5, 128: 9.0}
    zeus = Zeus(known, 64, known.get, random.Random(1))
    zeus.prune()
    # 8 and 128 cost more than twice 3 and are stopped there; the second round begins at the best of the first.
    expect(zeus.path, [64, 32, 16, 8, 128, 32, 16, 64], "the sizes that Zeus explores")
    seconds = 3.5 + 3 + 4 + 6 + 6 + 3 + 4 + 3.5
    expect((zeus.seconds, zeus.finished, zeus.sizes), (seconds, 6, [16, 32, 64]), "its pruning")
    zeus.sample(5)
    expect((zeus.choice.batch_size, zeus.path[8:]), (32, [32] * 5), "what Zeus settles on without noise")

    # One randomly cheap training does not prevent the better arm from being found.
    noisy = random.Random(2)
    zeus = Zeus([16, 32], 16, lambda size: {16: 1.3, 32: 1.0}[size] + noisy.gauss(0, 0.1), noisy)
    zeus.prune()
    zeus.sample(50)
    expect(zeus.choice.batch_size, 32, "what Zeus settles on with noise")
    expect(zeus.path[8:].count(32) > 40, True, "that it exploits")

    sizes = [2**power for power in range(2, 11)]
    # Maximum goodput and minimum time to the target agree: sqrt(64 * 256) = 128.
    expect(pollux(sizes, 4, 256, 64), 128, "the greatest goodput")
    expect(closed_form(sizes, 256, 64), 128, "the closed form")
    expect(cheapest({size: 64 + size for size in sizes}, sizes, 256), 128, "the cheapest of the measured")
    expect(pollux(sizes, 256, 256, 64), 256, "the goodput of no less than the initial batch size")
    expect(goodput(64, 64, 100, 0), 1.0, "the goodput at the initial batch size")
    expect(vars(each_once([8, 16], known.get)), vars(Choice(16, 2, 14.0, 2)), "each size once")

    grid = {"rows": [{"batchSize": size, "trainingSeconds": known[size]} for size in known]}
    interval_of = lambda value: {"value": value, "low": value / 1.01, "high": value * 1.01}
    laws = Laws({
        "laws": {"noise": {"criticalBatchSize": interval_of(16)}, "time": {"halfSaturationBatchSize": interval_of(64)}},
        "points": [{"batchSize": size, "samplesPerSecond": {"value": size / (64 + size)}} for size in known],
        "wallSeconds": 5,
    })
    lines = replay(grid, laws, 64, 20, random.Random(3)).partition("\n\n")[0].splitlines()[2:]
    cells = {line.split(" | ")[0].strip("| "): [cell.strip(" |") for cell in line.split(" | ")] for line in lines}
    quick = ["32 (100%)", "1 (1 to 1)", "5 (5 to 5)", "5 (5 to 5)", "0% (0% to 0%)"]
    expect(cells["Headroom --quick"][1:], quick, "the report")
    expect(cells["largest"][5], "200% (200% to 200%)", "the regret of the largest")
    expect(cells["Zeus, pruning"][2:5], ["8 (8 to 8)", "33 (33 to 33)", "15 (15 to 15)"], "what Zeus spends")
    print("the rules answer as worked out by hand")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("grid", nargs="?", type=pathlib.Path, default=recorded / "digits-grid.json")
    parser.add_argument("--quick", type=pathlib.Path, help="of the same workload (default: beside the default grid)")
    parser.add_argument("--today", type=int, default=64)
    parser.add_argument("--replays", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "little"))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--self-check", action="store_true")
    options = parser.parse_args()
    if options.self_check:
        return self_check()
    if options.quick is None and options.grid == recorded / "digits-grid.json":
        options.quick = recorded / "digits-quick.json"
    grid = json.loads(options.grid.read_text())
    laws = Laws(json.loads(options.quick.read_text())) if options.quick else None
    text = f"{options.replays:,} replays on the grid of {grid['date']}, seed {options.seed}; "
    text += "5 to 95 % in parentheses.\n\n"
    text += replay(grid, laws, options.today, options.replays, random.Random(options.seed))
    print(text)
    if options.write:
        report.fill("learning.md", "decisions", text)


if __name__ == "__main__":
    main()
