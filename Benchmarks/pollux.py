"""What the gradient noise of the smallest batch size predicts for larger ones, on the published trainings of six models.

Usage: Benchmarks/pollux.py [--write]
       Benchmarks/pollux.py --self-check

Benchmarks/recorded/pollux has trainings at six to eight batch sizes each with the noise of their gradients, and step
times on 1 to 64 GPUs (Qiao et al., OSDI 2021; see the README there). Two questions:

1. How many times fewer steps does a larger batch size take to the same metric? By the law S(b) = Smin (1 + Bc / b)
   (McCandlish et al. 2018) with the critical batch size Bc as Headroom takes it: the geometric mean of the noise at the
   start, in the middle and at the end of the training at the smallest batch size, and by other ways to sum it up. The
   target is the best metric that all batch sizes reach.
2. Which batch size has the least time to the target on n GPUs, and how much longer than with the best does a training
   take with that of a rule? Step times are the measured ones, for the law as for the truth; between two measured batch
   sizes of a GPU they are interpolated, and above the largest one gradients are accumulated.
"""

import argparse
import csv
import math
import pathlib
import statistics

import report

recorded = pathlib.Path(__file__).resolve().parent / "recorded/pollux"

# Whether a smaller metric is better.
MODELS = {"bert": False, "cifar10": False, "deepspeech2": True, "imagenet": False, "ncf": False, "yolov3": True}
# The placement with the fewest nodes, of four GPUs each.
PLACEMENTS = {1: "1", 2: "2", 4: "4", 8: "44", 16: "4444", 32: (8, 32), 64: (16, 64)}
# Share of the errors that the interval of a prediction is to hold.
LEVEL = 0.8


def rows(path):
    with open(path) as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


class Trainings:
    """The trainings of a model, by batch size."""

    def __init__(self, runs, is_less_better):
        self.sign = -1 if is_less_better else 1
        self.runs = runs
        self.sizes = sorted(runs)
        self.first = self.sizes[0]
        self.best = {size: max(self.sign * row["metric"] for row in run) for size, run in runs.items()}
        self.target = min(self.best.values())
        self.steps = {size: self.reached(runs[size]) for size in self.sizes}

    @classmethod
    def read(cls, model):
        folder = recorded / model
        runs = {int(path.stem.split("-")[1]): rows(path) for path in folder.glob("validation-*.csv")}
        return cls(runs, MODELS[model])

    def reached(self, run):
        """The step at which the target is reached, interpolated from the best evaluation before it."""
        before = None
        for row in run:
            metric, step = self.sign * row["metric"], row["iteration"]
            if metric >= self.target:
                if before is None:
                    return step
                return before[1] + (step - before[1]) * (self.target - before[0]) / (metric - before[0])
            if before is None or metric > before[0]:
                before = (metric, step)

    def saved(self, size):
        """How many times fewer steps than the smallest batch size a larger one took."""
        return self.steps[self.first] / self.steps[size]

    def noise(self, size):
        """Ratios of variance to squared norm of the gradient of the smallest batch size, until the target."""
        run = self.runs[size]
        seen = [row for row in run if row["iteration"] <= self.steps[size]] or run[:1]
        return [row["grad_var"] / row["grad_sqr"] for row in seen]


