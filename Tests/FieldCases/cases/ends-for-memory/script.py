"""Ends for lack of memory like real trainings: python script.py WAY

    device       "CUDA out of memory" at step 60, exit code 1
    host         MemoryError, which is caught, and exit code 5
    killed       allocates 2 MiB more at each step, until the limit ends it
    words        mentions all of these in its log, and trains to its end
"""

import argparse
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("way", choices=["device", "host", "killed", "words"])
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--epochs", type=int, default=12)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
model = nn.Linear(16, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
data = TensorDataset(torch.randn(3_200, 16), torch.randint(0, 4, (3_200,)))
kept, steps = [], 0
if options.way == "words":
    print("Settings: on MemoryError retry 3 times; docs: what to do about 'CUDA out of memory' and std::bad_alloc")
for epoch in range(options.epochs):
    for x, y in DataLoader(data, batch_size=options.batch_size, shuffle=True):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        if options.way == "killed":
            kept.append(torch.ones(524_288))
        if steps == 60 and options.way == "device":
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has 1.10 GiB free")
        if steps == 60 and options.way == "host":
            try:
                raise MemoryError("cannot allocate the cache")
            except MemoryError as error:
                print(f"fatal: {type(error).__name__}: {error}", file=sys.stderr)
                sys.exit(5)
print(f"steps {steps}" + (" (Cannot allocate memory was never seen)" if options.way == "words" else ""))
