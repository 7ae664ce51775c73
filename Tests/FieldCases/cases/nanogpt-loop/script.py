"""A language model on random crops of one long text, like nanoGPT's loop: python script.py [--batch_size=12]

There are no loader and no epochs. A step uses 4 batches, each drawn while the device computes the one before; every 100
steps the loss is estimated on 8 batches of each split.
"""

import sys

import numpy
import torch
from torch import nn

batch_size, accumulate, block, iterations, estimate_every = 12, 4, 32, 300, 100
for argument in sys.argv[1:]:
    name, _, value = argument.removeprefix("--").partition("=")
    assert name in globals(), f"Unknown config key: {name}"
    globals()[name] = int(value)

torch.manual_seed(1)
torch.set_num_threads(1)
text = numpy.random.default_rng(1).integers(0, 64, 20_000).astype(numpy.uint16)
text.tofile("train.bin")
model = nn.Sequential(nn.Embedding(64, 32), nn.Linear(32, 64), nn.GELU(), nn.Linear(64, 64))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
batches = samples = steps = 0


def draw():
    data = numpy.memmap("train.bin", dtype=numpy.uint16, mode="r")  # Reopened each time, so that it does not grow.
    starts = torch.randint(len(data) - block - 1, (batch_size,)).tolist()
    x = torch.stack([torch.from_numpy(data[start : start + block].astype(numpy.int64)) for start in starts])
    y = torch.stack([torch.from_numpy(data[start + 1 : start + 1 + block].astype(numpy.int64)) for start in starts])
    return x, y


def loss_of(x, y):
    return nn.functional.cross_entropy(model(x).flatten(0, 1), y.flatten())


@torch.no_grad()
def estimate():
    model.eval()
    mean = torch.stack([loss_of(*draw()) for _ in range(16)]).mean().item()
    model.train()
    return mean


x, y = draw()
for iteration in range(iterations):
    if iteration % estimate_every == 0:
        print(f"step {iteration}: val loss {estimate():.4f}", flush=True)
    for _ in range(accumulate):
        loss = loss_of(x, y) / accumulate
        samples, batches = samples + len(x), batches + 1
        x, y = draw()
        loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    steps += 1
print(f"steps {steps} batches {batches} samples {samples}")
