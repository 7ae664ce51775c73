"""Handwritten data pipes, without a PyTorch loader: python script.py [--batch-size 30]

Read, map, shuffle in a buffer, batch, collate into a dictionary, and prefetch two batches in a thread. 1,000 samples,
so that the last batch of an epoch has 10.
"""

import argparse
import queue
import random
import threading

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=30)
parser.add_argument("--epochs", type=int, default=20)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)


class Pipe:
    def __init__(self, source):
        self.source = source

    def __iter__(self):
        return iter(self.source())

    def map(self, function):
        return Pipe(lambda: (function(item) for item in self))

    def shuffle(self, size, dice):
        def shuffled():
            buffer = []
            for item in self:
                buffer.append(item)
                if len(buffer) > size:
                    yield buffer.pop(dice.randrange(len(buffer)))
            dice.shuffle(buffer)
            yield from buffer

        return Pipe(shuffled)

    def batch(self, size):
        def batched():
            batch = []
            for item in self:
                batch.append(item)
                if len(batch) == size:
                    yield batch
                    batch = []
            if batch:
                yield batch

        return Pipe(batched)

    def ahead(self, count):
        def prefetched():
            waiting = queue.Queue(count)

            def fill():
                for item in self:
                    waiting.put(item)
                waiting.put(None)

            threading.Thread(target=fill, daemon=True).start()
            while (item := waiting.get()) is not None:
                yield item

        return Pipe(prefetched)


def collate(rows):
    return {
        "features": torch.tensor([features for features, _ in rows]),
        "label": torch.tensor([label for _, label in rows]),
    }


dice = random.Random(0)
pipe = (
    Pipe(lambda: range(1_000))
    .map(lambda n: ([(n * k) % 17 / 17 for k in range(12)], n % 3))
    .shuffle(100, dice)
    .batch(options.batch_size)
    .map(collate)
    .ahead(2)
)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 3))

    def forward(self, features, label):
        logits = self.layers(features)
        return nn.functional.cross_entropy(logits, label), logits


model = Network()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
steps = samples = 0
for epoch in range(options.epochs):
    for batch in pipe:
        loss, _ = model(**batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, samples = steps + 1, samples + len(batch["label"])
print(f"steps {steps} samples {samples}")
