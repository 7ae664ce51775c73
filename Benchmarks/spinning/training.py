"""A small perceptron in PyTorch, as a user would write it, without Headroom support.

Usage: training.py SECONDS THREADS BATCH [passive]      passive: the script itself lets threads sleep while they wait
"""

import os
import sys
import time

if "passive" in sys.argv:
    os.environ["OMP_WAIT_POLICY"] = "passive"

import torch

seconds, threads, batch = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
torch.manual_seed(0)
torch.set_num_threads(threads)
data = torch.utils.data.TensorDataset(torch.randn(16_384, 64), torch.randint(0, 10, (16_384,)))
loader = torch.utils.data.DataLoader(data, batch_sampler=torch.utils.data.BatchSampler(
    torch.utils.data.RandomSampler(data), batch, drop_last=True))
model = torch.nn.Sequential(
    torch.nn.Linear(64, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512), torch.nn.ReLU(), torch.nn.Linear(512, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
loss_of = torch.nn.CrossEntropyLoss()
steps, started = 0, time.monotonic()
while time.monotonic() < started + seconds:
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = loss_of(model(inputs), labels)
        loss.backward()
        optimizer.step()
        steps += 1
        if time.monotonic() >= started + seconds:
            break
elapsed = time.monotonic() - started
print(f"{steps} steps, {steps * batch / elapsed:.0f} samples/s, loss {loss.item():.3f}")
