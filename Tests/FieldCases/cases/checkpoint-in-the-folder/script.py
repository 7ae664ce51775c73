"""Writes checkpoint.pt into its working directory: python script.py [--batch-size 40] [--resume]

It does so after each epoch, and on SIGTERM. With --resume it continues from an existing checkpoint.
"""

import argparse
import pathlib
import signal
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=40)
parser.add_argument("--epochs", type=int, default=2)
parser.add_argument("--resume", action="store_true")
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
model = nn.Linear(20, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
path = pathlib.Path("checkpoint.pt")
steps = epoch = 0
if options.resume and path.exists():
    kept = torch.load(path)
    model.load_state_dict(kept["model"])
    optimizer.load_state_dict(kept["optimizer"])
    steps, epoch = kept["steps"], kept["epoch"]
    print(f"goes on at step {steps}", flush=True)


def save():
    torch.save(
        {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "steps": steps, "epoch": epoch}, path
    )


def end(*_):
    save()
    sys.exit(143)


signal.signal(signal.SIGTERM, end)
loader = DataLoader(
    TensorDataset(torch.randn(2_400, 20), torch.randint(0, 4, (2_400,))), batch_size=options.batch_size, shuffle=True
)
while epoch < options.epochs:
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    epoch += 1
    save()
print(f"steps {steps} epochs {epoch}")
