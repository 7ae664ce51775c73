"""Gradient accumulation in four forms: python script.py FORM [--batch-size 16]

    counter      the loss divided by 4, a step at each fourth batch and at the end of an epoch
    ahead        4 batches are taken from the loader before the first of them is used
    accelerate   accelerator.accumulate
    tokens       until at least 64 samples have been used, whatever the batch sizes
    no-loader    slices of a tensor, 4 per step

960 samples: with batches of 16 and 64 samples per step, 15 steps an epoch.
"""

import argparse
import itertools

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("form", choices=["counter", "ahead", "accelerate", "tokens", "no-loader"])
parser.add_argument("--batch-size", type=int, default=16)
parser.add_argument("--epochs", type=int, default=30)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
x, y = torch.randn(960, 12), torch.randint(0, 3, (960,))
loader = DataLoader(TensorDataset(x, y), batch_size=options.batch_size, shuffle=True)
model = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
steps = samples = 0


def backward(inputs, labels):
    global samples
    samples += len(inputs)
    (nn.functional.cross_entropy(model(inputs), labels) / 4).backward()


def step():
    global steps
    optimizer.step()
    optimizer.zero_grad()
    steps += 1


def counter():
    for number, batch in enumerate(loader, start=1):
        backward(*batch)
        if number % 4 == 0 or number == len(loader):
            step()


def ahead():
    iterator = iter(loader)
    while batches := list(itertools.islice(iterator, 4)):
        for batch in batches:
            backward(*batch)
        step()


def tokens():
    seen = 0
    for batch in loader:
        backward(*batch)
        seen += len(batch[0])
        if seen >= 64:
            step()
            seen = 0


def no_loader():
    for first in range(0, len(x), 4 * options.batch_size):
        for start in range(first, min(first + 4 * options.batch_size, len(x)), options.batch_size):
            backward(x[start : start + options.batch_size], y[start : start + options.batch_size])
        step()


def accelerate():
    global model, optimizer, loader
    from accelerate import Accelerator

    accelerator = Accelerator(cpu=True, gradient_accumulation_steps=4)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)

    def epoch():
        global steps, samples
        for inputs, labels in loader:
            with accelerator.accumulate(model):
                accelerator.backward(nn.functional.cross_entropy(model(inputs), labels))
                samples += len(inputs)
                optimizer.step()
                optimizer.zero_grad()
                steps += accelerator.sync_gradients

    return epoch


forms = {"counter": counter, "ahead": ahead, "tokens": tokens, "no-loader": no_loader}
epoch = accelerate() if options.form == "accelerate" else forms[options.form]
for _ in range(options.epochs):
    epoch()
print(f"steps {steps} samples {samples}")
