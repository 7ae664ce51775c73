"""A training whose learning follows known laws: no model, but steps, losses and accuracies as one would report them.

After u updates at a learning rate r the test accuracy is 0.95 - 0.85 exp(-r u / 2), less 0.05 for each doubling of the
batch size beyond --threshold. Seeds change it by less than 0.002.
"""

import argparse
import json
import math
import os
import random
import socket
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--epochs", type=int, default=4)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--samples", type=int, default=1024)
parser.add_argument("--threshold", type=int, default=1 << 30)
parser.add_argument("--optimizer", default="sgd")
parser.add_argument("--shuffled", action="store_true", help="the labels are not those of the samples")
parser.add_argument("--adds", action="store_true", help="the loss is a sum over the batch")
parser.add_argument("--diverges-from", type=int, default=1 << 30)
parser.add_argument("--silent", action="store_true", help="says nothing of its test data")
parser.add_argument("--fails-at", type=int, help="a batch size at which it ends with an error")
parser.add_argument("--breaks-at", type=int, help="a batch size at which it fails on the way, with seed 1 and a rate of 0.1")
parser.add_argument("--hangs-at", type=int, help="a batch size at which it hangs, with seed 1 and a rate of 0.1")
parser.add_argument("--reticent", action="store_true", help="says nothing of its optimizer and its samples")
parser.add_argument("--ranks", type=int, default=1, help="so many processes train together, each on its share")
arguments = parser.parse_args()
generator = random.Random(arguments.seed)
moved = generator.uniform(-0.002, 0.002)

rank = 0
for other in range(1, arguments.ranks):
    if os.fork() == 0:
        rank = other
        break
share = (arguments.samples + arguments.ranks - 1) // arguments.ranks

events = socket.socket(socket.AF_UNIX)
if "HEADROOM_EVENTS" in os.environ:
    events.connect(os.environ["HEADROOM_EVENTS"])


def say(event, **fields):
    if "HEADROOM_EVENTS" in os.environ:
        events.sendall((json.dumps({"event": event, **fields}) + "\n").encode())


def accuracy(updates):
    if arguments.shuffled:
        return 0.1 + generator.uniform(-0.002, 0.002)
    lost = 0.05 * max(0.0, math.log2(arguments.batch_size / arguments.threshold))
    return max(0.0, 0.95 - 0.85 * math.exp(-arguments.lr * updates / 2) - lost + moved)


if arguments.batch_size == arguments.fails_at:
    sys.exit("the labels could not be read")
known = {"trainingSamples": share, "optimizer": f"{arguments.optimizer} learningRate={arguments.lr}"}
say(
    "hello", protocol=1, pid=os.getpid(), device="cpu", step=0, rank=rank, worldSize=arguments.ranks,
    **({} if arguments.reticent else known),
)
step = total = 0
for epoch in range(1, arguments.epochs + 1):
    left = share
    while left > 0:
        # Without a reported number of samples it repeats its data, so that no batch is too large for it.
        size = arguments.batch_size if arguments.reticent else min(left, arguments.batch_size)
        left -= size
        began = time.monotonic()
        time.sleep(0.0005 + 0.000001 * size)
        step, total = step + 1, total + size
        if step == 5 and (arguments.batch_size, arguments.seed, arguments.lr) == (arguments.hangs_at, 1, 0.1):
            time.sleep(600)
        if step == 5 and (arguments.batch_size, arguments.seed, arguments.lr) == (arguments.breaks_at, 1, 0.1):
            sys.exit("OSError: the file server is gone")
        diverged = arguments.batch_size >= arguments.diverges_from and step > 2
        loss = 2.3 * math.exp(-arguments.lr * (step - 1) / 2) * (size if arguments.adds else 1)
        now = time.monotonic()
        say(
            "step", at=now, step=step, totalSamples=total, samples=size, seconds=now - began,
            **({"diverged": True} if diverged else {"loss": loss}),
        )
    if not arguments.silent and rank == 0:
        print(f"epoch {epoch}: test accuracy {100 * accuracy(step):.2f}%", flush=True)
say("end", step=step, totalSamples=total)
if rank == 0:
    for _ in range(1, arguments.ranks):
        os.wait()
