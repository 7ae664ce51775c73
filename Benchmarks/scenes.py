#!/usr/bin/env python3
"""Compares a step of `headroom train scenes` with the same step in PyTorch: networks, rays, loss, optimizers, batch size.

    .headroom/python/bin/python Benchmarks/scenes.py [--batch-sizes 1 4 16 64] [--pairs 5]

One thread each. A pair is a short training of each side, one after the other, in an order that is reversed from pair to
pair; the time of a side is the median of its steps without the first ones. The output is the median of the ratios
PyTorch / Headroom over the pairs with the least and the greatest of them: above 1, Headroom is faster. PyTorch is eager,
with its default optimizer for the decoders and the same Adam by rows for the latent vectors.
"""

import argparse
import math
import statistics
import subprocess
import sys
import time

import trainings

WARMUP = 8
FRAMES, PIXELS, RAYS, SAMPLES, SURFACE_SAMPLES = 12, 32 * 32, 128, 6, 3
FEATURES, SIDE = 12, 32
NEAR, FAR = 0.1, 1.7


def networks():
    """The decoders of scenes and of poses, and the radiance field, of the default training."""
    from torch import nn

    channels = 3 * FEATURES
    return nn.ModuleDict({
        "coarse": nn.Linear(64, channels * (SIDE // 2) ** 2),
        "fine": nn.Conv2d(channels, 4 * channels, 3, padding=1),
        "field": nn.Sequential(
            nn.Linear(channels, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 4)),
        "pose": nn.Sequential(
            nn.Linear(16 + 9, 96), nn.SiLU(), nn.Linear(96, 96), nn.SiLU(), nn.Linear(96, 7)),
    })


def planes(modules, latent):
    from torch.nn import functional

    coarse = modules["coarse"](latent).reshape(-1, 3 * FEATURES, SIDE // 2, SIDE // 2)
    fine = functional.pixel_shuffle(modules["fine"](functional.silu(coarse)), 2)
    return (functional.interpolate(coarse, scale_factor=2, mode="bilinear") + fine).reshape(
        -1, 3, FEATURES, SIDE, SIDE)


def field(modules, features, points):
    import torch
    from torch.nn import functional

    batch, count = points.shape[:2]
    places = torch.stack([points[..., [0, 1]], points[..., [0, 2]], points[..., [1, 2]]], 1)
    sampled = functional.grid_sample(
        features.reshape(-1, FEATURES, SIDE, SIDE), places.reshape(-1, count, 1, 2), padding_mode="border",
        align_corners=False)
    output = modules["field"](sampled.reshape(batch, 3 * FEATURES, count).transpose(1, 2))
    return functional.softplus(output[..., 0] - 1) * 10, torch.sigmoid(output[..., 1:])


def rendered(modules, features, origins, directions, depths):
    """Color and depth of rays."""
    import torch

    batch, rays, samples = depths.shape
    points = origins.unsqueeze(2) + directions.unsqueeze(2) * depths.unsqueeze(3)
    density, color = field(modules, features, points.reshape(batch, -1, 3))
    following = torch.cat([depths[..., 1:], torch.full((batch, rays, 1), FAR)], 2)
    lengths = (following - depths).clamp(min=0) * directions.norm(dim=2, keepdim=True)
    thickness = (density.reshape(depths.shape) * lengths).clamp(max=30)
    thickness = torch.cat([thickness[..., :-1], torch.full((batch, rays, 1), 30.0)], 2)
    before = (thickness.cumsum(2) - thickness).clamp(max=30)
    weights = (-before).exp() * (1 - (-thickness).exp())
    return (weights.unsqueeze(3) * color.reshape(batch, rays, samples, 3)).sum(2), (weights * depths).sum(2)


def poses(modules, latent, times):
    import torch
    from torch.nn import functional

    parts = [latent.unsqueeze(1).expand(-1, times.shape[1], -1), times.unsqueeze(2)]
    for octave in range(4):
        angles = times.unsqueeze(2) * (math.pi / 2 * 2**octave)
        parts += [angles.sin(), angles.cos()]
    output = modules["pose"](torch.cat(parts, 2))
    return functional.normalize(output[..., :4], dim=2), output[..., 4:]


class RowAdam:
    """Adam for the rows of a table that a step uses."""

    def __init__(self, table):
        import torch

        self.table = table
        self.momentum, self.square = torch.zeros_like(table), torch.zeros_like(table)
        self.steps = torch.zeros(table.shape[0], 1)

    def step(self, rows, rate):
        import torch

        with torch.no_grad():
            slope, count = self.table.grad[rows], self.steps[rows] + 1
            mean = self.momentum[rows] * 0.9 + slope * 0.1
            square = self.square[rows] * 0.999 + slope * slope * 0.001
            change = mean / (1 - 0.9**count) / ((square / (1 - 0.999**count)).sqrt() + 1e-8)
            self.table[rows] -= change * rate
            self.momentum[rows], self.square[rows], self.steps[rows] = mean, square, count


def noisy(table, rows, noise):
    import torch

    chosen = table[rows]
    return chosen + torch.randn_like(chosen) * table.detach().std(0) * noise


def pytorch(batch_size, steps):
    """Prints the seconds of each step."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(1)
    scenes = max(64, batch_size)
    colors = (torch.rand(scenes * FRAMES * PIXELS, 3) * 255).to(torch.uint8)
    depths = NEAR + torch.rand(scenes * FRAMES * PIXELS) * (FAR - NEAR)
    rotations = torch.linalg.qr(torch.randn(scenes * FRAMES, 3, 3)).Q
    quaternions = functional.normalize(torch.randn(scenes, FRAMES, 4), dim=2)
    positions = torch.randn(scenes, FRAMES, 3) * 0.3
    directions = torch.cat([torch.rand(PIXELS, 2) * 1.6 - 0.8, torch.ones(PIXELS, 1)], 1)
    trained = torch.tensor([frame for frame in range(FRAMES) if frame % 4 != 2])
    modules = networks()
    scene_table = torch.randn(scenes, 64, requires_grad=True)
    path_table = torch.randn(scenes, 16, requires_grad=True)
    optimizer = torch.optim.Adam(modules.parameters(), lr=0.008)
    scene_optimizer, path_optimizer = RowAdam(scene_table), RowAdam(path_table)
    width = (FAR - NEAR) / SAMPLES
    starts = NEAR + torch.arange(SAMPLES) * width
    for _ in range(steps):
        start = time.perf_counter()
        rows = torch.randperm(scenes)[:batch_size]
        shape = (batch_size, RAYS)
        frame = (rows.unsqueeze(1) * FRAMES + trained[torch.randint(0, len(trained), shape)]).flatten()
        pixel = torch.randint(0, PIXELS, shape).flatten()
        place = frame * PIXELS + pixel
        turned = (rotations[frame] @ directions[pixel].unsqueeze(2)).squeeze(2).reshape(*shape, 3)
        origins = positions.reshape(-1, 3)[frame].reshape(*shape, 3)
        color = colors[place].float().reshape(*shape, 3) / 255
        depth = depths[place].reshape(shape)
        around = (depth.unsqueeze(2) + torch.randn(*shape, SURFACE_SAMPLES) * 0.03).clamp(NEAR, FAR)
        samples = torch.cat([starts + torch.rand(*shape, SAMPLES) * width, around], 2).sort(2).values
        seen, seen_depth = rendered(
            modules, planes(modules, noisy(scene_table, rows, 0.1)), origins, turned, samples)
        loss = functional.mse_loss(seen, color) + 0.1 * ((seen_depth - depth).abs() * (depth > 0)).mean()
        times = torch.linspace(-1, 1, FRAMES)[trained].expand(batch_size, -1)
        rotation, position = poses(modules, noisy(path_table, rows, 0.03), times)
        truth = quaternions[rows][:, trained]
        loss = loss + functional.mse_loss(position, positions[rows][:, trained])
        loss = loss + 0.25 * torch.minimum(
            (rotation - truth).abs().mean(2), (rotation + truth).abs().mean(2)).mean()
        optimizer.zero_grad()
        scene_table.grad = path_table.grad = None
        loss.backward()
        optimizer.step()
        scene_optimizer.step(rows, 0.016)
        path_optimizer.step(rows, 0.04)
        print(time.perf_counter() - start, flush=True)


def measured_pytorch(batch_size, steps):
    command = [sys.executable, "-W", "ignore", __file__, "--pytorch", str(batch_size), str(steps)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return statistics.median(map(float, lines[WARMUP:]))


def measured_headroom(batch_size, steps):
    times = []

    def hear(event):
        if event["event"] == "step":
            times.append((event["at"], event["step"]))
        return len(times) >= steps

    scenes = max(64, batch_size)
    trainings.listen(
        ["--batch-size", batch_size, "--rooms", scenes, "--epochs", 100000, "--threads", 1],
        hear, workload="scenes", seconds=600)
    # Short steps share an event.
    return statistics.median(
        (at - before) / (step - first) for (before, first), (at, step) in zip(times[WARMUP:], times[WARMUP + 1:]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[1, 4, 16, 64])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--pytorch", type=int, nargs=2, metavar=("BATCH", "STEPS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.pytorch:
        pytorch(*options.pytorch)
        return
    print("batch size  ms PyTorch  ms Headroom  PyTorch / Headroom (least to greatest)")
    for batch_size in options.batch_sizes:
        steps = WARMUP + max(8, min(60, 240 // batch_size))
        pairs = []
        for pair in range(options.pairs):
            order = [measured_pytorch, measured_headroom]
            if pair % 2:
                order.reverse()
            found = {side.__name__: side(batch_size, steps) for side in order}
            pairs.append((found["measured_pytorch"], found["measured_headroom"]))
        ratios = sorted(reference / own for reference, own in pairs)
        print(
            f"{batch_size:10}  {1000 * statistics.median(p for p, _ in pairs):10.1f}"
            f"  {1000 * statistics.median(h for _, h in pairs):11.1f}"
            f"  {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})",
            flush=True)


if __name__ == "__main__":
    main()
