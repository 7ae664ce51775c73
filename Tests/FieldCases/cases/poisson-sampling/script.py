"""Poisson sampling, as required by private training: python script.py [--batch-size 32]

Each sample is drawn independently, so that the batch size is a mean; with 0.8 % of the samples a batch may be empty,
for which the step consists of noise. The gradient is divided by the mean.
"""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Sampler, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32, help="mean number of samples")
parser.add_argument("--epochs", type=int, default=10)
options = parser.parse_args()

SAMPLES = 2_000


class Poisson(Sampler):
    def __init__(self, rate, generator):
        self.rate, self.generator = rate, generator

    def __len__(self):
        return round(1 / self.rate)

    def __iter__(self):
        for _ in range(len(self)):
            yield (torch.rand(SAMPLES, generator=self.generator) < self.rate).nonzero().flatten().tolist()


def collate(samples):
    if not samples:
        return torch.zeros(0, 10), torch.zeros(0, dtype=torch.long)
    return torch.stack([x for x, _ in samples]), torch.stack([y for _, y in samples])


torch.manual_seed(0)
torch.set_num_threads(1)
data = TensorDataset(torch.randn(SAMPLES, 10), torch.randint(0, 3, (SAMPLES,)))
sampler = Poisson(options.batch_size / SAMPLES, torch.Generator().manual_seed(0))
loader = DataLoader(data, batch_sampler=sampler, collate_fn=collate)
model = nn.Linear(10, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
steps = samples = empty = 0
smallest, largest = SAMPLES, 0
for epoch in range(options.epochs):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y, reduction="sum") / options.batch_size
        loss.backward()
        for parameter in model.parameters():
            parameter.grad += 0.01 * torch.randn_like(parameter)
        optimizer.step()
        steps, samples, empty = steps + 1, samples + len(x), empty + (len(x) == 0)
        smallest, largest = min(smallest, len(x)), max(largest, len(x))
print(f"steps {steps} samples {samples} empty {empty} smallest {smallest} largest {largest}")
