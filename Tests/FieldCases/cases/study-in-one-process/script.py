"""A study of several trainings in one process, each with its own loader, model and optimizer: python script.py

1,600 samples and two epochs at 16, 32 and 64: 200, 100 and 50 steps with 3,200 samples each. Between them the best so
far is evaluated.
"""

import argparse
import gc

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-sizes", type=int, nargs="*", default=[16, 32, 64])
parser.add_argument("--epochs", type=int, default=2)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
data = TensorDataset(torch.randn(1_600, 10), torch.randint(0, 3, (1_600,)))
held_out = TensorDataset(torch.randn(300, 10), torch.randint(0, 3, (300,)))
steps = samples = 0


def objective(batch_size, learning_rate):
    global steps, samples
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for epoch in range(options.epochs):
        for x, y in DataLoader(data, batch_size=batch_size, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps, samples = steps + 1, samples + len(x)
    model.eval()
    with torch.no_grad():
        right = sum((model(x).argmax(1) == y).sum().item() for x, y in DataLoader(held_out, batch_size=100))
    return right / len(held_out)


results = {}
for number, batch_size in enumerate(options.batch_sizes):
    results[number] = objective(batch_size, 1e-3 * batch_size / 16)
    gc.collect()
    print(f"trial {number} batch size {batch_size}: {results[number]:.3f}", flush=True)
print(f"steps {steps} samples {samples} best trial {max(results, key=results.get)}")
