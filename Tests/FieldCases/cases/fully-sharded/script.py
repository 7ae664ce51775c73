"""A model whose parameters are sharded over two processes (FSDP): torchrun --nproc-per-node 2 script.py [--batch-size
20]

800 samples, half of them for each process: 20 steps an epoch, with 40 samples over both.
"""

import argparse
import os

import torch
from torch import distributed, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=20)
parser.add_argument("--epochs", type=int, default=8)
options = parser.parse_args()

distributed.init_process_group("gloo")
torch.manual_seed(0)
torch.set_num_threads(1)
mesh = init_device_mesh("cpu", (2,))
model = nn.Sequential(*[nn.Sequential(nn.Linear(16, 16), nn.ReLU()) for _ in range(2)], nn.Linear(16, 4))
for layer in model[:2]:
    fully_shard(layer, mesh=mesh)
fully_shard(model, mesh=mesh)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, foreach=False)
data = TensorDataset(torch.randn(800, 16), torch.randint(0, 4, (800,)))
sampler = DistributedSampler(data)
loader = DataLoader(data, batch_size=options.batch_size, sampler=sampler)
steps = samples = 0
for epoch in range(options.epochs):
    sampler.set_epoch(epoch)
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, samples = steps + 1, samples + len(x)
if int(os.environ["RANK"]) == 0:
    print(f"steps {steps} samples of this rank {samples}", flush=True)
distributed.destroy_process_group()
