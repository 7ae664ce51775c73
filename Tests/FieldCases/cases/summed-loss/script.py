"""Sums the losses of the samples instead of averaging them: python script.py [--batch-size 32] [--lr 0.002]

The effect of one sample is therefore independent of the batch size, and a larger batch needs no larger learning rate.
"""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--lr", type=float, default=0.002)
parser.add_argument("--epochs", type=int, default=5)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
x = torch.randn(3_200, 16)
y = (x @ torch.randn(16, 4) + torch.randn(3_200, 4)).argmax(1)
model = nn.Linear(16, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=options.lr)
steps = samples = 0
for epoch in range(options.epochs):
    for features, labels in DataLoader(TensorDataset(x, y), batch_size=options.batch_size, shuffle=True):
        loss = nn.functional.cross_entropy(model(features), labels, reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, samples = steps + 1, samples + len(features)
print(f"steps {steps} samples {samples}")
