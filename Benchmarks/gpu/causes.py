"""Trainings whose speed is limited by a known cause.

launch   many layers of few numbers: a GPU waits for its next kernel
input    a data set that takes 2 ms for each sample, loaded between the steps
compute  large matrix products on data in device memory
memory   elementwise layers over large activations, with hardly any arithmetic

It trains for --seconds and prints the mean step time.
"""

import argparse
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("cause", choices=["launch", "input", "compute", "memory"])
parser.add_argument("--device", default="cuda:0")
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--small", action="store_true", help="for a CPU")
arguments = parser.parse_args()
device = torch.device(arguments.device)


class SlowRows(Dataset):
    def __init__(self, width):
        self.width = width

    def __len__(self):
        return 2_000

    def __getitem__(self, index):
        time.sleep(0.002)
        return torch.full((self.width,), float(index % 7)), index % 10


class Streaming(nn.Module):
    def __init__(self, width, layers):
        super().__init__()
        self.scales = nn.ParameterList(torch.ones(width) for _ in range(layers))
        self.out = nn.Linear(64, 10)

    def forward(self, x):  # [batch, width]
        for scale in self.scales:
            x = torch.relu(x * scale)
        return self.out(x.unflatten(1, (-1, 64)).mean(1))


def perceptron(width, hidden):
    layers = [layer for _ in range(hidden) for layer in (nn.Linear(width, width), nn.ReLU())]
    return nn.Sequential(*layers, nn.Linear(width, 10))


def on_device(width, batch_size):
    """Returns ten batches and a half in device memory."""
    count = batch_size * 10 + batch_size // 2
    x, y = torch.randn(count, width, device=device), torch.randint(0, 10, (count,), device=device)
    return list(zip(x.split(batch_size), y.split(batch_size)))


def training():
    """Returns the model, and the data of an epoch."""
    if arguments.cause == "launch":
        return perceptron(64, hidden=40), on_device(64, 16)
    if arguments.cause == "input":
        width = 256 if arguments.small else 4096
        return perceptron(width, hidden=2), DataLoader(SlowRows(width), 32, shuffle=True)
    if arguments.cause == "compute":
        width, batch_size = (512, 256) if arguments.small else (8192, 4096)
        return perceptron(width, hidden=2), on_device(width, batch_size)
    width, batch_size = (2**18, 16) if arguments.small else (2**22, 32)
    return Streaming(width, layers=4), on_device(width, batch_size)


def wait():
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def main():
    torch.manual_seed(0)
    model, batches = training()
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    steps, begins, counted = 0, time.monotonic(), 0
    end = begins + arguments.seconds
    while time.monotonic() < end:
        for x, y in batches:
            loss = nn.functional.cross_entropy(model(x.to(device)), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps += 1
            if steps == 20:  # The steps before are warm-up.
                wait()
                begins, counted = time.monotonic(), steps
            if time.monotonic() > end:
                break
    wait()
    milliseconds = (time.monotonic() - begins) / max(1, steps - counted) * 1e3
    print(f"{steps - counted} steps of {milliseconds:.6f} ms, loss {loss.item():.3f}", flush=True)


if __name__ == "__main__":
    main()
