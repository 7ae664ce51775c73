"""One of several processes, which exchange their gradients without a library: launch.py --num-processes 2 train.py

1,200 samples, 15 per batch in each process: 40 steps an epoch, with 30 samples over both.
"""

import argparse
import os
import time

import torch
from torch import distributed, nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--local_rank", type=int, required=True)
parser.add_argument("--batch-size", type=int, default=15)
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--fail-at", type=int)
options = parser.parse_args()

distributed.init_process_group("gloo")
rank, size = distributed.get_rank(), distributed.get_world_size()
torch.set_num_threads(1)
torch.manual_seed(0)
model = nn.Linear(12, 3)
x, y = torch.randn(1_200, 12), torch.randint(0, 3, (1_200,))
loader = DataLoader(TensorDataset(x[rank::size], y[rank::size]), batch_size=options.batch_size, shuffle=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
steps = samples = 0
for epoch in range(options.epochs):
    for inputs, labels in loader:
        loss = nn.functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            distributed.all_reduce(parameter.grad)
            parameter.grad /= size
        optimizer.step()
        steps, samples = steps + 1, samples + len(inputs)
        if steps == options.fail_at:
            if rank == 1:
                os._exit(7)
            time.sleep(60)  # Waits for the other, like a collective, until the launcher ends it.
print(f"rank {rank} steps {steps} samples {samples}", flush=True)
distributed.destroy_process_group()
