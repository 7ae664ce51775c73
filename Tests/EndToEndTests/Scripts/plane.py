"""A training whose steps take a known time over two axes, and that runs out of memory in a corner.

    plane.py BATCH RAYS [LARGEST]      more than LARGEST rays in a step do not fit
"""

import json
import os
import socket
import sys
import time

batch, rays = int(sys.argv[1]), int(sys.argv[2])
if batch * rays > int(sys.argv[3] if len(sys.argv) > 3 else 1 << 40):
    raise MemoryError(f"cannot allocate {batch * rays} rays")
events = None
if "HEADROOM_EVENTS" in os.environ:
    events = socket.socket(socket.AF_UNIX)
    events.connect(os.environ["HEADROOM_EVENTS"])
due = time.monotonic()
for step in range(1, 5001):
    # Steps end by one schedule, so that late wake-ups do not add up.
    due += 0.01 + 0.002 * batch + 0.0001 * batch * rays
    time.sleep(max(0, due - time.monotonic()))
    if events:
        line = {"event": "step", "at": due, "step": step, "samples": batch, "totalSamples": step * batch}
        events.send((json.dumps(line) + "\n").encode())
