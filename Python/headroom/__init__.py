"""Finds the batch size a training should use: which fits, which fills the device, up to which the model learns.

    import headroom

    result = headroom.sweep(["python", "train.py"], budget="5m")
    result.recommendation.batch_size
    result.to_pandas()

In a training, `step`, `pause` and `describe` report to Headroom what it cannot see by itself, and do nothing where it
is not watching. Everything is measured by the program `headroom`, which this package carries.
"""

from headroom._failure import HeadroomError
from headroom._largest_batch import largest_batch
from headroom._measure import compare, fit, learn, run, sweep
from headroom._result import Record, Result
from headroom._steps import describe, pause, step

__all__ = [
    "HeadroomError",
    "Record",
    "Result",
    "compare",
    "describe",
    "fit",
    "largest_batch",
    "learn",
    "pause",
    "run",
    "step",
    "sweep",
]
