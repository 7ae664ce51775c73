"""A training whose settings are all in one JSON file: python script.py --config FILE

1,200 samples, 24 per batch: 50 steps an epoch. The settings are copied next to the model.
"""

import argparse
import json

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--config", required=True)
with open(parser.parse_args().config) as file:
    config = json.load(file)

torch.manual_seed(0)
torch.set_num_threads(1)
count = config["data"]["samples"]
loader = DataLoader(
    TensorDataset(torch.randn(count, 16), torch.randint(0, 4, (count,))), batch_size=config["data"]["batch_size"],
    drop_last=config["data"]["drop_last"], shuffle=True,
)
model = nn.Sequential(nn.Linear(16, config["model"]["width"]), nn.ReLU(), nn.Linear(config["model"]["width"], 4))
optimizer = torch.optim.SGD(model.parameters(), lr=config["training"]["learning_rate"])
steps = samples = 0
for epoch in range(config["training"]["epochs"]):
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, samples = steps + 1, samples + len(x)
print(f"steps {steps} samples {samples}")
