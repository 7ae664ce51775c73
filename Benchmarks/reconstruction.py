#!/usr/bin/env python3
"""Compares a step of `headroom train reconstruction` with the same step in PyTorch: network, loss, optimizer, batch size.

    .headroom/python/bin/python Benchmarks/reconstruction.py [--batch-sizes 1 4 16 64 256] [--pairs 5]

One thread each. A pair is a short training of each side, one after the other, in an order that is reversed from pair to
pair. The steps of a training differ: every second one has three pictures of each shape, every fourth compares the
embeddings. So the time of a side is the median over periods of four steps, without the first ones. The output is the
median of the ratios PyTorch / Headroom over the pairs with the least and the greatest of them: above 1, Headroom is
faster. PyTorch is eager, with its default optimizer.
"""

import argparse
import statistics
import subprocess
import sys
import time

import trainings

WARMUP = 8
# Number of steps after which their kinds repeat.
PERIOD = 4


def network():
    """The image VAE and the encoder of volumes of the default training."""
    import torch
    from torch import nn

    class Shuffle(nn.Module):
        def forward(self, x):
            b, c, d, h, w = x.shape
            x = x.reshape(b, c // 8, 2, 2, 2, d, h, w).permute(0, 1, 5, 2, 6, 3, 7, 4)
            return x.reshape(b, c // 8, 2 * d, 2 * h, 2 * w)

    def image_layer(inputs, outputs, kernel):
        return [nn.Conv2d(inputs, outputs, kernel, 2, kernel // 2), nn.BatchNorm2d(outputs), nn.ReLU()]

    def up(inputs, outputs):
        return [nn.ConvTranspose3d(inputs, outputs, 4, 2, 1), nn.GroupNorm(8, outputs), nn.ReLU()]

    def down(inputs, outputs):
        return [nn.Conv3d(inputs, outputs, 4, 2, 1), nn.GroupNorm(8, outputs), nn.LeakyReLU(0.2)]

    encoder = nn.Sequential(
        *image_layer(3, 16, 5), *image_layer(16, 32, 3), *image_layer(32, 64, 3), *image_layer(64, 128, 3),
        nn.Flatten(), nn.Linear(2048, 128))
    generator = nn.Sequential(
        nn.Linear(64, 4096), nn.Unflatten(1, (64, 4, 4, 4)), nn.GroupNorm(8, 64), nn.ReLU(),
        *up(64, 32), *up(32, 16), nn.Conv3d(16, 8, 1), Shuffle())
    volumes = nn.Sequential(*down(1, 16), *down(16, 24), *down(24, 64), nn.Flatten(), nn.Linear(4096, 128))
    return torch.nn.ModuleList([encoder, generator, volumes])


def pytorch(batch_size, steps):
    """Prints the seconds of each step."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(1)
    shapes, views = max(64, batch_size), 4
    images = (torch.rand(shapes * views, 3, 64, 64) * 255).to(torch.uint8)
    volumes = (torch.rand(shapes, 1, 32, 32, 32) < 0.07).to(torch.uint8)
    encoder, generator, volume_encoder = networks = network()
    optimizer = torch.optim.Adam(networks.parameters(), lr=3e-3)
    positive = torch.tensor([3.0])
    for step in range(steps):
        start = time.perf_counter()
        samples = torch.randint(0, shapes * views, (batch_size,))
        count = 1 if step % 2 == 0 else 3
        pictures = torch.stack([samples // views * views + (samples + i) % views for i in range(count)], 1).flatten()
        seen = images.index_select(0, pictures).float() / 255
        target = volumes.index_select(0, samples // views).float()
        parameters = encoder(seen).reshape(batch_size, count, 128).mean(1)
        mean, log_variance = parameters[:, :64], parameters[:, 64:].clamp(-12, 12)
        latent = mean + (log_variance * 0.5).exp() * torch.randn_like(mean)
        loss = 10 * functional.binary_cross_entropy_with_logits(generator(latent), target, pos_weight=positive)
        loss = loss + 2e-4 * ((mean**2 + log_variance.exp() - log_variance - 1) * 0.5).mean()
        if step % 4 == 0:
            loss = loss + 0.02 * functional.mse_loss(volume_encoder(target)[:, :64], mean)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(time.perf_counter() - start, flush=True)


def measured_pytorch(batch_size, steps):
    command = [sys.executable, __file__, "--pytorch", str(batch_size), str(steps)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    times = [float(line) for line in lines[WARMUP:]]
    return statistics.median(
        sum(times[first:first + PERIOD]) / PERIOD for first in range(0, len(times) - PERIOD + 1, PERIOD))


def measured_headroom(batch_size, steps):
    times = []

    def hear(event):
        if event["event"] == "step":
            times.append((event["at"], event["step"]))
        return len(times) >= steps

    shapes = max(64, batch_size)
    trainings.listen(
        ["--batch-size", batch_size, "--shapes", shapes, "--epochs", 100000, "--threads", 1],
        hear, workload="reconstruction", seconds=600)
    periods = []
    first_at, first = times[WARMUP]
    for at, step in times[WARMUP + 1:]:
        # Short steps share an event, so that a period may end within one.
        if (step - first) % PERIOD == 0:
            periods.append((at - first_at) / (step - first))
            first_at, first = at, step
    return statistics.median(periods)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[1, 4, 16, 64, 256])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--pytorch", type=int, nargs=2, metavar=("BATCH", "STEPS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.pytorch:
        pytorch(*options.pytorch)
        return
    print("batch size  ms PyTorch  ms Headroom  PyTorch / Headroom (least to greatest)")
    for batch_size in options.batch_sizes:
        steps = WARMUP + max(12, min(80, 1600 // batch_size))
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
