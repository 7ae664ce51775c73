"""Two or more processes that train together, each at a known pace, under torchrun."""

import time

import torch
import torch.distributed
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

torch.distributed.init_process_group("gloo")
torch.set_num_threads(1)
data = TensorDataset(torch.randn(20_000, 8), torch.randint(0, 2, (20_000,)))
model = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(8, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for x, y in DataLoader(data, batch_size=32, sampler=DistributedSampler(data)):
    time.sleep(0.02)
    loss = torch.nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
