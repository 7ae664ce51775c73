"""The batches that a training took since its last step, whatever its framework.

A step belongs to the source that was asked last, so what another delivered in between, such as an evaluation, counts
for nothing, and its time is left out.
"""

from headroom_agent.lengths import length  # noqa: F401, for what else counts batches.
from headroom_agent.reporter import reporter


class Batches:
    def __init__(self):
        self.source = None  # The iterator that was asked last.
        self.current = None  # The same, unless the training was interrupted since.
        self.sizes = []  # Samples of each batch since the last step; None where they are not known.
        self.epoch_samples = 0  # What the source delivered in this epoch; None where it is not known.
        self._began = None  # When the source was first asked since the one before it.
        self._left = None  # When the source of the last step was left for another.
        self._is_one_ahead = False  # Whether a batch was stepped on once its source had no more.
        self._epoch_is_open = False  # Whether steps were made in the source's epoch, and its end is not written.

    def delivered(self, source, size, asked, got):
        """Takes in a batch of so many samples, with the times at which its source was asked and answered."""
        if source is not self.source:
            self.leave(asked)
            self.enter(source, asked)
            reporter.input_seconds = 0.0
        if self.current is not source:
            self.current = source
            if reporter.phase == "evaluation" and self.trains(source):
                reporter.begin("training", asked)
        self.sizes.append(size)
        self.count(size)
        reporter.input_seconds += got - asked

    def enter(self, source, now):
        """A source is taken from, for the first time or again."""
        self.source, self._began = source, now
        self.epoch_samples, self._epoch_is_open = source.__dict__.pop("_headroom_epoch", (0, False))

    def count(self, size):
        if size is None or self.epoch_samples is None:
            self.epoch_samples = None
        else:
            self.epoch_samples += size

    def trains(self, source):
        """Whether a source is one that the training takes its batches from; where that is not known, its steps tell."""
        return True

    def interrupted(self, now):
        """An evaluation begins that takes nothing from any source."""
        self.current = None
        reporter.begin("evaluation", now)

    def evaluates(self, asked):
        """A source is asked for a batch of an evaluation."""
        self.leave(asked)
        reporter.begin("evaluation", asked)

    def leave(self, now):
        """What the source of the last step still had in hand comes to nothing."""
        if self.source is not None:
            self.source.__dict__["_headroom_epoch"] = self.epoch_samples, self._epoch_is_open
        self.source, self.current, self.sizes = None, None, []
        if self._left is None:
            self._left = reporter.left(now)

    def take(self):
        """The sizes of the batches since the last step; empty where there was no fresh one."""
        sizes, self.sizes = self.sizes, []
        if self._is_one_ahead:
            sizes = self._hold_back(sizes)
        if sizes:
            self._epoch_is_open = True
            if self._left is not None:
                reporter.excluded_seconds += self._began - self._left
                self._left = None
            if reporter.phase == "evaluation":  # It was none, or has ended without a word.
                reporter.begin("training", self._began)
        return sizes

    def saw_held_back(self):
        """A backward pass and a step came without a fresh batch: behind the end of an epoch, on one that was held back."""
        if self.source is not None and self.source.__dict__.get("_headroom_is_exhausted"):
            self._is_one_ahead = True

    def _hold_back(self, sizes):
        """The batches that were stepped on, where each is handed out once the next was taken from its source."""
        known = self.source.__dict__
        held = known.get("_headroom_held", [])
        if not held and (self._epoch_is_open or len(sizes) < 2):
            return sizes  # It is not ahead in this epoch.
        sizes = held + sizes
        kept = 0 if known.get("_headroom_is_exhausted") else 1
        known["_headroom_held"] = sizes[len(sizes) - kept:]
        return sizes[:len(sizes) - kept]

    def epoch_begins(self):
        self.epoch_samples, self._epoch_is_open = 0, False

    def exhausted(self, source, now, odd=1):
        """A source has no more batches; so many of its last ones may be odd: one for each worker that makes its own."""
        if source is not self.source:
            return
        source.__dict__["_headroom_is_exhausted"] = True
        if source.__dict__.get("_headroom_held"):
            return  # The last batch is still to be handed out.
        if not self.sizes:
            reporter.exhausted(odd)
        self.end_epoch(now)

    def end_epoch(self, now):
        if self._epoch_is_open:
            self._epoch_is_open = False
            reporter.epoch(now, self.epoch_samples)


def totals(sizes):
    """The samples of several batches and of the largest of them; None for both where one is not known."""
    return (None, None) if None in sizes else (sum(sizes), max(sizes))
