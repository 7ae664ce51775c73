"""A training with a default batch size, 64, that an option replaces: python script.py [--batch-size 64]"""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
parser.add_argument("--batch-size", type=int, default=64, help="samples of a step")
parser.add_argument("--epochs", type=int, default=4, help="how often each sample is seen")
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
data = TensorDataset(torch.randn(3_200, 16), torch.randint(0, 4, (3_200,)))
model = nn.Linear(16, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
steps = samples = 0
for epoch in range(options.epochs):
    for x, y in DataLoader(data, batch_size=options.batch_size, shuffle=True):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, samples = steps + 1, samples + len(x)
print(f"steps {steps} samples {samples} batch size {options.batch_size}")
