"""Halves its batch size on an out-of-memory error, as some scripts do: torch_retries.py BATCH_SIZE."""

import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)
data = TensorDataset(torch.randn(4096, 64), torch.randint(0, 10, (4096,)))
model = nn.Linear(64, 10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)


def train(batch_size):
    for epoch in range(1000):
        for images, labels in DataLoader(data, batch_size=batch_size, shuffle=True):
            activations = torch.zeros(len(images), 1_000_000)  # 4 MB per sample.
            loss = nn.functional.cross_entropy(model(images), labels) + activations[0, 0]
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


batch_size = int(sys.argv[1])
while True:
    try:
        train(batch_size)
        break
    except RuntimeError as error:
        print(error, file=sys.stderr)
        batch_size //= 2
