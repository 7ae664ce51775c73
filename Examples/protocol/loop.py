"""A training loop in plain Python that reports its steps to Headroom (docs/protocol.md), or trains without it.

    headroom sweep -- python -S loop.py        (-S: without the agent, which it does not need)
"""

import json
import os
import socket
import time

batch_size = int(os.environ.get("HEADROOM_BATCH_SIZE", 64))
events = None
if "HEADROOM_EVENTS" in os.environ:
    events = socket.socket(socket.AF_UNIX)
    events.connect(os.environ["HEADROOM_EVENTS"])


def train_one_step():
    time.sleep(0.002 + 0.00002 * batch_size)


for step in range(1, 5001):
    train_one_step()
    if events:
        line = {"event": "step", "at": time.monotonic(), "step": step, "totalSamples": step * batch_size}
        events.send((json.dumps(line) + "\n").encode())
