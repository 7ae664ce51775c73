"""Lightning Fabric with accumulation over three batches: python script.py [--batch-size 24]

The last step of an epoch uses the remaining batches. The evaluation has a separate loader.
"""

import argparse
import logging
import warnings

import torch
from lightning.fabric import Fabric, seed_everything
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=24)
parser.add_argument("--epochs", type=int, default=30)
options = parser.parse_args()

warnings.filterwarnings("ignore")
logging.getLogger("lightning.fabric").setLevel(logging.ERROR)
seed_everything(0, verbose=False)
torch.set_num_threads(1)
fabric = Fabric(accelerator="cpu", devices=1)
fabric.launch()
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 3))
model, optimizer = fabric.setup(model, torch.optim.SGD(model.parameters(), lr=0.05))
train = TensorDataset(torch.randn(720, 10), torch.randint(0, 3, (720,)))
held_out = TensorDataset(torch.randn(100, 10), torch.randint(0, 3, (100,)))
loader, validation = fabric.setup_dataloaders(
    DataLoader(train, batch_size=options.batch_size, shuffle=True), DataLoader(held_out, batch_size=50)
)
steps = samples = 0
for epoch in range(options.epochs):
    model.train()
    for number, (x, y) in enumerate(loader, start=1):
        is_last = number % 3 == 0 or number == len(loader)
        with fabric.no_backward_sync(model, enabled=not is_last):
            fabric.backward(nn.functional.cross_entropy(model(x), y) / 3)
        samples += len(x)
        if is_last:
            fabric.clip_gradients(model, optimizer, max_norm=1.0)
            optimizer.step()
            optimizer.zero_grad()
            steps += 1
    model.eval()
    with torch.no_grad():
        loss = sum(nn.functional.cross_entropy(model(x), y).item() for x, y in validation)
fabric.print(f"steps {steps} samples {samples}")
