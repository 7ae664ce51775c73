"""One sample in 400 is eight times as long: python script.py [--batch-size 32] [--measure]

A batch is padded to its longest sample: it takes F + 0.5 MiB per sample, and F + 4 MiB per sample with a long one in
it. --measure prints F in MiB, from MEMORY_FIELD of /proc/self/status.
"""

import argparse
import os

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--measure", action="store_true")
options = parser.parse_args()

torch.manual_seed(1)
torch.set_num_threads(1)
UNIT = 131_072  # float32 values of half a MiB
SAMPLES = 2_000


class Texts(Dataset):
    def __len__(self):
        return SAMPLES

    def __getitem__(self, index):
        return torch.full((8 if index % 400 == 200 else 1, 4), index / SAMPLES), index % 3


def collate(samples):
    texts, labels = zip(*samples)
    return nn.utils.rnn.pad_sequence(texts, batch_first=True), torch.tensor(labels)


model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def step(texts, labels):
    held = torch.ones(texts.shape[0] * texts.shape[1], UNIT)
    loss = nn.functional.cross_entropy(model(texts).sum(1), labels) + 0 * held[0, 0]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


if options.measure:
    step(*collate([Texts()[0]]))
    kilobytes = dict(line.split()[:2] for line in open("/proc/self/status") if line.endswith("kB\n"))
    print(int(kilobytes[os.environ.get("MEMORY_FIELD", "RssAnon") + ":"]) // 1024)
    raise SystemExit

steps = samples = with_long = 0
for epoch in range(options.epochs):
    for texts, labels in DataLoader(Texts(), batch_size=options.batch_size, shuffle=True, collate_fn=collate):
        step(texts, labels)
        steps, samples, with_long = steps + 1, samples + len(labels), with_long + (texts.shape[1] > 1)
print(f"steps {steps} samples {samples} batches with a long sample {with_long}")
