"""A training with Accelerate that recreates its loader for each epoch, from the size of the first one."""

import torch
from accelerate import Accelerator
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
accelerator = Accelerator(cpu=True)
data = TensorDataset(torch.randn(1000, 8), torch.randint(0, 2, (1000,)))
first = DataLoader(data, batch_size=32, shuffle=True)
model = torch.nn.Linear(8, 2)
model, optimizer = accelerator.prepare(model, torch.optim.SGD(model.parameters(), lr=0.1))
steps = samples = 0
for epoch in range(3):
    for x, y in accelerator.prepare(DataLoader(data, batch_size=first.batch_size, shuffle=True)):
        optimizer.zero_grad()
        accelerator.backward(torch.nn.functional.cross_entropy(model(x), y))
        optimizer.step()
        steps, samples = steps + 1, samples + len(x)
print(f"counted {steps} {samples}")
