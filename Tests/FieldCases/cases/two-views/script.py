"""Contrastive learning from two views of each image: python script.py [--batch-size 32]

The data set delivers ([view, view], label), the loader ([views, views], labels), and the network takes both views of
all images at once: 64 rows for 32 images.
"""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--epochs", type=int, default=10)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)


class Views(Dataset):
    def __init__(self):
        self.images = torch.rand(1_280, 48)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return [self.images[index] + 0.1 * torch.randn(48) for _ in range(2)], -1


encoder = nn.Sequential(nn.Linear(48, 64), nn.ReLU(), nn.Linear(64, 16))
optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
loader = DataLoader(Views(), batch_size=options.batch_size, shuffle=True, drop_last=True)
steps = images = 0
for epoch in range(options.epochs):
    for views, _ in loader:
        features = nn.functional.normalize(encoder(torch.cat(views)), dim=1)
        count = len(views[0])
        similarity = features @ features.T / 0.07
        similarity.fill_diagonal_(-1e9)
        loss = nn.functional.cross_entropy(similarity, torch.arange(2 * count).roll(count))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, images = steps + 1, images + count
print(f"steps {steps} images {images}")
