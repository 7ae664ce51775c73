"""The environment that `Tests/Python/run` has installed the wheel in."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LOOP = str(ROOT / "Examples/protocol/loop.py")
WORK = pathlib.Path(os.environ["HEADROOM_TEST_FOLDER"])
WHEEL = pathlib.Path(os.environ["HEADROOM_TEST_WHEEL"])
HEADROOM = str(pathlib.Path(sys.executable).parent / "headroom")
# A measurement of some seconds.
SHORT = {"budget": "15s", "batch_sizes": [8, 64], "precision": 0.5, "progress": False}


def headroom(*arguments, **options):
    """Runs the command that the wheel has installed."""
    return subprocess.run(
        [HEADROOM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, **options
    )
