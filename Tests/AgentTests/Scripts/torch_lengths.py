"""Trains on samples of different lengths, and prints the lengths of each first batch: torch_lengths.py KIND."""

import json
import sys

import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler

kind = sys.argv[1]
torch.manual_seed(0)
torch.set_num_threads(1)
longest = 8 if kind == "uniform" else 200


class Sequences(Dataset):
    """A sample in a hundred is long; the others are short, with some noise."""

    def __init__(self, count):
        self.lengths = [8] * count
        if kind != "uniform":
            self.lengths[50::100] = range(longest, longest - count // 100, -1)

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, index):
        if kind == "failing" and len(self) == 1000 and index == 3:
            raise ValueError("this sample is broken")
        if kind == "text":
            return {"text": "x" * self.lengths[index], "label": index % 4}
        if kind == "tokens":
            return {"tokens": [1] * self.lengths[index], "label": index % 4}
        return torch.rand(self.lengths[index]), index % 4


def collate(samples):
    if kind == "text":
        samples = [(torch.ones(len(sample["text"])), sample["label"]) for sample in samples]
    if kind == "tokens":
        samples = [(torch.tensor(sample["tokens"]).float(), sample["label"]) for sample in samples]
    sequences, labels = zip(*samples)
    return nn.utils.rnn.pad_sequence(sequences, batch_first=True), torch.tensor(labels), [len(s) for s in sequences]


class OwnBatches(BatchSampler):
    """May limit the sum of the lengths: the agent must not change its batches."""


data, held_out = Sequences(1000), Sequences(500)
how = dict(batch_size=16, shuffle=True)
if kind == "own-batches":
    how = dict(batch_sampler=OwnBatches(RandomSampler(data), 16, False))
if kind == "workers":
    how.update(num_workers=2)
if kind == "persistent":
    how.update(num_workers=1, persistent_workers=True)
if kind == "failing":
    how.update(sampler=[index for index in range(1000) if index != 3] + [3], shuffle=False)
if kind == "part":
    how.update(sampler=torch.utils.data.SubsetRandomSampler(range(500, 1000)), shuffle=False)
loader = DataLoader(data, collate_fn=collate, **how)
model = nn.Linear(1, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
first, evaluated, drawn = [], [], []
for epoch in range(2):
    for number, (sequences, labels, lengths) in enumerate(loader):
        if number == 0:
            first.append(sorted(lengths, reverse=True))
            drawn.append(torch.rand(1).item())
        nn.functional.cross_entropy(model(sequences.sum(1, keepdim=True)), labels).backward()
        optimizer.step()
        optimizer.zero_grad()
        if number == 20:
            break
    with torch.no_grad():
        for sequences, labels, lengths in DataLoader(held_out, batch_size=4, collate_fn=collate):
            evaluated.append(sorted(lengths, reverse=True))
            break
print(json.dumps(dict(first=first, evaluated=evaluated, drawn=drawn)))
