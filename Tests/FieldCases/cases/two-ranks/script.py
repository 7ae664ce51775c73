"""Data parallelism on two processes: torchrun --nproc-per-node 2 script.py [--batch-size 25]

Each has half of 2,000 samples, 25 per batch: 40 steps an epoch, with 50 samples over both. Only rank 0 evaluates.
"""

import argparse
import os

import torch
from torch import distributed, nn
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=25)
parser.add_argument("--epochs", type=int, default=12)
options = parser.parse_args()

distributed.init_process_group("gloo")
rank = int(os.environ["RANK"])
torch.manual_seed(0)
torch.set_num_threads(1)
data = TensorDataset(torch.randn(2_000, 12), torch.randint(0, 3, (2_000,)))
sampler = DistributedSampler(data)
loader = DataLoader(data, batch_size=options.batch_size, sampler=sampler)
network = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 3))
model = nn.parallel.DistributedDataParallel(network)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
steps = samples = 0
for epoch in range(options.epochs):
    sampler.set_epoch(epoch)
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, samples = steps + 1, samples + len(x)
    if rank == 0:
        with torch.no_grad():
            right = sum((network(x).argmax(1) == y).sum().item() for x, y in DataLoader(data, batch_size=500))
    distributed.barrier()
if rank == 0:
    print(f"steps {steps} samples of this rank {samples}", flush=True)
distributed.destroy_process_group()
