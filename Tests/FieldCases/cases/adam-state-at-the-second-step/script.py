"""Adam's moments exist from the first step on, which follows 12 batches: python script.py [--batch-size 8]

Memory, by construction: a batch takes 1 MiB per sample; the parameters take 16 MiB, the gradients 16, and from the
first step on the moments 32. Until then a batch therefore has 32 MiB more available. --measure prints the memory
without samples after it in MiB, from MEMORY_FIELD of /proc/self/status.
"""

import argparse
import ctypes
import os

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=8)
parser.add_argument("--batches", type=int, default=60)
parser.add_argument("--accumulate", type=int, default=12)
parser.add_argument("--measure", action="store_true")
options = parser.parse_args()

# The C library may keep or release a freed block of up to 32 MiB; above 1 MiB it then always releases it.
M_MMAP_THRESHOLD = -3
ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 1 << 20)
torch.manual_seed(1)
torch.set_num_threads(1)
MEBIBYTE = 262_144  # float32 values
data = TensorDataset(torch.randn(6_000, 8), torch.randint(0, 3, (6_000,)))
table = nn.Parameter(torch.zeros(16 * MEBIBYTE))
head = nn.Linear(8, 3)
optimizer = torch.optim.Adam([table, *head.parameters()], lr=1e-3, foreach=False)
table.grad = torch.zeros_like(table)  # Kept all the time, as with set_to_none=False.


def batch(x, y):
    held = torch.ones(len(x), MEBIBYTE)
    loss = nn.functional.cross_entropy(head(x), y) + 0 * held[0, 0]
    loss.backward()


def megabytes():
    kilobytes = dict(line.split()[:2] for line in open("/proc/self/status") if line.endswith("kB\n"))
    return int(kilobytes[os.environ.get("MEMORY_FIELD", "RssAnon") + ":"]) // 1024


if options.measure:
    batch(*data[:1])
    optimizer.step()
    batch(*data[:1])
    print(megabytes())
    raise SystemExit

batches = steps = samples = 0
while batches < options.batches:
    for x, y in DataLoader(data, batch_size=options.batch_size, shuffle=True):
        batch(x, y)
        batches, samples = batches + 1, samples + len(x)
        if batches % options.accumulate == 0:
            optimizer.step()
            optimizer.zero_grad(set_to_none=False)
            steps += 1
        if batches == options.batches:
            break
print(f"batches {batches} steps {steps} samples {samples}")
