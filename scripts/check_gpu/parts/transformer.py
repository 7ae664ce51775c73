"""A sweep of a small transformer."""

from parts import models
from parts.sweeps import sweep

TITLE = "A small transformer"
WANTS, LEAST = 45, 25


def measure(check, seconds):
    sweep(check, "transformer", models.small_transformer(check), seconds)
