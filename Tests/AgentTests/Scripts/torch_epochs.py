"""Loops that iterate over their batches in several ways, and count the batches of each pass: torch_epochs.py KIND."""

import json
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset, TensorDataset

kind = sys.argv[1]
torch.manual_seed(0)
torch.set_num_threads(1)
samples = 650 if kind.startswith("odd") else 640
x, y = torch.randn(samples, 16), torch.randint(0, 4, (samples,))
data = TensorDataset(x, y)


class Stream(IterableDataset):
    def __iter__(self):
        return iter(zip(x, y))


options = {
    "workers": dict(num_workers=2), "odd-workers": dict(num_workers=1), "persistent": dict(num_workers=2, persistent_workers=True),
}.get(kind, {})
loader = DataLoader(Stream() if kind == "stream" else data, batch_size=32, shuffle=kind != "stream" or None, **options)
held_out = DataLoader(data, batch_size=32)
model = nn.Linear(16, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
accumulated = 4 if kind == "accumulation" else 1
passes = {"statistics": [], "before": [], "training": [], "evaluation": [], "length": len(held_out), "last": []}


def guarded():
    batches = iter(loader)
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            return
        yield batch


def counted():
    batches = iter(loader)
    for _ in range(len(loader)):
        batch = next(batches)
        yield batch


def suppressed():
    import contextlib

    batches = iter(loader)
    with contextlib.suppress(StopIteration):
        while True:
            yield next(batches)


def evaluate(name):
    count = 0
    with torch.no_grad():
        for images, labels in held_out:
            model(images)
            count += 1
    passes[name].append(count)


passes["statistics"].append(sum(1 for _ in loader))
evaluate("before")
ways = {
    "guarded": guarded, "counted": counted, "suppressed": suppressed,
    "enumerate": lambda: (batch for _, batch in enumerate(loader)),
}
for epoch in range(3):
    count = 0
    for images, labels in ways.get(kind, lambda: loader)():
        nn.functional.cross_entropy(model(images), labels).backward()
        count += 1
        if count % accumulated == 0:
            optimizer.step()
            optimizer.zero_grad()
    passes["training"].append(count)
    passes["last"].append(len(images))
    evaluate("evaluation")
print(json.dumps(passes))
