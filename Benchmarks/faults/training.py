"""A training that uses the event protocol (docs/protocol.md) and, on request, abuses it.

Usage: training.py --batch-size N [--steps N] [--step-seconds S] [--hold-bytes N] [--child] [--obeys] [--abuse KIND]
                   [--abuse-step K] [--seed N]

A step only sleeps. It ends by itself after --limit-seconds. --child starts a child process that ignores SIGTERM.
--abuse writes the abuse KIND to the socket once, after step K.
"""

import argparse
import json
import os
import random
import signal
import socket
import sys
import time


def parsed():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--step-seconds", type=float, default=0.01)
    parser.add_argument("--hold-bytes", type=int, default=0)
    parser.add_argument("--limit-seconds", type=float, default=60)
    parser.add_argument("--child", action="store_true")
    parser.add_argument("--obeys", action="store_true")
    parser.add_argument("--abuse", default="")
    parser.add_argument("--abuse-step", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


class Events:
    """Client of the event socket; without a socket its methods do nothing."""

    def __init__(self):
        self.path = os.environ.get("HEADROOM_EVENTS", "")
        self.socket = self.another()

    def another(self):
        """Opens another connection; None where it is refused."""
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(self.path)
        except OSError:
            return None
        connection.settimeout(10)
        return connection

    def write(self, data):
        try:
            if self.socket:
                self.socket.sendall(data)
        except OSError:
            self.socket = None

    def say(self, event, **fields):
        self.write((json.dumps({"event": event, **fields}) + "\n").encode())

    def asked_batch_size(self):
        if not self.socket:
            return None
        try:
            data = self.socket.recv(4096, socket.MSG_DONTWAIT)
            return json.loads(data.splitlines()[-1])["set"]["batchSize"]
        except (OSError, ValueError, KeyError, IndexError):
            return None


options = parsed()
dice = random.Random(options.seed)
events = Events()
at_shift = 0.0
at_scale = 1.0
step = 0
total = 0


def line(**changes):
    fields = {"event": "step", "at": time.monotonic(), "step": step, "totalSamples": total, **changes}
    return (json.dumps(fields) + "\n").encode()


def raw(text):
    events.write(text.encode() + b"\n")


def abuse(kind):
    """Performs the abuse KIND once; the training continues afterwards."""
    global at_shift, at_scale
    if kind == "random bytes":
        events.write(dice.randbytes(dice.randrange(1, 200_000)) + b"\n")
    elif kind == "half lines":
        for _ in range(20):
            text = line()
            cut = dice.randrange(1, len(text))
            events.write(text[:cut])
            time.sleep(0.002)
            events.write(text[cut:] if dice.random() < 0.5 else b"\n")
    elif kind == "unfinished line":
        events.write(line()[: dice.randrange(1, 60)])
        time.sleep(0.05)
        events.socket.close()
        events.socket = events.another()
    elif kind == "flood of steps":
        events.write(b"".join(line() for _ in range(1000)) * 100)
    elif kind == "flood of rubbish":
        events.write(b'{"event":"step","at":oops}\nhello\n\x01\xff\n' * 33_000)
    elif kind == "flood of empty lines":
        events.write(b"\n" * 2_000_000)
    elif kind == "flood of phases":
        phases = ["evaluation", "training"]
        lines = [
            json.dumps({"event": "phase", "at": time.monotonic(), "step": step, "phase": phases[n % 2]}) + "\n"
            for n in range(1000)
        ]
        events.write("".join(lines).encode() * 50)
    elif kind == "flood of evaluations":
        for _ in range(20_000):
            events.write(b'{"event":"evaluation","step":%d,"split":"test","accuracy":0.5,"loss":1.5}\n' % step)
    elif kind == "long line":
        events.write(b'{"event":"' + b"x" * 10_000_000 + b'"}\n')
    elif kind == "long line of a step":
        events.write(line(loss=1.0, note="y" * dice.choice([65_000, 65_536, 70_000, 1_000_000])))
    elif kind == "deep nesting":
        depth = dice.choice([100, 513, 10_000, 30_000])
        raw('{"event":"step","at":' + "[" * depth + "]" * depth + "}")
        raw("[" * depth)
        raw('{"a":' * (depth // 6))
    elif kind == "wrong order":
        events.say("end", step=step, totalSamples=total)
        events.say("batchSize", batchSize=64, fromStep=step - 5)
        events.say("epoch", at=time.monotonic(), step=step + 1000)
        events.say("phase", at=time.monotonic() - 5, step=1, phase="evaluation")
        events.say("hello", step=0)
        events.say("phase", at=time.monotonic(), step=step, phase="training")
    elif kind == "negative numbers":
        events.write(line(step=-5) + line(totalSamples=-1) + line(seconds=-1.0) + line(at=-4.0) + line(steps=-3))
        events.write(line(samples=-8) + line(batchSize=-8) + line(inputSeconds=-1.0) + line(pauseSeconds=-9.0))
        events.say("memory", step=-1, allocatedBytes=-5, reservedBytes=-1)
        events.say("hello", step=-9, worldSize=-2, rank=-1, trainingSamples=-100)
    elif kind == "no numbers":
        for word in ("NaN", "Infinity", "-Infinity", "null", '"7"', "true", "{}", "[]", "1e999", "-1e999"):
            for name in ("at", "step", "totalSamples", "loss", "seconds", "samples", "steps"):
                fields = {"at": time.monotonic(), "step": step, "totalSamples": total, name: "@"}
                raw(json.dumps({"event": "step", **fields}).replace('"@"', word))
    elif kind == "huge numbers":
        for value in (2**63 - 1, 2**63, 2**64, 10**30, 1e300, -(2**63)):
            for name in ("at", "step", "totalSamples", "loss", "seconds", "samples", "steps", "batchSize"):
                events.write(line(**{name: value}))
            events.say("memory", step=step, allocatedBytes=value, reservedBytes=value)
            events.say("gradient", step=step, batchSize=value, squaredNorm=1.0, count=value)
            events.say("epoch", at=time.monotonic(), step=value, samples=value)
            events.say("hello", trainingSamples=value, parameters=value, threads=value, worldSize=value, rank=value)
    elif kind == "wrong types":
        for value in ("x", None, [], {}, True, 1.5):
            for name in ("event", "at", "step", "totalSamples", "batchSize"):
                events.write(line(**{name: value}))
            events.say("hello", protocol=value, pid=value, framework=value, canSetBatchSize=value)
    elif kind == "odd text":
        events.say("hello", framework="\x1b[2J\x00\u202e" + "f" * 30_000, device="\n\t", optimizer="\ud800")
        raw('{"event":"step","event":"end","step":1,"step":2}')
        events.write(b'{"event":"hello","framework":"\xc3\x28"}\n\xef\xbb\xbf{}\n')
    elif kind == "second connection":
        other = events.another()
        if other:
            other.sendall(b'{"event":"hello","rank":1,"worldSize":2,"pid":1}\n' + line(step=3) + b"half a li")
            other.close()
    elif kind == "many connections":
        others = [events.another() for _ in range(300)]
        for other in filter(None, others):
            other.close()
    elif kind == "closed at once":
        for _ in range(30):
            other = events.another()
            if other:
                other.close()
        events.socket.close()
        events.socket = events.another()
    elif kind == "closed for good":
        events.socket.close()
        events.socket = None
    elif kind == "socket file removed":
        os.unlink(events.path)
    elif kind == "clock drifts":
        at_scale = dice.choice([0.5, 0.9, 1.1, 2.0])
    elif kind == "clock jumps forward":
        at_shift = dice.choice([1.0, 3600.0, 1e6])
    elif kind == "clock jumps back":
        at_shift = -dice.choice([0.05, 1.0, 3600.0, 1e9])
    elif kind == "clock stands still":
        at_scale = 0.0
    elif kind == "clock of the wall":
        at_shift = time.time() - time.monotonic()
    else:
        sys.exit(f"training: unknown abuse '{kind}'")


def gradients():
    """Sends valid gradient noise events, at three stages of the training."""
    for stage in range(3):
        for _ in range(int(os.environ["HEADROOM_GRADIENTS"])):
            number = max(1, stage * options.steps // 3)
            events.say("gradient", step=number, batchSize=1, squaredNorm=5 + dice.random(), count=8)
            events.say("gradient", step=number, batchSize=8, squaredNorm=1 + dice.random())


def starts_child():
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.setsid()
        time.sleep(options.limit_seconds)
        os._exit(0)


started = time.monotonic()
if options.child:
    starts_child()
held = bytearray(options.hold_bytes)
for index in range(0, len(held), 4096):
    held[index] = 1
events.say("hello", protocol=1, pid=os.getpid(), framework="faults", device="cpu", step=0, batchSizeSetBy="argument",
           canSetBatchSize=options.obeys, trainingSamples=4096)  # fmt: skip
if os.environ.get("HEADROOM_GRADIENTS"):
    gradients()
batch_size = options.batch_size or int(os.environ.get("HEADROOM_BATCH_SIZE") or 8)
due = started
while step < options.steps and time.monotonic() - started < options.limit_seconds:
    due = max(due + options.step_seconds, time.monotonic())
    time.sleep(max(0, due - time.monotonic()))
    step += 1
    total += batch_size
    now = time.monotonic()
    at = started + (now - started) * at_scale + at_shift
    events.write(line(at=at, samples=batch_size, batchSize=batch_size))
    if step % 20 == 0:
        print(f"step {step}", flush=True)
    if step == options.abuse_step and options.abuse and events.socket:
        abuse(options.abuse)
    if options.obeys and (asked := events.asked_batch_size()):
        batch_size = asked
        events.say("batchSize", batchSize=asked, fromStep=step + 1)
events.say("evaluation", step=step, split="test", accuracy=0.9, loss=0.1)
events.say("end", step=step, totalSamples=total)
