"""Commands that end within their time, with all that they started."""

import os
import signal
import subprocess
import time
from typing import NamedTuple

# What a command gets to report once it is asked to end.
GRACE = 6


class Ended(NamedTuple):
    # None where it was ended because its time was up.
    code: int | None
    seconds: float

    def __str__(self):
        return f"{'cut short' if self.code is None else f'exit code {self.code}'} after {self.seconds:.0f} s"


def signal_group(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def end(process):
    """Asks the process itself first, so that it can report, and then its whole group."""
    if process.poll() is None:
        process.terminate()
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                process.wait(GRACE if number == signal.SIGTERM else 1)
                break
            except subprocess.TimeoutExpired:
                signal_group(process, number)
    signal_group(process, signal.SIGKILL)
    process.wait()


def start(command, out, err, environment=None):
    """Starts a command in a group of its own, with its output in two files."""
    with open(out, "wb") as out, open(err, "wb") as err:
        return subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment,
            start_new_session=True,
        )


def run(command, out, err, seconds, environment=None):
    """Runs a command, and ends it after so many seconds; its report may take some more."""
    began = time.monotonic()
    process = start(command, out, err, environment)
    try:
        code = process.wait(max(1, seconds))
    except subprocess.TimeoutExpired:
        code = None
    finally:
        end(process)
    return Ended(code, time.monotonic() - began)
