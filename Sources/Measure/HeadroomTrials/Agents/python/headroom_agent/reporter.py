"""State of this training, aggregated into a line every 60 ms."""

import os
import sys
import time

from headroom_agent.rate_limit import RateLimit
from headroom_agent.step_sizes import GUESSED, StepSizes
from headroom_agent.writer import Writer

LINE_SECONDS = 0.06

# Maximum number of phases, and of ends of epochs, per second.
EVENTS_PER_SECOND = 20

# Maximum number of lines before the first step, such as a check of the evaluation.
MOST_EARLY_LINES = 10

# Reading a loss costs more than the rest of a line.
LINES_BETWEEN_LOSSES = 5


class Reporter:
    def __init__(self, environment=os.environ):
        self._path = environment.get("HEADROOM_EVENTS")
        self._writer = None
        self.batch_size_set_by = environment.get("HEADROOM_BATCH_SIZE_SET_BY", "none")
        # Whether the script's batch size is its own, not one passed by Headroom in its command or environment.
        self._sets_batch_size = self.batch_size_set_by not in ("argument", "environment")
        self.asked_batch_size = None  # Batch size that the agent must set, since the command has no option for it.
        if self.batch_size_set_by == "agent":
            self.asked_batch_size = int(environment["HEADROOM_BATCH_SIZE"])
            self.batch_size_set_by = "none"  # Until it is set.
        self.set_batch_size = None  # Changes the batch size between two steps, if possible.
        self.hello = {}
        self.explicit = False  # Whether the script itself reports the ends of its steps.
        self.step = 0
        self.total_samples = 0
        self.agent_seconds = 0.0
        self.input_seconds = 0.0  # Waiting for input since the last step.
        self.excluded_seconds = 0.0  # Time since the last step that is not part of a step, such as an evaluation.
        self.wait = None  # Waits for the device, if the framework is asynchronous: called at the start of a pause.
        self.waits_for_lines = True  # Whether it is also called when a line is due.
        self.loss = None  # Reads the loss when a line is due, if that does not wait for a device.
        # Reads the allocator's statistics: a dict per device with the fields of the event, None for unknown ones; and
        # resets their peaks.
        self.memory = self.reset_memory = None
        self._memory_is_watched = False
        self._memory_is_readable_at_exit = False  # Whether the statistics can be read at process exit.
        self._memory_written = {}  # Last figures written, by device.
        self.phase = "training"  # Or "evaluation".
        self.epoch_is_shortened = False  # Whether epochs are ended early, as requested.
        # Steps since the last line: end time, samples, batch size, input and excluded seconds, smallest batch other
        # than the last of an epoch, and whether the last batch was the last of an epoch.
        self._ends = []
        self._last_end = None  # End of the last step on a line.
        self._due = 0.0  # Time of the next line.
        self._lines = 0
        self.sizes = StepSizes()
        self._written_phase = self.phase
        self._phase_at = 0.0
        self._phases, self._epochs = RateLimit(EVENTS_PER_SECOND), RateLimit(EVENTS_PER_SECOND)
        self._early = []  # Events that wait for the first line.
        # If test data are evaluated during the training, pending steps are written when an evaluation interrupts them.
        self._evaluates = environment.get("HEADROOM_EVALUATES") == "1"
        self.has_failed = False  # Whether an error of the agent has ended its reports.
        self._pending = None  # Requested batch size, until a step has it.
        os.register_at_fork(after_in_child=self._disable_in_child)

    def _disable_in_child(self):
        """Disables reports in a forked worker."""
        self._path = self._writer = None

    def fail(self, error):
        """Ends the reports of this process, but not its training."""
        if not self.has_failed:
            name = type(error).__name__
            print(f"headroom: the steps are not reported any more, for an error of the agent: {name}: {error}",
                  file=sys.stderr)
        self.has_failed = True
        self._path = self.set_batch_size = None

    def step_ended(self, samples, batch_size, at=None, least=None, last=GUESSED):
        """Records the end of a step.

        Between two steps the caches are cold, so work is deferred to the next line if possible.

        - samples, batch_size: samples of all batches of the step, and of the largest; None if unknown
        - least: samples of the smallest batch, without the last one of an epoch; `batch_size` if omitted
        - last: whether its last batch was the last of an epoch; None if unknown until the source is read again
        """
        now = time.monotonic() if at is None else at
        if self._path is None:
            return
        if now >= self._due and self.wait is not None and self.waits_for_lines:
            self.wait()
            now = time.monotonic()
        is_first = self._pending is not None and batch_size == self._pending
        if is_first:
            self._batch_size_changed(batch_size)
        self._ends.append((now, samples, batch_size, self.input_seconds, self.excluded_seconds, least, last))
        self.input_seconds = self.excluded_seconds = 0.0
        if now >= self._due:
            self._write(waits=True, looks=not is_first)  # No step of the new size is in the peaks yet.
        self.agent_seconds += time.monotonic() - now

    def end_of_last_step(self, now):
        """Returns the end of the last step, including queued work, if other work starts at `now`."""
        if self.wait is not None:
            self.wait()
            now = time.monotonic()
            if self._ends:
                self._ends[-1] = (now, *self._ends[-1][1:])
        if self._evaluates and self._ends and self._path is not None:
            self._write()
        return now

    def saw_own_batch_size(self, batch_size):
        """Records the batch size set by the script, unless it repeats the one set by Headroom."""
        if self._sets_batch_size:
            self.hello["ownBatchSize"] = batch_size

    def exhausted(self, most_partial=1):
        """Records that the source of the last step is exhausted; up to `most_partial` of its batches were partial."""
        self.sizes.most_partial = max(1, most_partial)
        for index in range(len(self._ends) - 1, max(-1, len(self._ends) - 1 - most_partial), -1):
            *end, last = self._ends[index]
            if last is None:
                self._ends[index] = (*end[:-1], None, True)

    def begin(self, phase, at):
        """Records the start or continuation of the training, or of an evaluation."""
        if phase != self.phase:
            self.phase, self._phase_at = phase, at
        if phase != self._written_phase:
            self._write_phase()

    def _write_phase(self):
        began = time.monotonic()
        if self._path is None or not self._phases.allows(began):
            return  # Tried again if the phase continues.
        if self._ends and self.phase == "evaluation":
            self._write()
        self.write_memory()  # The peak so far belongs to the phase that ends.
        self._written_phase = self.phase
        self._say({"event": "phase", "at": self._phase_at, "step": self.step, "phase": self.phase})
        self.agent_seconds += time.monotonic() - began

    def epoch(self, at, samples):
        """Reports the end of an epoch of `samples` samples, None if unknown."""
        began = time.monotonic()
        if self._path is None or not self._epochs.allows(began):
            return
        if self._ends:
            self._write()
        event = {"event": "epoch", "at": at, "step": self.step}
        if samples is not None:
            event["samples"] = samples
        if self.epoch_is_shortened:
            event["shortened"] = True
        self._say(event)
        self.agent_seconds += time.monotonic() - began

    def watch_memory(self, make):
        """Reports the allocator's memory from now on; only the first call has an effect.

        - make: returns an object with `look` and `reset` for `memory` and `reset_memory`, and with
          `is_readable_at_exit`; or None
        """
        if self._memory_is_watched:
            return
        self._memory_is_watched = True
        try:
            memory = make()
        except Exception as error:
            self._memory_failed(error)
            return
        if memory is not None:
            self.memory, self.reset_memory = memory.look, memory.reset
            self._memory_is_readable_at_exit = memory.is_readable_at_exit

    def _memory_failed(self, error):
        """Disables statistics that have failed once."""
        self.memory = self.reset_memory = None
        print(f"headroom: the memory is not reported any more, for an error of its statistics: "
              f"{type(error).__name__}: {error}", file=sys.stderr)

    def write_memory(self):
        """Writes the allocator's memory on each device if it has changed since it was last written."""
        if self.memory is None or self._writer is None:
            return
        try:
            looked = self.memory()
        except Exception as error:
            self._memory_failed(error)
            return
        for figures in looked:
            device = figures.get("device")
            if self._memory_written.get(device) != figures:
                known = {name: value for name, value in figures.items() if value is not None}
                if self._writer.write({"event": "memory", "step": self.step, **known}):
                    self._memory_written[device] = figures

    def _begin_peaks(self):
        """Resets the peaks for another batch size."""
        self._memory_written.clear()
        if self.reset_memory is None:
            return
        try:
            self.reset_memory()
        except Exception as error:
            self._memory_failed(error)

    def _say(self, event):
        """Writes an event after the hello."""
        if self._writer is not None:
            self._writer.write(event)
        elif len(self._early) < MOST_EARLY_LINES:
            self._early.append(event)

    def _write(self, waits=False, looks=True):
        """Writes a line about the steps since the last one, after the allocator's memory so far.

        - waits: whether steps that depend on the next batch are deferred
        - looks: whether the memory peaks are those of these steps
        """
        # Sources with a known length of their epochs leave no step undecided.
        undecided = self.sizes.undecided(self._ends) if waits and self._ends[-1][-1] is None else 0
        if undecided == len(self._ends):
            return
        ends, self._ends = self._ends[:len(self._ends) - undecided], self._ends[len(self._ends) - undecided:]
        if self.phase == "training" and self._written_phase != "training":
            self._write_phase()
        previous = self._last_end
        total = largest = 0
        seconds = input_seconds = pause = 0.0
        smallest = None
        short = None  # Partial last batches of epochs.
        for end, samples, batch_size, waited, excluded, least, last in ends:
            is_short = False
            if samples is None:
                total = None
            else:
                if total is not None:
                    total += samples
                largest = max(largest, batch_size)
                if least is None and last is not True:
                    least = batch_size
                if batch_size != self.sizes.full or least != batch_size or last == GUESSED:  # Full ones need no check.
                    is_short = self.sizes.is_short(batch_size, least, last)
                if least is not None and not is_short and (smallest is None or least < smallest):
                    smallest = least
            input_seconds += waited
            if previous is not None:
                seconds += max(0.0, end - previous - excluded)
                pause += excluded
                if is_short:
                    short = short or [0, 0, 0.0]
                    short[0] += 1
                    short[1] += samples
                    short[2] += max(0.0, end - previous - excluded - waited)
            previous = end
        self._last_end = previous
        self._due = previous + LINE_SECONDS
        self.step += len(ends)
        self.total_samples += total or 0
        if self._writer is None:
            self._connect()
        if self._writer is None:
            return
        if looks:
            self.write_memory()
        varies = total is not None and smallest is not None and smallest < largest
        loss = self.loss() if self.loss and self._lines % LINES_BETWEEN_LOSSES == 0 else None
        # Formatted by hand: this runs during the training, and json would take three times as long.
        self._writer.write_line(
            f'{{"event":"step","at":{previous!r},"step":{self.step},"totalSamples":{self.total_samples},'
            f'"steps":{len(ends)},'
            + (f'"samples":{total},"batchSize":{largest},' if total is not None else "")
            + (f'"leastBatchSize":{smallest},' if varies else "")
            + f'"seconds":{seconds!r},"inputSeconds":{input_seconds!r},"agentSeconds":{self.agent_seconds!r}'
            + (f',"pauseSeconds":{pause!r}' if pause else "")
            + (f',"shortSteps":{short[0]},"shortSamples":{short[1]},"shortSeconds":{short[2]!r}' if short else "")
            # JSON has neither infinities nor NaN.
            + ("}" if loss is None else f',"loss":{loss!r}}}' if loss - loss == 0 else ',"diverged":true}')
        )
        self._lines += 1
        if self.set_batch_size:
            for command in self._writer.commands():
                self._obey(command)

    def write_now(self, event):
        """Writes an event about the last step, after those of earlier steps, and waits until it is sent."""
        if self._ends:
            self._write()
        if self._writer is not None:
            self._writer.write_waiting({**event, "step": self.step})

    def _obey(self, command):
        asked = (command.get("set") or {}).get("batchSize")
        if isinstance(asked, int) and asked > 0:
            self.asked_batch_size = asked  # For loaders that are created later, such as one per epoch.
            self.set_batch_size(asked)
            self._pending = asked  # Prefetched batches still have the old size.

    def _batch_size_changed(self, batch_size):
        """Reports that the step that has just ended is the first at another batch size."""
        self._pending = None
        if self._ends:
            self._write(looks=False)  # The peaks include the step of the new size.
        self.sizes.clear()
        self._writer.write({"event": "batchSize", "batchSize": batch_size, "fromStep": self.step + 1})
        self._begin_peaks()

    @staticmethod
    def framework(name):
        """Name and version of a loaded framework."""
        return f"{name} {getattr(sys.modules.get(name), '__version__', '')}".strip()

    def refuse(self, reason):
        """Reports at once why the batch size cannot be set, since the first step may never end."""
        self.hello["refusal"] = reason
        if self._writer is None and self._path is not None:
            self._connect()

    def _connect(self):
        try:
            self._writer = Writer(self._path)
        except OSError:
            self._path = None
            return
        environment = os.environ
        hello = {
            "event": "hello", "protocol": 1, "pid": os.getpid(), "rank": int(environment.get("RANK", 0)),
            "worldSize": int(environment.get("WORLD_SIZE", 1)), "batchSizeSetBy": self.batch_size_set_by,
            "canSetBatchSize": self.set_batch_size is not None, "step": 0,
        }
        if "framework" not in self.hello:  # The script reports its steps itself.
            known = (name for name in ("jax", "torch", "tensorflow", "mxnet") if name in sys.modules)
            hello["framework"] = self.framework(next(known, "python"))
        hello.update({key: value for key, value in self.hello.items() if value is not None})
        self._writer.write(hello)
        for event in self._early:
            self._writer.write(event)

    def end(self):
        """Reports the regular end of the process."""
        if self._writer is None:
            return
        # The framework has ended before: MXNet does not respond any more (its exit handlers run before this one).
        self.loss = None
        if not self._memory_is_readable_at_exit:
            self.memory = None
        if self._ends:
            self._write()
        self.write_memory()
        self._writer.write({"event": "end", "step": self.step, "totalSamples": self.total_samples})


reporter = Reporter()
