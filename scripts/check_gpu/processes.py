"""Commands that end within their time, with all that they started."""

import os
import signal
import subprocess
import time
from typing import NamedTuple

# What a command gets to report once it is asked to end.
GRACE = 6


class Stop(BaseException):
    """The check was told to end."""


# Whether it was told so. The command that runs is then ended as if its time were up, and no other is started; so the
# part that measures writes what it has.
told_to_end = False


def end_on(*numbers):
    """Ends the check in good order on these signals."""

    def stop(*_):
        global told_to_end
        if not told_to_end:
            told_to_end = True
            raise Stop

    for number in numbers:
        signal.signal(number, stop)


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


def start(command, out, err, environment=None, folder=None):
    """Starts a command in a group of its own, with its output in two files."""
    if told_to_end:
        raise Stop
    with open(out, "wb") as out, open(err, "wb") as err:
        return subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment,
            cwd=folder, start_new_session=True,
        )


def run(command, out, err, seconds, environment=None, folder=None):
    """Runs a command, and ends it after so many seconds; its report may take some more."""
    began = time.monotonic()
    process = start(command, out, err, environment, folder)
    try:
        code = process.wait(max(1, seconds))
    except (subprocess.TimeoutExpired, Stop):
        code = None
    finally:
        end(process)
    return Ended(code, time.monotonic() - began)