def stages(ratios):
    """The noise at the start, in the middle and at the end: medians of a tenth of the evaluations each."""
    width = max(1, len(ratios) // 10)
    middle = (len(ratios) - width) // 2
    return [statistics.median(part) for part in (ratios[:width], ratios[middle:middle + width], ratios[-width:])]


ESTIMATES = {
    "geometric mean of three stages": lambda ratios: statistics.geometric_mean(stages(ratios)),
    "start": lambda ratios: stages(ratios)[0],
    "middle": lambda ratios: stages(ratios)[1],
    "end": lambda ratios: stages(ratios)[2],
    "arithmetic mean": statistics.fmean,
    "infinite: steps as 1 / b": lambda ratios: math.inf,
}
OURS = "geometric mean of three stages"


def saved_by_law(noise, scale):
    """How many times fewer steps a batch size `scale` times as large takes, with the noise in its units."""
    return scale if math.isinf(noise) else (1 + noise) / (1 + noise / scale)


def error(trainings, size, noise):
    """Logarithm of the measured over the predicted saving."""
    return math.log(trainings.saved(size) / saved_by_law(noise, size / trainings.first))


def quantile(values, share):
    values = sorted(values)
    place = share * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def steps_tables(models):
    """Predictions of each model, the errors of each estimate, and how often intervals from other models hold."""
    errors = {
        estimate: {
            model: {size: error(trainings, size, sum_up(trainings.noise(trainings.first))) for size in trainings.sizes[1:]}
            for model, trainings in models.items()
        }
        for estimate, sum_up in ESTIMATES.items()
    }
    ours = errors[OURS]
    lines, held = [], 0
    for model, trainings in models.items():
        others = [value for other, found in ours.items() if other != model for value in found.values()]
        low, high = (math.exp(quantile(others, share)) for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        noise = ESTIMATES[OURS](trainings.noise(trainings.first))
        inside = {size: low <= math.exp(value) <= high for size, value in ours[model].items()}
        held += sum(inside.values())
        largest = trainings.sizes[-1]
        predicted = saved_by_law(noise, largest / trainings.first)
        ends = stages(trainings.noise(trainings.first))
        lines.append([
            model, f"{trainings.first:,} to {largest:,}", f"{noise * trainings.first:,.0f}",
            f"{ends[2] / ends[0]:.3g}",
            f"{ESTIMATES[OURS](trainings.noise(largest)) / noise:.2g}",
            f"{trainings.saved(largest):.1f}", f"{predicted:.1f} ({predicted * low:.1f} to {predicted * high:.1f})",
            f"{statistics.median(map(abs, ours[model].values())):.0%}", f"{sum(inside.values())} of {len(inside)}",
        ])
    heads = ["model", "batch sizes:", "Bc:", "noise, end / start:", "noise, largest / smallest:",
             "fewer steps at the largest:", "by the law:", "median error:", "within:"]
    count = sum(map(len, ours.values()))
    text = report.table(heads, lines)
    text += f"\n\nThe intervals of {LEVEL:.0%} come from the errors of the other five models, and hold {held} of {count}.\n\n"
    estimates = []
    for estimate, found in errors.items():
        values = [value for model in found.values() for value in model.values()]
        estimates.append([
            estimate, f"{statistics.median(map(abs, values)):.2f}",
            f"{math.sqrt(statistics.fmean(value * value for value in values)):.2f}", f"{statistics.fmean(values):+.2f}",
        ])
    heads = ["noise", "median size of the error:", "root mean square:", "mean:"]
    return text + report.table(heads, estimates)


class StepTimes:
    """Measured step times of a model, by number of GPUs and batch size of one GPU."""

    def __init__(self, placements, scalability):
        self.times = {}
        for count, place in PLACEMENTS.items():
            if isinstance(place, str):
                found = [row for row in placements if str(int(row["placement"])) == place]
            else:
                found = [row for row in scalability if (row["num_nodes"], row["num_replicas"]) == place]
            self.times[count] = sorted((row["local_bsz"], row["step_time"]) for row in found)

    @classmethod
    def read(cls, model):
        return cls(rows(recorded / model / "placements.csv"), rows(recorded / model / "scalability.csv"))

    def step(self, count, size):
        """Seconds of a step of a batch size on GPUs; None below the smallest batch that was measured."""
        times = self.times[count]
        parts = max(1, math.ceil(size / (count * times[-1][0])))
        local = size / (count * parts)
        if local < times[0][0]:
            return None
        # Parts before the last are not synchronized.
        return (parts - 1) * self.interpolated(self.times[1], local) + self.interpolated(times, local)

    @staticmethod
    def interpolated(times, local):
        for (low, first), (high, second) in zip(times, times[1:]):
            if local <= high:
                return first + (second - first) * max(0, local - low) / (high - low)
        return times[-1][1]


def rules(trainings, times, count):
    """The batch size of each rule, and the seconds to the target of each batch size."""
    steps = {size: times.step(count, size) for size in trainings.sizes}
    steps = {size: seconds for size, seconds in steps.items() if seconds is not None}
    if len(steps) < 2:
        return None
    truth = {size: trainings.steps[size] * seconds for size, seconds in steps.items()}
    throughput = {size: size / seconds for size, seconds in steps.items()}
    greatest = max(throughput.values())
    ratios = trainings.noise(trainings.first)

    def least(noise):
        return min(steps, key=lambda size: steps[size] / saved_by_law(noise, size / trainings.first))

    return {
        "the smallest": min(steps),
        "the largest": max(steps),
        "the greatest throughput": max(throughput, key=throughput.get),
        "the smallest with 90 % of it": min(size for size, value in throughput.items() if value >= 0.9 * greatest),
        "least time by the noise at the start (Pollux's goodput there)": least(stages(ratios)[0]),
        "least time by the noise of three stages (Headroom)": least(ESTIMATES[OURS](ratios)),
    }, truth


def decisions_table(models):
    """Regret of each rule: how much longer a training takes than with the best batch size, over models and GPUs."""
    regrets, wins = {}, {}
    for model, trainings in models.items():
        times = StepTimes.read(model)
        for count in PLACEMENTS:
            found = rules(trainings, times, count)
            if not found:
                continue
            chosen, truth = found
            least = min(truth.values())
            for rule, size in chosen.items():
                regrets.setdefault(rule, {}).setdefault(model, []).append(truth[size] / least - 1)
    lines = []
    for rule, found in regrets.items():
        values = [value for model in found.values() for value in model]
        lines.append(
            [rule, f"{statistics.fmean(values):.0%}", f"{max(values):.0%}"]
            + [f"{statistics.fmean(found[model]):.0%}" for model in models])
    heads = ["rule", "mean regret:", "greatest:"] + [f"{model}:" for model in models]
    return report.table(heads, lines)


def self_check():
    """Checks on trainings and times with known answers."""
    def expect(found, wanted, what):
        if not math.isclose(found, wanted, rel_tol=1e-9):
            raise SystemExit(f"{what}: {found} in place of {wanted}")

    # Smin = 100 steps, noise of 10 batches of the smallest size, metric as the share of the steps that are needed.
    def run(scale):
        needed = 100 * (1 + 10 / scale)
        return [
            {"iteration": needed * share / 10, "metric": share / 10, "grad_var": 20.0, "grad_sqr": 2.0}
            for share in range(1, 12)
        ]

    trainings = Trainings({size: run(size / 8) for size in (8, 16, 64)}, False)
    expect(trainings.target, 1.1, "the target")
    for size in (16, 64):
        expect(trainings.saved(size), saved_by_law(10, size / 8), f"the saving at {size}")
        expect(1 + error(trainings, size, 10), 1, "the error of the true law")
    expect(saved_by_law(math.inf, 4), 4, "the saving without a limit")
    expect(trainings.noise(8)[0], 10, "the noise")
    expect(stages([1.0] * 10 + [5.0] * 10 + [9.0] * 10)[1], 5, "the middle stage")
    crossing = Trainings({1: [{"iteration": 10, "metric": 5, "grad_var": 1, "grad_sqr": 1},
                              {"iteration": 20, "metric": 3, "grad_var": 1, "grad_sqr": 1}],
                          2: [{"iteration": 10, "metric": 4, "grad_var": 1, "grad_sqr": 1}]}, True)
    expect(crossing.steps[1], 15, "a target between two evaluations")
    expect(quantile([0, 1, 2, 3], 0.5), 1.5, "the median")

    def times(place, local):
        return {"placement": place, "local_bsz": local, "step_time": 1 + local / 10}

    step = StepTimes([times(1, 10), times(1, 20), times(2, 10), times(2, 20)], [])
    expect(step.step(1, 15), 2.5, "an interpolated step")
    expect(step.step(2, 80), 3 + 3, "a step of two parts")
    if step.step(2, 10) is not None:
        raise SystemExit("a step below the smallest batch that was measured has no time")
    print("the law and the rules give what was worked out by hand")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--self-check", action="store_true")
    options = parser.parse_args()
    if options.self_check:
        return self_check()
    models = {model: Trainings.read(model) for model in MODELS}
    steps, decisions = steps_tables(models), decisions_table(models)
    print(f"{steps}\n\n{decisions}")
    if options.write:
        report.fill("pollux.md", "steps", steps)
        report.fill("pollux.md", "decisions", decisions)


if __name__ == "__main__":
    main()
