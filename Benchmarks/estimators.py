"""Compares Headroom's estimate of the gradient noise scale with AdaptDL's and k-diffusion's, on the same gradients.

Usage: Benchmarks/estimators.py [--runs N] [--seed S] [--write]     after ./test has been used once

The peers are the packages themselves, `adaptdl` and `k-diffusion` from PyPI, only the estimator module of each; they
are downloaded into .headroom/peers (or $HEADROOM_PEERS) without their dependencies. AdaptDL's hooks observe real
backward passes, of a loss whose gradient is the drawn one. Headroom's estimator is written in Swift and reimplemented
here, line by line after Sources/Measure/HeadroomCore/Noise, since no command takes gradients from outside. --write puts
the table into docs/measurements/estimators.md.
"""

import argparse
import functools
import importlib.util
import logging
import math
import os
import pathlib
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
python = root / ".headroom/frameworks/pytorch/bin/python"
try:
    import torch
except ImportError:
    if os.environ.get("HEADROOM_ESTIMATORS") or not python.exists():
        sys.exit("PyTorch is missing: run ./test once, which makes an environment for it")
    os.execve(python, [str(python), *sys.argv], {**os.environ, "HEADROOM_ESTIMATORS": "1"})

import mpmath
import numpy as np

import report

packages = {"adaptdl": "0.2.11", "k-diffusion": "0.1.1.post1"}
shapes = [(8, 100), (8, 20), (2, 100), (2, 20)]
micro_batch = 32


