"""Typical PyTorch loops without Headroom support: torch_loops.py KIND."""

import sys
import time

import torch
from counts import Counts
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, IterableDataset, RandomSampler, TensorDataset

kind = sys.argv[1]
torch.manual_seed(0)
torch.set_num_threads(1)
x, y = torch.randn(1000, 64), torch.randint(0, 10, (1000,))
data = TensorDataset(x, y)


class Stream(IterableDataset):
    def __iter__(self):
        return iter(zip(x, y))


class Bursts(TensorDataset):
    def __getitem__(self, index):
        if index % 100 == 0:
            time.sleep(0.01)
        return super().__getitem__(index)


class PairsOfSixteen(BatchSampler):
    """A batch sampler with a batch size of its own."""

    def __iter__(self):
        for batch in super().__iter__():
            yield batch + batch[: 32 - len(batch)]


loader = {
    "drop-last": lambda: DataLoader(data, batch_size=32, shuffle=True, drop_last=True),
    "workers": lambda: DataLoader(Bursts(x, y), batch_size=32, shuffle=True, num_workers=2),
    "in-order": lambda: DataLoader(data, batch_size=32),
    "stream": lambda: DataLoader(Stream(), batch_size=32),
    "batch-sampler": lambda: DataLoader(data, batch_sampler=PairsOfSixteen(RandomSampler(data), 32, False)),
}.get(kind, lambda: DataLoader(data, batch_size=32, shuffle=True))()
held_out = DataLoader(TensorDataset(x[:200], y[:200]), batch_size=50)
model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
second = torch.optim.SGD(model.parameters(), lr=0.001)
if kind == "resume":
    moments = [torch.zeros_like(parameter) for parameter in model.parameters()]
    state = optimizer.state_dict()
    state["state"] = {i: dict(step=torch.tensor(500.0), exp_avg=m, exp_avg_sq=m) for i, m in enumerate(moments)}
    optimizer.load_state_dict(state)


def batches():
    if kind != "no-loader":
        return loader
    return ((x[start : start + 32], y[start : start + 32]) for start in range(0, 1000, 32))


accumulated = 4 if kind == "accumulation" else 1
counts = Counts()
for epoch in range(3):
    optimizer.zero_grad()
    pending = []
    for number, (images, labels) in enumerate(batches(), start=1):
        pending.append(len(images))
        loss = nn.functional.cross_entropy(model(images), labels) / accumulated
        loss.backward()
        if number % accumulated == 0:
            optimizer.step()
            if kind == "two-optimizers":
                second.step()
            optimizer.zero_grad()
            if kind == "noisy":
                print("x" * 5000, flush=True)
            for size in pending:
                counts.batch(size)
            pending = []
            counts.step(loss.item())
    with torch.no_grad():
        for images, labels in held_out:
            model(images)
counts.print()
