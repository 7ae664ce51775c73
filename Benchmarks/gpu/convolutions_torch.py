"""A small convolutional network on random images in device memory, in PyTorch."""

import convolutions
import torch
from torch import nn

arguments = convolutions.options()
torch.manual_seed(arguments.seed)
device = torch.device(arguments.device)

pictures, labels = convolutions.pictures(arguments.samples, arguments.size, arguments.seed)
pictures, labels = torch.from_numpy(pictures).to(device), torch.from_numpy(labels).to(device)

model = nn.Sequential(
    nn.Conv2d(1, 32, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(32, 64, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(64 * (arguments.size // 2) ** 2, 128),
    nn.ReLU(),
    nn.Linear(128, 10),
).to(device)
with torch.no_grad():
    for parameter, values in zip(model.parameters(), convolutions.starting_weights(arguments.size, arguments.seed)):
        parameter.copy_(torch.from_numpy(values))
optimizer = torch.optim.SGD(model.parameters(), lr=arguments.learning_rate, momentum=0.9)

for epoch in range(1, arguments.epochs + 1):
    for batch in torch.randperm(arguments.samples, device=device).split(arguments.batch_size):
        loss = nn.functional.cross_entropy(model(pictures[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: loss {loss.item():.4f}", flush=True)
