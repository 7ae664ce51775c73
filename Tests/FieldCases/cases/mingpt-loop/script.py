"""A trainer that draws with replacement and counts iterations, like minGPT's: python script.py [--batch-size 64]

The sampler has 10,000,000,000 samples, so that the loader never ends; the training ends after --iterations.
"""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, RandomSampler

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--iterations", type=int, default=500)
options = parser.parse_args()

torch.manual_seed(3407)
torch.set_num_threads(1)


class Sorting(Dataset):
    """Six digits, and the same digits sorted."""

    def __len__(self):
        return 10_000

    def __getitem__(self, index):
        digits = torch.randint(3, (6,), generator=torch.Generator().manual_seed(index))
        return digits, digits.sort().values


class Trainer:
    def __init__(self, model, data):
        self.model, self.data, self.callbacks = model, data, []
        self.steps = self.samples = 0

    def run(self):
        optimizer = torch.optim.AdamW(self.model.parameters(), lr=5e-4, betas=(0.9, 0.95))
        sampler = RandomSampler(self.data, replacement=True, num_samples=int(1e10))
        loader = DataLoader(self.data, sampler=sampler, batch_size=options.batch_size, num_workers=0)
        self.model.train()
        iterator = iter(loader)
        while self.steps < options.iterations:
            try:
                x, y = next(iterator)
            except StopIteration:
                iterator = iter(loader)
                x, y = next(iterator)
            loss = nn.functional.cross_entropy(self.model(x).flatten(0, 1), y.flatten())
            self.model.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            optimizer.step()
            self.steps, self.samples = self.steps + 1, self.samples + len(x)


trainer = Trainer(nn.Sequential(nn.Embedding(3, 16), nn.Linear(16, 32), nn.GELU(), nn.Linear(32, 3)), Sorting())
trainer.run()
print(f"steps {trainer.steps} samples {trainer.samples}")
