"""Loaders with batches of many types and sizes: torch_batches.py KIND WORKERS. It counts its training samples."""

import random
import sys
import time

import torch
from torch import nn
from torch.utils.data import ConcatDataset, DataLoader, IterableDataset, TensorDataset, get_worker_info

kind, workers = sys.argv[1], int(sys.argv[2])
random.seed(0)
torch.manual_seed(0)
torch.set_num_threads(1)
x, y = torch.randn(1000, 8), torch.randint(0, 2, (1000,))
data = TensorDataset(x, y)


class Stream(IterableDataset):
    """With two workers, each has every second sample."""

    def __iter__(self):
        worker = get_worker_info()
        first, step = (worker.id, worker.num_workers) if worker else (0, 1)
        return iter(list(zip(x, y))[: 100 if kind == "slow" else 1000][first::step])


class Ready(IterableDataset):
    """Complete batches, of constant or random size."""

    def __iter__(self):
        dice, first = random.Random(3), 0
        while first < 1000:
            size = dice.randint(8, 40) if kind == "random" else 32
            batch = x[first : first + size], y[first : first + size]
            yield Graphs(list(zip(*batch))) if kind == "unknown" else batch
            first += size


class Graphs:
    """Three nodes for each sample, in a type that is not a tensor, tuple or dictionary."""

    def __init__(self, samples):
        self.x = torch.cat([features.expand(3, -1) for features, _ in samples])
        self.labels = torch.stack([label for _, label in samples])


class Chance:
    """Poisson sampling: each sample is in a batch at random."""

    def __iter__(self):
        for _ in range(30):
            yield [number for number in range(1000) if random.random() < 0.03]

    def __len__(self):
        return 30


def time_first(samples):
    return torch.stack([features for features, _ in samples], 1), torch.stack([label for _, label in samples])


make = {
    "map": lambda: DataLoader(data, 32, shuffle=True, num_workers=workers),
    "slow": lambda: DataLoader(Stream(), 32, num_workers=workers),
    "stream": lambda: DataLoader(Stream(), 32, num_workers=workers),
    "time-first": lambda: DataLoader(Stream(), 32, collate_fn=time_first, num_workers=workers),
    "graphs": lambda: DataLoader(data, 32, shuffle=True, collate_fn=Graphs, num_workers=workers),
    "graphs-stream": lambda: DataLoader(Stream(), 32, collate_fn=Graphs, num_workers=workers),
    "list": lambda: DataLoader(data, 32, shuffle=True, collate_fn=list, num_workers=workers),
    "uneven": lambda: DataLoader(ConcatDataset([data]), 64, num_workers=workers),
    "random": lambda: DataLoader(Ready(), None, num_workers=workers),
    "unknown": lambda: DataLoader(Ready(), None, num_workers=workers),
    "poisson": lambda: DataLoader(data, batch_sampler=Chance(), num_workers=workers),
    "buckets": lambda: DataLoader(
        data, batch_sampler=[list(range(50)), list(range(50, 70)), list(range(70, 134)), list(range(134, 144))]
    ),
}[kind]
loader = make()
model = nn.Linear(8, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
steps = samples = 0
for epoch in range(3):
    for batch in loader:
        if isinstance(batch, Graphs):
            features, labels = batch.x, batch.labels
        elif isinstance(batch[0], tuple):
            features, labels = (torch.stack(column) for column in zip(*batch))
        else:
            features, labels = batch
        loss = model(features.T if kind == "time-first" else features).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, samples = steps + 1, samples + len(labels)
        if kind == "slow":
            time.sleep(0.07)  # Each step has its own event.
    model.eval()
    with torch.no_grad():
        model(x)
    model.train()
print(f"counted {steps} {samples}")
