"""Classifies handwritten digits with a small convolutional network, in PyTorch, without Headroom support."""

import argparse

import digits
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--data", default=".headroom/data/digits.csv", help="64 pixels and a digit on each line")
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--lr", type=float, default=0.05)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--device", default="cpu")
arguments = parser.parse_args()
torch.manual_seed(arguments.seed)

images, labels, test_images, test_labels = map(torch.from_numpy, digits.load(arguments.data))
training = TensorDataset(images, labels)
test = TensorDataset(test_images, test_labels)

model = nn.Sequential(
    nn.Conv2d(1, 32, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(32, 64, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(64 * 4 * 4, 128),
    nn.ReLU(),
    nn.Linear(128, 10),
).to(arguments.device)
with torch.no_grad():
    for parameter, values in zip(model.parameters(), digits.starting_weights(arguments.seed)):
        parameter.copy_(torch.from_numpy(values))
optimizer = torch.optim.SGD(model.parameters(), lr=arguments.lr, momentum=0.9)

for epoch in range(1, arguments.epochs + 1):
    model.train()
    for x, y in DataLoader(training, batch_size=arguments.batch_size, shuffle=True):
        loss = nn.functional.cross_entropy(model(x.to(arguments.device)), y.to(arguments.device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        right = sum(
            (model(x.to(arguments.device)).argmax(1) == y.to(arguments.device)).sum().item()
            for x, y in DataLoader(test, batch_size=arguments.batch_size)
        )
    print(f"epoch {epoch}: loss {loss.item():.4f}, test accuracy {right / len(test):.1%}", flush=True)
