"""A sweep of ResNet-50."""

from parts import models
from parts.sweeps import sweep

TITLE = "ResNet-50 in mixed precision"
WANTS, LEAST = 85, 30


def measure(check, seconds):
    command = models.resnet(check)
    check.say("", f"`{' '.join(['Benchmarks/gpu/resnet.py', *command[2:]])}`")
    sweep(check, "resnet", command, seconds)
