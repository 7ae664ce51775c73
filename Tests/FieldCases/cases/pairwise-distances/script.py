"""Metric learning over all pairs of a batch: python script.py [--batch-size 32] [--measure]

At its peak a step holds five tensors of pairs, [batch, batch, 16] in float32, and 4 + 4 + 4 more bytes per pair: F +
338 b² bytes, as measured. --measure prints F in MiB, from MEMORY_FIELD of /proc/self/status.
"""

import argparse
import os

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--steps", type=int, default=200)
parser.add_argument("--measure", action="store_true")
options = parser.parse_args()

torch.manual_seed(1)
torch.set_num_threads(1)
data = TensorDataset(torch.randn(200_000, 8), torch.randint(0, 4, (200_000,)))
model = nn.Linear(8, 16)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)


def step(x, y):
    embedding = model(x)
    differences = embedding[:, None] - embedding[None]
    distances = (differences * differences).mean(-1)
    same = (y[:, None] == y[None]).float()
    loss = (same * distances + (1 - same) * (1 - distances).relu()).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


if options.measure:
    step(*data[:2])
    kilobytes = dict(line.split()[:2] for line in open("/proc/self/status") if line.endswith("kB\n"))
    print(int(kilobytes[os.environ.get("MEMORY_FIELD", "RssAnon") + ":"]) // 1024)
    raise SystemExit

steps = 0
while steps < options.steps:
    for x, y in DataLoader(data, batch_size=options.batch_size, shuffle=True, drop_last=True):
        loss = step(x, y)
        steps += 1
        if steps == options.steps:
            break
print(f"steps {steps}, samples {steps * options.batch_size}, loss {loss:.3f}")
