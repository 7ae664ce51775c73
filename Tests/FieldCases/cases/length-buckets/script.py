"""Batches of sentences of similar length: python script.py [--batch-size 32]

Six buckets, each ending with a batch of the remaining sentences: six small batches an epoch, at any position.
"""

import argparse
import random

import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--epochs", type=int, default=20)
options = parser.parse_args()

dice = random.Random(0)
torch.manual_seed(0)
torch.set_num_threads(1)
BUCKETS = {5: 210, 10: 330, 20: 170, 40: 145, 80: 105, 160: 50}  # length: sentences
LENGTHS = [length for length, count in BUCKETS.items() for _ in range(count)]


class Sentences(Dataset):
    def __len__(self):
        return len(LENGTHS)

    def __getitem__(self, index):
        return torch.full((LENGTHS[index],), index % 60), index % 2


class Bucketed(BatchSampler):
    def __init__(self):
        pass

    def batches(self):
        for length in BUCKETS:
            bucket = [index for index, own in enumerate(LENGTHS) if own == length]
            dice.shuffle(bucket)
            for first in range(0, len(bucket), options.batch_size):
                yield bucket[first : first + options.batch_size]

    def __len__(self):
        return sum(-(-count // options.batch_size) for count in BUCKETS.values())

    def __iter__(self):
        found = list(self.batches())
        dice.shuffle(found)
        return iter(found)


loader = DataLoader(Sentences(), batch_sampler=Bucketed())
words, head = nn.Embedding(60, 16), nn.Linear(16, 2)
optimizer = torch.optim.Adam([*words.parameters(), *head.parameters()], lr=1e-3)
steps = samples = short = 0
for epoch in range(options.epochs):
    for sentences, labels in loader:
        loss = nn.functional.cross_entropy(head(words(sentences).mean(1)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, samples, short = steps + 1, samples + len(labels), short + (len(labels) < options.batch_size)
print(f"steps {steps} samples {samples} short {short}")
