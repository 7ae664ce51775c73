"""Trains in numpy; its only output is a tqdm bar for each epoch: python script.py [batch size]

3 epochs of 200 steps, which take 10 ms each; at the end of an epoch the bar restarts.
"""

import sys
import time

import numpy
from tqdm import tqdm

batch_size = int(sys.argv[1]) if len(sys.argv) > 1 else 16
generator = numpy.random.default_rng(0)
weights = numpy.zeros(8)
for epoch in range(3):
    due = time.monotonic()
    with tqdm(total=200, desc=f"Epoch {epoch}", mininterval=0.1, ncols=100) as bar:
        for step in range(200):
            x = generator.normal(size=(batch_size, 8))
            error = x @ (weights - 1)
            weights -= 0.05 * x.T @ error / batch_size
            due += 0.01
            time.sleep(max(0, due - time.monotonic()))
            bar.set_postfix_str(f"bs={batch_size} loss={(error**2).mean():.4f}", refresh=False)
            bar.update()
print(f"steps 600 samples {600 * batch_size}")
