"""Catches its out-of-memory error and restarts with half the batch size: python script.py [--batch-size 64]

The device is a simulated pool: 300 samples fit. The last line has the final batch size.
"""

import argparse
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--epochs", type=int, default=3)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
data = TensorDataset(torch.randn(4_000, 16), torch.randint(0, 4, (4_000,)))


def train(batch_size):
    model = nn.Linear(16, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    steps = samples = 0
    for epoch in range(options.epochs):
        for x, y in DataLoader(data, batch_size=batch_size, shuffle=True):
            if len(x) > 300:
                raise torch.OutOfMemoryError(
                    f"CUDA out of memory. Tried to allocate {len(x)}.00 MiB. GPU 0 has a total capacity of 300.00 MiB"
                )
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps, samples = steps + 1, samples + len(x)
    return steps, samples


batch_size = options.batch_size
while True:
    try:
        steps, samples = train(batch_size)
        break
    except torch.OutOfMemoryError as error:
        print(f"{error}; trying again with {batch_size // 2}", file=sys.stderr, flush=True)
        batch_size //= 2
print(f"steps {steps} samples {samples} batch size {batch_size}")
