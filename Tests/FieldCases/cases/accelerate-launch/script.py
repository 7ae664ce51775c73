"""A training started by 'accelerate launch': accelerate launch --cpu script.py [--batch-size 20]

Accelerate recreates the loader. The evaluation gathers its predictions. --fail-at ends it with an error.
"""

import argparse

import torch
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=20)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--fail-at", type=int)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
accelerator = Accelerator(cpu=True)
train = TensorDataset(torch.randn(1_000, 10), torch.randint(0, 3, (1_000,)))
held_out = TensorDataset(torch.randn(210, 10), torch.randint(0, 3, (210,)))
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 3))
model, optimizer, loader, validation = accelerator.prepare(
    model, torch.optim.AdamW(model.parameters(), lr=1e-3),
    DataLoader(train, batch_size=options.batch_size, shuffle=True), DataLoader(held_out, batch_size=options.batch_size),
)
steps = samples = 0
for epoch in range(options.epochs):
    model.train()
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        accelerator.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
        steps, samples = steps + 1, samples + len(x)
        if steps == options.fail_at:
            raise RuntimeError("the loss is not finite any more")
    model.eval()
    with torch.no_grad():
        right = sum((accelerator.gather_for_metrics(model(x).argmax(1)) == y).sum().item() for x, y in validation)
accelerator.print(f"steps {steps} samples {samples}")
