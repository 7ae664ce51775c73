"""Standard error of a program while it runs: shown where people see it, and kept for an exception."""

from __future__ import annotations

import os
import subprocess
import sys
import termios
import typing

LONGEST = 100_000  # bytes that are kept of the end


class Stderr:
    """progress: `auto`, a line that is drawn again, in a terminal; `plain`, a line now and then, in a notebook."""

    def __init__(self, shown: bool):
        self._shown = shown
        self._is_terminal = shown and sys.stderr is sys.__stderr__ and sys.stderr is not None and sys.stderr.isatty()
        self.progress = "none" if not shown else "auto" if self._is_terminal else "plain"
        self._kept = bytearray()

    @property
    def text(self) -> str:
        return self._kept.decode("utf-8", "replace")

    def watch(self, command: typing.List[str], environment: typing.Dict[str, str], output: typing.BinaryIO) -> int:
        """Runs a command to its end; returns its exit code, 128 + n where signal n ended it."""
        reading, writing = self._channel()
        try:
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=writing
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        try:
            self._follow(reading)
        except KeyboardInterrupt:
            # Ctrl-C reached the program as well, which now ends its trainings. An interrupt of this process alone did
            # not.
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.terminate()
                process.wait()
            raise
        finally:
            os.close(reading)
        status = process.wait()
        return status if status >= 0 else 128 - status

    def _channel(self) -> typing.Tuple[int, int]:
        """Both ends: of a terminal of the same size where there is one, since the program draws on nothing else."""
        if not self._is_terminal:
            return os.pipe()
        reading, writing = os.openpty()
        try:
            termios.tcsetwinsize(writing, termios.tcgetwinsize(2))
        except (AttributeError, termios.error):  # Python 3.10 and older
            pass
        return reading, writing

    def _follow(self, reading: int) -> None:
        while True:
            try:
                bytes_ = os.read(reading, 4096)
            except OSError:  # a terminal whose other end has been closed
                return
            if not bytes_:
                return
            self._kept += bytes_
            del self._kept[:-LONGEST]
            if not self._shown:
                continue
            if self._is_terminal:
                os.write(2, bytes_)
            elif sys.stderr is not None:
                sys.stderr.write(bytes_.decode("utf-8", "replace"))
                sys.stderr.flush()
