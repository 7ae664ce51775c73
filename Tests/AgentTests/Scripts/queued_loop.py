"""A device that needs 5 ms for a step, and a program that only queues its steps, as in JAX: three epochs of twenty."""

import time

from counts import Counts
from headroom_agent import pause, step

STEP_SECONDS = 0.005
free_at = 0.0


class Queued:
    """Loss of a step that the device has not completed yet."""

    size = 1

    def __init__(self):
        global free_at
        free_at = self.ready_at = max(free_at, time.monotonic()) + STEP_SECONDS

    def block_until_ready(self):
        time.sleep(max(0.0, self.ready_at - time.monotonic()))

    def __float__(self):
        self.block_until_ready()
        return 1.0


counts = Counts()
for epoch in range(3):
    for _ in range(20):
        loss = Queued()
        step(8, result=loss)
        counts.batch(8)
        counts.step()
    with pause():
        time.sleep(0.1)
counts.print()
