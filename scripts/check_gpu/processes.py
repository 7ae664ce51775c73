"""Runs commands with a time limit, including their descendants."""

import os
import signal
import subprocess
import time
from typing import NamedTuple

# Seconds for a command's report after a request to end.
GRACE = 6


class Stop(BaseException):
    """Raised on a request to end the check."""


# Whether the check was requested to end. The running command is then ended as at its time limit, and no other is
# started, so that the current part reports its results so far.
told_to_end = False


def end_on(*numbers):
    """Ends the check in an orderly way on these signals."""

    def stop(*_):
        global told_to_end
        if not told_to_end:
            told_to_end = True
            raise Stop

    for number in numbers:
        signal.signal(number, stop)


class Ended(NamedTuple):
    # None if it was ended at its time limit.
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


def start(command, out, err, environment=None, folder=None):
    """Starts a command in a new process group, with its output in two files."""
    if told_to_end:
        raise Stop
    with open(out, "wb") as out, open(err, "wb") as err:
        return subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment,
            cwd=folder, start_new_session=True,
        )


def run(command, out, err, seconds, environment=None, folder=None):
    """Runs a command, and ends it after a number of seconds; its report may take some more."""
    began = time.monotonic()
    process = start(command, out, err, environment, folder)
    try:
        code = process.wait(max(1, seconds))
    except (subprocess.TimeoutExpired, Stop):
        code = None
    finally:
        end(process)
    return Ended(code, time.monotonic() - began)
