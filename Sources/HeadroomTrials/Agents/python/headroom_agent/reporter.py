"""What is known of this training so far, gathered into a line each 40 ms."""

import os
import sys
import time

from headroom_agent.writer import Writer

LINE_SECONDS = 0.04

# Reading a loss costs more than the rest of a line, and an allocator's statistics still more.
LINES_BETWEEN_LOSSES = 5
LINES_BETWEEN_STATISTICS = 25


class Reporter:
    def __init__(self, environment=os.environ):
        self._path = environment.get("HEADROOM_EVENTS")
        self._writer = None
        self._pid = os.getpid()
        self.batch_size_set_by = environment.get("HEADROOM_BATCH_SIZE_SET_BY", "none")
        self.asked_batch_size = None  # What the agent itself has to set, because the command takes none.
        if self.batch_size_set_by == "agent":
            self.asked_batch_size = int(environment["HEADROOM_BATCH_SIZE"])
            self.batch_size_set_by = "none"  # Until it is done.
        self.set_batch_size = None  # Changes the batch size between two steps, where something can.
        self.hello = {}
        self.explicit = False  # The script itself says when a step has ended.
        self.step = 0
        self.total_samples = 0
        self.agent_seconds = 0.0
        self.input_seconds = 0.0  # Waiting for input since the last step.
        self.excluded_seconds = 0.0  # What was no step since the last one, such as an evaluation.
        self.wait = None  # Waits for the device where a framework only queues its work, called where a line is due.
        self.loss = None  # Called for the loss where a line is due, and only where that waits for no device.
        self.memory = None  # Called for the statistics of the framework's allocator.
        self._last_end = None
        self._lines = 0
        self._pending = None  # The batch size that was asked for, until a step has it.
        self._clear()

    def _clear(self):
        self._steps = self._samples = self._largest = 0
        self._seconds = self._input = self._pause = 0.0

    def step_ended(self, samples, batch_size, at=None):
        if self._path is None or os.getpid() != self._pid:
            return
        now = time.monotonic() if at is None else at
        if self.wait is not None and self._is_due(now):
            self.wait()
            now = time.monotonic()
        if batch_size == self._pending:
            self._batch_size_changed(batch_size)
        self.step += 1
        self.total_samples += samples
        self._steps += 1
        self._samples += samples
        self._largest = max(self._largest, batch_size)
        if self._last_end is not None:
            self._seconds += max(0.0, now - self._last_end - self.excluded_seconds)
            self._pause += self.excluded_seconds
        self._input += self.input_seconds
        self.input_seconds = self.excluded_seconds = 0.0
        self._last_end = now
        if self.step == 1 or self._seconds >= LINE_SECONDS:
            self._write(now)
        self.agent_seconds += time.monotonic() - now

    def step_begins(self):
        """What lay between the last step and now was no step."""
        if self._last_end is not None:
            self.excluded_seconds = time.monotonic() - self._last_end

    def _is_due(self, now):
        return self._last_end is None or self._seconds + now - self._last_end >= LINE_SECONDS

    def _write(self, now):
        if self._writer is None:
            self._connect()
        if self._writer is None:
            return
        loss = self.loss() if self.loss and self._lines % LINES_BETWEEN_LOSSES == 0 else None
        # By hand: this is written in the middle of a training, and json would take three times as long.
        self._writer.write_line(
            f'{{"event":"step","at":{now!r},"step":{self.step},"totalSamples":{self.total_samples},'
            f'"steps":{self._steps},"samples":{self._samples},"batchSize":{self._largest},'
            f'"seconds":{self._seconds!r},"inputSeconds":{self._input!r},"agentSeconds":{self.agent_seconds!r}'
            + (f',"pauseSeconds":{self._pause!r}' if self._pause else "")
            # JSON has neither infinities nor NaN.
            + (f',"loss":{loss!r}}}' if loss is not None and loss - loss == 0 else "}")
        )
        if self.memory and self._lines % LINES_BETWEEN_STATISTICS == LINES_BETWEEN_STATISTICS - 1:
            self._writer.write({"event": "memory", "step": self.step, **self.memory()})
        self._lines += 1
        self._clear()
        if self.set_batch_size:
            for command in self._writer.commands():
                self._obey(command)

    def _obey(self, command):
        asked = (command.get("set") or {}).get("batchSize")
        if isinstance(asked, int) and asked > 0:
            self.asked_batch_size = asked  # For loaders that are made later, such as one for each epoch.
            self.set_batch_size(asked)
            self._pending = asked  # Batches that were drawn ahead still have the old size.

    def _batch_size_changed(self, batch_size):
        """Says that the step that has just ended is the first at another batch size."""
        self._pending = None
        if self._steps:
            self._write(self._last_end)
        self._writer.write({"event": "batchSize", "batchSize": batch_size, "fromStep": self.step + 1})

    @staticmethod
    def framework(name):
        """The name and version of a framework that is loaded."""
        return f"{name} {getattr(sys.modules.get(name), '__version__', '')}".strip()

    def _connect(self):
        try:
            self._writer = Writer(self._path)
        except OSError:
            self._path = None
            return
        environment = os.environ
        hello = {
            "event": "hello", "protocol": 1, "pid": self._pid, "rank": int(environment.get("RANK", 0)),
            "worldSize": int(environment.get("WORLD_SIZE", 1)), "batchSizeSetBy": self.batch_size_set_by,
            "canSetBatchSize": self.set_batch_size is not None, "step": 0,
        }
        if "framework" not in self.hello:  # The script reports its steps itself.
            known = (name for name in ("jax", "torch", "tensorflow", "mxnet") if name in sys.modules)
            hello["framework"] = self.framework(next(known, "python"))
        hello.update({key: value for key, value in self.hello.items() if value is not None})
        self._writer.write(hello)

    def end(self):
        """The regular end of the process."""
        if self._writer is None or os.getpid() != self._pid:
            return
        if self._steps:
            self._write(self._last_end)
        self._writer.write({"event": "end", "step": self.step, "totalSamples": self.total_samples})


reporter = Reporter()
