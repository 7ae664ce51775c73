"""Compares the engine with PyTorch: the same network on images in device memory."""

from check import Clock
from parts import models
from parts.frameworks import compare

TITLE = "The engine beside PyTorch"
WANTS, LEAST = 50, 25

BATCH_SIZES = "16,128,1024"


def measure(check, seconds):
    clock = Clock(seconds)
    environment = check.engine.environment(seconds / 2)
    size, samples = models.convolutions(check)
    options = ["--samples", str(samples), "--epochs", "100000"]
    model = ["--model", "cnn", "--image-size", str(size), "--device", check.device]
    commands = {
        "engine": [check.headroom_binary, "train", "digits", *model, *options],
        "torch": check.training("convolutions_torch", "--size", str(size), *options),
    }
    compare(check, "engine", commands, BATCH_SIZES, clock.left(), **environment)
