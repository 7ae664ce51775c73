"""A sweep of the transformer."""

from parts import models
from parts.sweeps import sweep

TITLE = "The transformer"
WANTS, LEAST = 45, 25


def measure(check, seconds):
    sweep(check, "transformer", models.transformer(check), seconds)
