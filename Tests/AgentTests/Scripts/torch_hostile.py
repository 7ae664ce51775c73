"""A training that is difficult for the agent: torch_hostile.py KIND

- batches: they raise an error of their own on access to missing attributes
- agent: the agent itself is broken
"""

import sys

import torch
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)
data = TensorDataset(torch.randn(64, 4), torch.randint(0, 2, (64,)))


class Lazy:
    """A batch that is loaded on access, and has no other attributes."""

    def __init__(self, samples):
        self.samples = samples

    def __getattr__(self, name):
        raise RuntimeError(f"the batch is not loaded yet, and has no {name}")

    def load(self):
        return [torch.stack(column) for column in zip(*self.samples)]


class Stream(torch.utils.data.IterableDataset):
    def __iter__(self):
        return (Lazy([data[index] for index in range(start, start + 8)]) for start in range(0, 64, 8))


if sys.argv[1] == "agent":
    from headroom_agent import pytorch

    pytorch.batches.take = None
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
steps = 0
for batch in DataLoader(Stream(), batch_size=None):
    x, y = batch.load()
    torch.nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
    steps += 1
print(f"steps {steps}")