def peers():
    """Returns the classes of both peers, each called GradientNoiseScale."""
    folder = pathlib.Path(os.environ.get("HEADROOM_PEERS", root / ".headroom/peers"))
    modules = [folder / "adaptdl/torch/gradient_noise_scale.py", folder / "k_diffusion/gns.py"]
    if not all(module.exists() for module in modules):
        names = [f"{name}=={version}" for name, version in packages.items()]
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, *names], check=True
        )
    sys.path.insert(0, str(folder))  # AdaptDL's module needs adaptdl.utils, which has no dependencies.
    classes = []
    for number, path in enumerate(modules):
        spec = importlib.util.spec_from_file_location(f"peer{number}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        classes.append(module.GradientNoiseScale)
    logging.getLogger().setLevel(logging.ERROR)
    return classes


# Gradients with known true values


class Gaussian:
    """A true gradient of norm 1, and normal noise of the same variance in each of `rank` directions."""

    def __init__(self, directions, scale):
        self.name = f"{directions:,} directions"
        self.scale = scale
        self.directions = directions

    def true(self, steps):
        return self.scale

    def draw(self, generator, steps, count, size):
        """Returns gradients of micro-batches: [steps, count, directions]."""
        deviation = math.sqrt(self.scale / self.directions / size)
        gradients = torch.randn(steps, count, self.directions, generator=generator) * deviation
        gradients[:, :, 0] += 1
        return gradients


class Digits:
    """Gradients of single samples of a perceptron on the digits, at one point of its training, or at successive points.

    Micro-batches are drawn with replacement, so that the samples are the population and the true value is known: the
    mean of tr(S) over the points, divided by the mean of |G|^2. The points are the same in all runs.
    """

    def __init__(self, seed, skipped, points):
        self.name = "digits in training" if points > 1 else "digits"
        folder = pathlib.Path(os.environ.get("HEADROOM_DATA", root / ".headroom/data"))
        table = torch.from_numpy(np.loadtxt(folder / "digits.csv", delimiter=",", dtype=np.float32))
        images, labels = table[:, :64] / 16, table[:, 64].long()
        torch.manual_seed(seed)
        model = torch.nn.Sequential(torch.nn.Linear(64, 16), torch.nn.ReLU(), torch.nn.Linear(16, 10))
        loss = torch.nn.functional.cross_entropy
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

        def one(parameters, image, label):
            return loss(torch.func.functional_call(model, parameters, (image[None],)), label[None])

        self.points = []
        for step in range(skipped + points):
            if step >= skipped:
                now = {name: value.detach() for name, value in model.named_parameters()}
                each = torch.func.vmap(torch.func.grad(one), in_dims=(None, 0, 0))(now, images, labels)
                self.points.append(torch.cat([part.flatten(1) for part in each.values()], 1))
            chosen = torch.randint(len(images), (64,))
            optimizer.zero_grad()
            loss(model(images[chosen]), labels[chosen]).backward()
            optimizer.step()
        self.signals = [float(point.double().mean(0).square().sum()) for point in self.points]
        self.norms = [float(point.double().square().sum(1).mean()) for point in self.points]
        size = self.points[0].shape[1]
        self.about = f"a perceptron of {size:,} parameters, SGD, learning rate 0.05, momentum 0.9, batch size 64"

    def true(self, steps):
        signal, norm = sum(self.signals[:steps]), sum(self.norms[:steps])
        return (norm - signal) / signal

    def draw(self, generator, steps, count, size):
        total = len(self.points[0])
        chosen = torch.randint(total, (steps, count, size), generator=generator)
        weights = torch.zeros(steps, count, total).scatter_add_(2, chosen, torch.full(chosen.shape, 1 / size))
        if len(self.points) == 1:
            return (weights.view(steps * count, total) @ self.points[0]).view(steps, count, -1)
        return torch.stack([part @ point for part, point in zip(weights, self.points)])


# Estimators: each returns a value, and an interval if it has one; None if it has no value


@functools.cache
def student(degrees):
    """Returns the 97.5 % quantile of Student's t."""
    def beyond(t):
        return mpmath.betainc(degrees / 2, 0.5, 0, degrees / (degrees + t * t), regularized=True) - 0.05
    return float(mpmath.findroot(beyond, (1.9, 14), solver="anderson"))


def headroom(signal, noise):
    """Returns the ratio of the means with Fieller's interval over block means (Fieller 1954), after
    NoiseScale.swift."""
    size = max(1, -(-len(signal) // 25))
    blocks = len(signal) // size
    if blocks < 5:
        return None
    a, b = (part[: blocks * size].reshape(blocks, size).mean(1) for part in (signal, noise))
    x, y = a.mean(), b.mean()
    covariances = np.cov(a, b) / blocks
    t2 = student(blocks - 1) ** 2
    if x <= 0 or t2 * covariances[0, 0] > (0.5 * x) ** 2 or y <= 0:
        return None
    p, q, r = x * x - t2 * covariances[0, 0], x * y - t2 * covariances[0, 1], y * y - t2 * covariances[1, 1]
    root = math.sqrt(max(0, q * q - p * r))
    return y / x, max(0, (q - root) / p), (q + root) / p


class Backward:
    """Replaces AdaptDL's data-parallel model: reports whether this backward pass is the last of the step."""

    require_backward_grad_sync = True


def adaptdl(estimator, gradients, samples):
    """Returns AdaptDL's state after these steps; several gradients per step are accumulated, as on one replica.

    Its variance is that of a gradient over the initial batch size, `samples`, which is the unit of the ratio.
    """
    parameter = torch.nn.Parameter(torch.zeros(gradients.shape[-1]))
    optimizer = torch.optim.SGD([parameter], lr=1)
    model = Backward()
    scale = estimator(model, optimizer, num_replicas=1, accum_scale=1.0)
    for step in gradients:
        for index, gradient in enumerate(step):
            model.require_backward_grad_sync = index == len(step) - 1
            parameter.dot(gradient).backward()
        scale.reset_accumulation()
    signal = scale.sqr_avg()
    return (samples * scale.var_avg() / signal, None, None) if signal > 0 else None


def k_diffusion(estimator, parts, whole, count):
    scale = estimator()
    for part, total in zip(parts.tolist(), whole.tolist()):
        value = scale.update(part, total, micro_batch, micro_batch * count)
    # The value is clamped: with a negative signal it is some hundred millions, and not an estimate.
    return (value, None, None) if scale.get_stats()[0] > 0 else None


def estimates(gradients, classes):
    steps, count, _ = gradients.shape
    exact = gradients.double()
    parts = exact.square().sum(2).mean(1).numpy()
    means = exact.mean(1)
    whole = means.square().sum(1).numpy()
    # McCandlish et al. 2018, appendix A.1.
    signal = (count * whole - parts) / (count - 1)
    noise = (parts - whole) * micro_batch * count / (count - 1)
    each = float(np.mean(noise / signal))
    return {
        "Headroom": headroom(signal, noise),
        "AdaptDL": adaptdl(classes[0], gradients, micro_batch),
        "AdaptDL, differenced": adaptdl(classes[0], means.float()[:, None], micro_batch * count),
        "k-diffusion": k_diffusion(classes[1], parts, whole, count),
        "mean of the steps' ratios": (each, None, None) if each > 0 else None,
    }


def row(name, answers, truth):
    given = [answer for answer in answers if answer]
    none = 1 - len(given) / len(answers)
    if len(given) < 10:
        return [name, f"{none:.1%}", "-", "-", "-", "-"]
    values = np.array([answer[0] for answer in given]) / truth
    low, high = np.percentile(values, [5, 95])
    wrong = np.count_nonzero((values > 2) | (values < 0.5)) / len(answers)
    holds = [answer[1] <= truth <= answer[2] for answer in given if answer[1] is not None]
    interval = f"yes, holds the truth in {np.mean(holds):.1%}" if holds else "no"
    return [name, f"{none:.1%}", f"{np.median(values) - 1:+.1%}", f"{low:.2f} to {high:.2f}", f"{wrong:.1%}", interval]


def withheld(case, found, truth):
    """Returns the plain ratio, which is k-diffusion's, for runs in which Headroom has no estimate."""
    others = [other for own, other in zip(found["Headroom"], found["k-diffusion"]) if not own]
    near = sum(bool(other) and 0.5 <= other[0] / truth <= 2 for other in others)
    return [case, len(others), f"{near / len(others):.0%}" if others else "-"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "little"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    started = time.monotonic()
    classes = peers()
    digits, training = Digits(options.seed, 60, 1), Digits(options.seed, 0, 100)
    sources = [Gaussian(1000, 1000), Gaussian(28, 1000), digits, training]
    rows, seeds, refusals = [], [], []
    for source in sources:
        for count, steps in shapes:
            seed = options.seed + len(seeds)
            seeds.append(seed)
            generator = torch.Generator().manual_seed(seed)
            found = {}
            for _ in range(options.runs):
                for name, answer in estimates(source.draw(generator, steps, count, micro_batch), classes).items():
                    found.setdefault(name, []).append(answer)
            case = f"{source.name}, {count} x {steps}"
            truth = source.true(steps)
            rows += [[case, *row(name, answers, truth)] for name, answers in found.items()]
            refusals += [withheld(case, found, truth)]
            print(f"{case}: seed {seed}, {time.monotonic() - started:.0f} s", flush=True)
    heads = ["gradients, micro-batches x steps", "estimator", "no answer:", "bias of the median:"]
    heads += ["5 to 95 %, over the truth:", "off by more than 2 times, of all runs:", "95 % interval"]
    versions = ", ".join(f"{name} {version}" for name, version in packages.items())
    text = (
        f"Measured on {report.today()} on {report.machine()}, PyTorch {torch.__version__}, {versions}; {options.runs} "
        f"runs of each case in {time.monotonic() - started:.0f} s, seeds {seeds[0]} to {seeds[-1]}. Micro-batches of "
        f"{micro_batch} samples. The truth is 1,000 for the normal gradients, {digits.true(1):,.0f} on the digits "
        f"after 60 steps, and {training.true(20):,.0f} and {training.true(100):,.0f} over the first 20 and 100 steps of a "
        f"training ({digits.about}).\n\n{report.table(heads, rows)}\n\n"
        "Where Headroom has no answer, the plain ratio is:\n\n"
        + report.table(["gradients", "runs without an answer:", "of them within 2 times of the truth:"], refusals)
    )
    print(text)
    if options.write:
        report.fill("estimators.md", "estimators", text)


main()
