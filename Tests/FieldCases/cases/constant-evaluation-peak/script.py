"""An evaluation that keeps all its predictions: python script.py [--batch-size 16] [--measure]

Memory, by construction: F without samples, F + 1 MiB per sample in a training step, and up to F + 400 MiB in the
evaluation after each 40 steps, which gathers the predictions for all held-out samples, whatever the batch size.
--measure prints F in MiB, from MEMORY_FIELD of /proc/self/status.
"""

import argparse
import os

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=16)
parser.add_argument("--steps", type=int, default=200)
parser.add_argument("--measure", action="store_true")
options = parser.parse_args()

torch.manual_seed(1)
torch.set_num_threads(1)
MEBIBYTE = 262_144  # float32 values
train = TensorDataset(torch.randn(4_000, 8), torch.randint(0, 3, (4_000,)))
held_out = torch.randn(400, 8)
model = nn.Linear(8, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def step(x, y):
    held = torch.ones(len(x), MEBIBYTE)
    loss = nn.functional.cross_entropy(model(x), y) + 0 * held[0, 0]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def evaluate():
    predictions = []
    with torch.no_grad():
        for (x,) in DataLoader(TensorDataset(held_out), batch_size=40):
            predictions.append(torch.ones(len(x), MEBIBYTE) + model(x).sum())
    return sum(part.mean().item() for part in predictions)


if options.measure:
    step(*train[:1])
    kilobytes = dict(line.split()[:2] for line in open("/proc/self/status") if line.endswith("kB\n"))
    print(int(kilobytes[os.environ.get("MEMORY_FIELD", "RssAnon") + ":"]) // 1024)
    raise SystemExit

steps = samples = 0
while steps < options.steps:
    for x, y in DataLoader(train, batch_size=options.batch_size, shuffle=True):
        loss = step(x, y)
        steps, samples = steps + 1, samples + len(x)
        if steps % 40 == 0:
            print(f"step {steps} loss {loss:.3f} evaluation {evaluate():.1f}", flush=True)
        if steps == options.steps:
            break
print(f"steps {steps} samples {samples}")
