"""What is known of this training so far, gathered into a line each 60 ms."""

import os
import sys
import time

from headroom_agent.pace import Pace
from headroom_agent.step_sizes import GUESSED, StepSizes
from headroom_agent.writer import Writer

LINE_SECONDS = 0.06

# Phases and ends of epochs, of each at most so many lines a second.
EVENTS_PER_SECOND = 20

# Phases before the first step, such as a check of the evaluation.
MOST_EARLY_LINES = 10

# Reading a loss costs more than the rest of a line.
LINES_BETWEEN_LOSSES = 5


class Reporter:
    def __init__(self, environment=os.environ):
        self._path = environment.get("HEADROOM_EVENTS")
        self._writer = None
        self.batch_size_set_by = environment.get("HEADROOM_BATCH_SIZE_SET_BY", "none")
        # Whether what a script asks for is its own: its command, or its environment, names no batch size of Headroom's.
        self._sets_batch_size = self.batch_size_set_by not in ("argument", "environment")
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
        self.wait = None  # Waits for the device, where a framework only queues its work: called where a pause begins.
        self.waits_for_lines = True  # Whether it is called where a line is due as well.
        self.loss = None  # Called for the loss where a line is due, and only where that waits for no device.
        # Called for what the framework's allocator took: a dict for each device, with the fields of the event, None for
        # what is not known; and where its peaks have to begin anew.
        self.memory = self.reset_memory = None
        self._memory_is_watched = False
        self._memory_lasts = False  # Whether the statistics can be read when the process ends.
        self._memory_written = {}  # The last figures written, by device.
        self.phase = "training"  # Or "evaluation".
        self.epoch_is_shortened = False  # Whether epochs end before their data do, because that was asked for.
        # The steps since the last line: when, samples, batch size, input and excluded seconds, the smallest batch that
        # was not the last of an epoch, and whether the last one was.
        self._ends = []
        self._last_end = None  # Of the last step on a line.
        self._due = 0.0  # When the next line is.
        self._lines = 0
        self.sizes = StepSizes()
        self._written_phase = self.phase
        self._phase_at = 0.0
        self._phases, self._epochs = Pace(EVENTS_PER_SECOND), Pace(EVENTS_PER_SECOND)
        self._early = []  # What waits for the first line.
        # Where test data are evaluated on the way, what an evaluation interrupts is said at once.
        self._evaluates = environment.get("HEADROOM_EVALUATES") == "1"
        self.has_failed = False  # Whether an error of the agent's own has ended its reports.
        self._pending = None  # The batch size that was asked for, until a step has it.
        os.register_at_fork(after_in_child=self._fall_silent)

    def _fall_silent(self):
        """A forked worker has nothing to say."""
        self._path = self._writer = None

    def fail(self, error):
        """Ends the reports of this process, and not its training."""
        if not self.has_failed:
            name = type(error).__name__
            print(f"headroom: the steps are not reported any more, for an error of the agent: {name}: {error}",
                  file=sys.stderr)
        self.has_failed = True
        self._path = self.set_batch_size = None

    def step_ended(self, samples, batch_size, at=None, least=None, last=GUESSED):
        """Between two steps the caches are cold: what can wait for the line is not done here.

        - samples, batch_size: of all batches of the step, and of the largest; None where they are not known
        - least: of the smallest batch, without the last one of an epoch; that of `batch_size` where it is left out
        - last: whether its last batch was the last of an epoch; None where the source is still to be asked
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
            self._write(waits=True, looks=not is_first)  # The peaks have no step in them yet.
        self.agent_seconds += time.monotonic() - now

    def left(self, now):
        """When the last step ended, if something else begins at `now`: what is still queued belongs to it."""
        if self.wait is not None:
            self.wait()
            now = time.monotonic()
            if self._ends:
                self._ends[-1] = (now, *self._ends[-1][1:])
        if self._evaluates and self._ends and self._path is not None:
            self._write()
        return now

    def saw_own_batch_size(self, batch_size):
        """What the script asked for by itself, where that is no instruction of Headroom's that comes back."""
        if self._sets_batch_size:
            self.hello["ownBatchSize"] = batch_size

    def exhausted(self, odd=1):
        """The source of the last step has no more batches: so many of the last ones were an epoch's odd ones."""
        self.sizes.most_odd = max(1, odd)
        for index in range(len(self._ends) - 1, max(-1, len(self._ends) - 1 - odd), -1):
            *end, last = self._ends[index]
            if last is None:
                self._ends[index] = (*end[:-1], None, True)

    def begin(self, phase, at):
        """The training, or an evaluation, begins or goes on."""
        if phase != self.phase:
            self.phase, self._phase_at = phase, at
        if phase != self._written_phase:
            self._write_phase()

    def _write_phase(self):
        began = time.monotonic()
        if self._path is None or not self._phases.allows(began):
            return  # It is tried again where the phase lasts.
        if self._ends and self.phase == "evaluation":
            self._write()
        self.write_memory()  # What was taken so far belongs to the phase that ends.
        self._written_phase = self.phase
        self._say({"event": "phase", "at": self._phase_at, "step": self.step, "phase": self.phase})
        self.agent_seconds += time.monotonic() - began

    def epoch(self, at, samples):
        """The data were gone through once: so many samples, None where that is not known."""
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
        """Reports what the allocator took from now on; the first call of it counts.

        - make: returns an object with `look` and `reset` for `memory` and `reset_memory`, and with `lasts`; or None
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
            self.memory, self.reset_memory, self._memory_lasts = memory.look, memory.reset, memory.lasts

    def _memory_failed(self, error):
        """Statistics that failed once are not asked for again."""
        self.memory = self.reset_memory = None
        print(f"headroom: the memory is not reported any more, for an error of its statistics: "
              f"{type(error).__name__}: {error}", file=sys.stderr)

    def write_memory(self):
        """Writes what the allocator took of each device, where that is not what was written of it last."""
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
        """The peaks from here on are those of another batch size."""
        self._memory_written.clear()
        if self.reset_memory is None:
            return
        try:
            self.reset_memory()
        except Exception as error:
            self._memory_failed(error)

    def _say(self, event):
        """Writes an event, behind the hello."""
        if self._writer is not None:
            self._writer.write(event)
        elif len(self._early) < MOST_EARLY_LINES:
            self._early.append(event)

    def _write(self, waits=False, looks=True):
        """Writes a line about the steps since the last one, behind what the allocator took until now.

        - waits: whether steps of which only the next batch tells what they are wait for it
        - looks: whether the peaks of the memory are those of these steps
        """
        # Sources that know the length of their epochs leave nothing undecided.
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
        short = None  # The odd last batches of epochs.
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
                if batch_size != self.sizes.full or least != batch_size or last == GUESSED:  # Full ones are as ever.
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
        # By hand: this is written in the middle of a training, and json would take three times as long.
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
        """Writes an event about the last step, behind those of the steps before, and waits for it to be taken."""
        if self._ends:
            self._write()
        if self._writer is not None:
            self._writer.write_waiting({**event, "step": self.step})

    def _obey(self, command):
        asked = (command.get("set") or {}).get("batchSize")
        if isinstance(asked, int) and asked > 0:
            self.asked_batch_size = asked  # For loaders that are made later, such as one for each epoch.
            self.set_batch_size(asked)
            self._pending = asked  # Batches that were drawn ahead still have the old size.

    def _batch_size_changed(self, batch_size):
        """Says that the step that has just ended is the first at another batch size."""
        self._pending = None
        if self._ends:
            self._write(looks=False)  # The peaks have the step of the new size in them.
        self.sizes.clear()
        self._writer.write({"event": "batchSize", "batchSize": batch_size, "fromStep": self.step + 1})
        self._begin_peaks()

    @staticmethod
    def framework(name):
        """The name and version of a framework that is loaded."""
        return f"{name} {getattr(sys.modules.get(name), '__version__', '')}".strip()

    def refuse(self, reason):
        """Says at once why the batch size cannot be set: a step that says it may never come."""
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
        """The regular end of the process."""
        if self._writer is None:
            return
        # The framework has ended before: MXNet never answers any more (its exit handlers run before this one).
        self.loss = None
        if not self._memory_lasts:
            self.memory = None
        if self._ends:
            self._write()
        self.write_memory()
        self._writer.write({"event": "end", "step": self.step, "totalSamples": self.total_samples})


reporter = Reporter()
