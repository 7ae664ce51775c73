"""Images with mixup, a loader that prefetches one batch, and a moving average: python script.py [-b 32]

Mixup needs an even number of images, so that an odd last batch is dropped. The prefetcher requests the next batch
before it returns one. The evaluation passes over the held-out images twice, with the model and with its moving average.
"""

import argparse
import copy

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("-b", "--batch-size", type=int, default=32)
parser.add_argument("-vb", "--validation-batch-size", type=int, default=None)
parser.add_argument("--epochs", type=int, default=10)
options = parser.parse_args()

torch.manual_seed(42)
torch.set_num_threads(1)


class Prefetcher:
    """Wrapper of a loader, with its attributes."""

    def __init__(self, loader):
        self.loader = loader

    def __len__(self):
        return len(self.loader)

    @property
    def dataset(self):
        return self.loader.dataset

    def __iter__(self):
        ready = None
        for images, labels in self.loader:
            if ready is not None:
                yield ready
            ready = images.sub(0.5).div(0.25), labels
        if ready is not None:
            yield ready


def mixed(images, labels):
    assert len(images) % 2 == 0, "Batch size should be even when using this"
    share = torch.distributions.Beta(0.8, 0.8).sample()
    targets = nn.functional.one_hot(labels, 5).float()
    return share * images + (1 - share) * images.flip(0), share * targets + (1 - share) * targets.flip(0)


train = TensorDataset(torch.rand(1_010, 3, 8, 8), torch.randint(0, 5, (1_010,)))
held_out = TensorDataset(torch.rand(300, 3, 8, 8), torch.randint(0, 5, (300,)))
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(288, 5))
average = copy.deepcopy(model).eval()
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
loader = Prefetcher(DataLoader(train, batch_size=options.batch_size, shuffle=True, drop_last=True))
validation = Prefetcher(DataLoader(held_out, batch_size=options.validation_batch_size or options.batch_size))
steps = samples = 0
for epoch in range(options.epochs):
    model.train()
    for images, labels in loader:
        images, targets = mixed(images, labels)
        loss = nn.functional.cross_entropy(model(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for kept, now in zip(average.state_dict().values(), model.state_dict().values()):
                kept.copy_(kept.lerp(now, 0.01) if kept.is_floating_point() else now)
        steps, samples = steps + 1, samples + len(images)
    for network in (model.eval(), average):
        with torch.no_grad():
            right = sum((network(images).argmax(1) == labels).sum().item() for images, labels in validation)
    print(f"Train: {epoch} loss {loss.item():.3f} Acc@1 {right / 3:.1f}", flush=True)
print(f"steps {steps} samples {samples}")
