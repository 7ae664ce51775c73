"""Shards read as a stream and rebatched after the loader: python script.py [--batch-size 48]

The loader's batches have 32 samples (prebatched in the shards), the training batches 48: they are split, shuffled in a
buffer, and recombined. The stream has no length and repeats.
"""

import argparse
import io
import pathlib
import random
import tarfile

import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=48)
parser.add_argument("--steps", type=int, default=400)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
folder = pathlib.Path("shards")
folder.mkdir(exist_ok=True)
for shard in range(4):
    with tarfile.open(folder / f"{shard:06}.tar", "w") as archive:
        for number in range(150):
            content = f"{shard * 150 + number} {number % 4}".encode()
            entry = tarfile.TarInfo(f"{number:06}.txt")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


class Shards(IterableDataset):
    """Batches of 32, shard by shard, repeated forever."""

    def __iter__(self):
        dice = random.Random(0)
        while True:
            paths = sorted(folder.glob("*.tar"))
            dice.shuffle(paths)
            for path in paths:
                with tarfile.open(path) as archive:
                    words = [archive.extractfile(entry).read().split() for entry in archive]
                for first in range(0, len(words), 32):
                    part = words[first : first + 32]
                    numbers = torch.tensor([int(word[0]) for word in part])
                    yield torch.sin(numbers[:, None] * torch.arange(1, 9) / 50), torch.tensor([int(w[1]) for w in part])


def rebatched(batches):
    dice, buffer = random.Random(1), []
    for x, y in batches:
        buffer += list(zip(x, y))
        while len(buffer) >= 200 + options.batch_size:
            picked = [buffer.pop(dice.randrange(len(buffer))) for _ in range(options.batch_size)]
            yield torch.stack([x for x, _ in picked]), torch.stack([y for _, y in picked])


model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
steps = samples = 0
for x, y in rebatched(DataLoader(Shards(), batch_size=None)):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    steps, samples = steps + 1, samples + len(x)
    if steps == options.steps:
        break
print(f"steps {steps} samples {samples}")
