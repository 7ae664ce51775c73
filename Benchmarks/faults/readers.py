"""Faults of commands that read damaged files."""

import json
import pathlib
import random

from checks import Expected
from kinds import kind
import fault_environment

group = "reading"
templates = {}


def recording_of(scene):
    """Returns a complete recording of a short run, made once for the campaign."""
    if "recording" not in templates:
        running = scene.environment.start(fault_environment.command("run"))
        running.finish(60)
        templates["recording"] = (scene.environment.work / "out.recording").read_bytes()
    return templates["recording"]


@kind(group, "a recording that breaks off or is damaged", ("report broken.recording", "watch --once --replay broken.recording", "report - broken.recording"))  # fmt: skip
def broken_recording(scene):
    data = bytearray(recording_of(scene))
    dice = scene.dice
    what = dice.choice(["cut", "bytes", "lines", "empty", "random", "order"])
    if what == "cut":
        data = data[: dice.randrange(len(data))]
    elif what == "bytes":
        for _ in range(30):
            data[dice.randrange(len(data))] = dice.randrange(256)
    elif what == "lines":
        data = b"\n".join(line for line in bytes(data).split(b"\n") if dice.random() < 0.7)
    elif what == "empty":
        data = b""
    elif what == "random":
        data = dice.randbytes(20_000)
    else:
        lines = bytes(data).split(b"\n")
        dice.shuffle(lines)
        data = b"\n".join(lines)
    (scene.environment.work / "broken.recording").write_bytes(data)
    running = scene.begin()
    return running, Expected(codes=(0, 1, 3, 64))
