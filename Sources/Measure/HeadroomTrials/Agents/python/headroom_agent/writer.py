"""Sending end of the event socket in this process (docs/protocol.md)."""

import json
import os
import select
import socket
import time


class Writer:
    """Writes lines without blocking: data that the socket does not accept at once is dropped."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._socket.setblocking(False)
        self._unsent = b""
        self._received = b""
        self._asked = select.poll()
        self._asked.register(self._socket, select.POLLIN)
        # A forked worker inherits this socket, but must not write to it.
        os.register_at_fork(after_in_child=self.close)

    def write(self, event):
        """Writes an event; returns whether the socket accepted it."""
        return self.write_line(json.dumps(event, separators=(",", ":")))

    def write_waiting(self, event, seconds=1.0):
        """Writes a line that must not be lost, waiting for up to `seconds`."""
        self._unsent += json.dumps(event, separators=(",", ":")).encode() + b"\n"
        until = time.monotonic() + seconds
        while self._socket is not None and self._unsent and time.monotonic() < until:
            select.select([], [self._socket], [], 0.1)
            try:
                self._unsent = self._unsent[self._socket.send(self._unsent):]
            except BlockingIOError:
                pass
            except OSError:
                self.close()

    def write_line(self, text):
        if self._socket is None:
            return False
        line = text.encode() + b"\n"
        try:
            if self._unsent:  # A line that was sent in part must be completed before the next one.
                self._unsent = self._unsent[self._socket.send(self._unsent):]
            if not self._unsent:
                self._unsent = line[self._socket.send(line):]
                return True
        except BlockingIOError:
            pass
        except OSError:
            self.close()
        return False

    def commands(self):
        """Returns the commands of Headroom since the last call."""
        if self._socket is None or not self._asked.poll(0):
            return []
        try:
            self._received += self._socket.recv(4096)
        except BlockingIOError:
            return []
        except OSError:
            self.close()
            return []
        *lines, self._received = self._received.split(b"\n")
        found = []
        for line in lines:
            try:
                found.append(json.loads(line))
            except ValueError:
                pass
        return found

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None
