"""Headroom's own workloads, trained by the engine on the device."""

import os
import pathlib

from check import ROOT, Clock

TITLE = "Taxi and digits on the device"
WANTS, LEAST = 30, 12


def measure(check, seconds):
    clock = Clock(seconds)
    environment = check.engine.environment(seconds / 3)
    folder = digits_folder(check)
    data = [] if folder else ["--samples", "5000", "--image-size", "8"]
    if folder:
        environment["HEADROOM_DATA"] = str(folder)
    else:
        check.say("", "The digits are not here: random pictures stand in for them.")
    epochs = "20" if check.on_gpu else "1"
    train(check, "digits", ["--model", "cnn", "--epochs", epochs, *data], max(10, clock.left() / 2), environment)
    train(check, "taxi", ["--seconds", f"{max(3, round(clock.left() - 10))}s"], max(15, clock.left()), environment)


def train(check, workload, options, seconds, environment):
    name = f"train-{workload}"
    model = check.work / f"{workload}.safetensors"
    command = ["train", workload, "--device", check.device, "--checkpoint", model, *options]
    check.headroom(name, *command, seconds=seconds, **environment)
    check.say("", f"`headroom train {workload} --device {check.device} {' '.join(options)}`:", "")
    check.say(*(f"    {line}" for line in check.written(name).strip().splitlines()[:6]))


def digits_folder(check):
    """Returns the folder of digits.csv, or None."""
    for folder in (os.environ.get("HEADROOM_DATA"), check.options.binaries, ROOT / ".headroom/data"):
        if folder and (pathlib.Path(folder) / "digits.csv").exists():
            return pathlib.Path(folder).resolve()
    return None
