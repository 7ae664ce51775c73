"""A script's own counts of its training, to compare with the agent's."""

import hashlib
import json


class Counts:
    def __init__(self):
        self.steps = self.samples = 0
        self.sizes = set()
        self.losses = []

    def batch(self, size):
        self.samples += size
        self.sizes.add(size)

    def step(self, loss=None):
        self.steps += 1
        if loss is not None:
            self.losses.append(loss)

    def print(self):
        digest = hashlib.sha256(repr(self.losses).encode()).hexdigest()
        print(json.dumps(dict(steps=self.steps, samples=self.samples, sizes=sorted(self.sizes), digest=digest)))
