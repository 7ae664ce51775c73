"""A training with a loss scaler whose gradients overflow at every eighth step, which the scaler skips."""

import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
torch.set_num_threads(1)
loader = DataLoader(TensorDataset(torch.randn(512, 8), torch.randint(0, 2, (512,))), batch_size=32, shuffle=True)
model = torch.nn.Linear(8, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu", init_scale=2.0, growth_interval=1_000_000)
batches = samples = 0
for epoch in range(3):
    for x, y in loader:
        batches, samples = batches + 1, samples + len(x)
        loss = torch.nn.functional.cross_entropy(model(x), y)
        if batches % 8 == 0:
            loss = loss * float("inf")
        optimizer.zero_grad()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
print(f"counted {batches} {samples}")
