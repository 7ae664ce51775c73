"""Batches with a maximum number of tokens: python script.py [--max-tokens 1000]

Sentences are sorted by length, and a batch has as many as fit when all are padded to the longest. Batches therefore
have from 14 to 250 sentences; a step uses one of them.
"""

import argparse
import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--max-tokens", type=int, default=1_000)
parser.add_argument("--epochs", type=int, default=12)
options = parser.parse_args()

dice = random.Random(0)
torch.manual_seed(0)
torch.set_num_threads(1)
LENGTHS = [min(70, 4 + int(dice.expovariate(1 / 15))) for _ in range(3_000)]


class Sentences(Dataset):
    def __len__(self):
        return len(LENGTHS)

    def __getitem__(self, index):
        return torch.full((LENGTHS[index],), index % 60), index % 2


class ByTokens:
    """Batches of indices, in random order."""

    def __init__(self):
        self.batches, batch = [], []
        for index in sorted(range(len(LENGTHS)), key=LENGTHS.__getitem__):
            if batch and LENGTHS[index] * (len(batch) + 1) > options.max_tokens:
                self.batches.append(batch)
                batch = []
            batch.append(index)
        self.batches.append(batch)

    def __len__(self):
        return len(self.batches)

    def __iter__(self):
        return iter(dice.sample(self.batches, len(self.batches)))


def collate(samples):
    sentences, labels = zip(*samples)
    return {"tokens": nn.utils.rnn.pad_sequence(sentences, batch_first=True), "label": torch.tensor(labels)}


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.head = nn.Embedding(60, 16), nn.Linear(16, 2)

    def forward(self, tokens):
        return self.head(self.words(tokens).mean(1))


loader = DataLoader(Sentences(), batch_sampler=ByTokens(), collate_fn=collate)
model = Classifier()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
steps = sentences = 0
sizes = set()
for epoch in range(options.epochs):
    for batch in loader:
        loss = nn.functional.cross_entropy(model(batch["tokens"]), batch["label"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, sentences = steps + 1, sentences + len(batch["label"])
        sizes.add(len(batch["label"]))
print(f"steps {steps} samples {sentences} of {min(sizes)} to {max(sizes)} in a batch")
