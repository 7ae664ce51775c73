"""Trains with one batch size and evaluates with four times that: python script.py --batch-size 32 [--measure]

Memory, by construction: F without samples, F + 1 MiB per sample in a training step, and F + 4 MiB per sample of the
training batch in the evaluation that ends an epoch (its batches are four times as large). --measure prints F in MiB,
from MEMORY_FIELD of /proc/self/status.
"""

import argparse
import os

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--epochs", type=int, default=4)
parser.add_argument("--measure", action="store_true")
options = parser.parse_args()

torch.manual_seed(1)
torch.set_num_threads(1)
MEBIBYTE = 262_144  # float32 values
train = TensorDataset(torch.randn(1_200, 8), torch.randint(0, 3, (1_200,)))
held_out = TensorDataset(torch.randn(800, 8), torch.randint(0, 3, (800,)))
model = nn.Linear(8, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def take(samples):
    """Allocates the memory of the activations of some samples; freed when the caller releases it."""
    return torch.ones(samples, MEBIBYTE)


def step(x, y):
    held = take(len(x))
    loss = nn.functional.cross_entropy(model(x), y) + 0 * held[0, 0]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def evaluate(loader):
    right = 0
    with torch.no_grad():
        for x, y in loader:
            held = take(len(x))
            right += (model(x).argmax(1) == y).sum().item() + int(held[0, 0] - 1)
            del held
    return right / len(held_out)


if options.measure:
    step(*train[:1])
    kilobytes = dict(line.split()[:2] for line in open("/proc/self/status") if line.endswith("kB\n"))
    print(int(kilobytes[os.environ.get("MEMORY_FIELD", "RssAnon") + ":"]) // 1024)
    raise SystemExit

for epoch in range(options.epochs):
    for x, y in DataLoader(train, batch_size=options.batch_size, shuffle=True):
        loss = step(x, y)
    accuracy = evaluate(DataLoader(held_out, batch_size=4 * options.batch_size))
    print(f"epoch {epoch} loss {loss:.3f} validation accuracy {accuracy:.3f}", flush=True)
