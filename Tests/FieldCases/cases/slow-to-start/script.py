"""Reads its data for a minute before it trains: python script.py [--batch-size 32] [--load 60]"""

import argparse
import time

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--load", type=float, default=60, help="seconds before the first step")
parser.add_argument("--epochs", type=int, default=5)
options = parser.parse_args()

time.sleep(options.load)

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.utils.data import DataLoader, TensorDataset  # noqa: E402

torch.manual_seed(0)
torch.set_num_threads(1)
data = TensorDataset(torch.randn(1_600, 8), torch.randint(0, 3, (1_600,)))
model = nn.Linear(8, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
steps = 0
for epoch in range(options.epochs):
    for x, y in DataLoader(data, batch_size=options.batch_size, shuffle=True):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
print(f"steps {steps}")
