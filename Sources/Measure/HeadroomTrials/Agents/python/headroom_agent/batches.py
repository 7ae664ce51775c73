"""Batches consumed by a training since its last step, for any framework.

A step belongs to the source that was read last, so batches of another source in between, such as those of an
evaluation, are ignored, and their time is excluded.
"""

from headroom_agent.lengths import length  # noqa: F401, for other modules that count batches.
from headroom_agent.reporter import reporter


class Batches:
    def __init__(self):
        self.source = None  # Iterator that was read last.
        self.current = None  # The same, unless the training was interrupted since.
        self.sizes = []  # Samples of each batch since the last step; None if unknown.
        self.epoch_samples = 0  # Samples that the source delivered in this epoch; None if unknown.
        self._began = None  # Time at which the source was first read after the previous one.
        self._left = None  # Time at which the source of the last step was left for another.
        self._is_one_ahead = False  # Whether a step used a batch after its source was exhausted.
        self._epoch_is_open = False  # Whether the source's epoch has had steps, and its end is not written yet.

    def delivered(self, source, size, asked, got):
        """Records a batch of `size` samples, with the times of its request and its delivery."""
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
        """Switches to a source, for the first time or again."""
        self.source, self._began = source, now
        self.epoch_samples, self._epoch_is_open = source.__dict__.pop("_headroom_epoch", (0, False))

    def count(self, size):
        if size is None or self.epoch_samples is None:
            self.epoch_samples = None
        else:
            self.epoch_samples += size

    def trains(self, source):
        """Whether the training takes its batches from a source; if that is unknown, its steps decide."""
        return True

    def interrupted(self, now):
        """Records the start of an evaluation that reads no source."""
        self.current = None
        reporter.begin("evaluation", now)

    def evaluates(self, asked):
        """Records the request of a batch for an evaluation."""
        self.leave(asked)
        reporter.begin("evaluation", asked)

    def leave(self, now):
        """Leaves the source of the last step, and discards its pending batches."""
        if self.source is not None:
            self.source.__dict__["_headroom_epoch"] = self.epoch_samples, self._epoch_is_open
        self.source, self.current, self.sizes = None, None, []
        if self._left is None:
            self._left = reporter.end_of_last_step(now)

    def take(self):
        """Returns the sizes of the batches since the last step; empty if there was no fresh batch."""
        sizes, self.sizes = self.sizes, []
        if self._is_one_ahead:
            sizes = self._hold_back(sizes)
        if sizes:
            self._epoch_is_open = True
            if self._left is not None:
                reporter.excluded_seconds += self._began - self._left
                self._left = None
            if reporter.phase == "evaluation":  # It was not an evaluation, or ended unnoticed.
                reporter.begin("training", self._began)
        return sizes

    def saw_held_back(self):
        """Records a step without a fresh batch: after the end of an epoch, on a batch that was held back."""
        if self.source is not None and self.source.__dict__.get("_headroom_is_exhausted"):
            self._is_one_ahead = True

    def _hold_back(self, sizes):
        """Returns the batch sizes of the step, for a loader that returns a batch only after fetching the next one."""
        known = self.source.__dict__
        held = known.get("_headroom_held", [])
        if not held and (self._epoch_is_open or len(sizes) < 2):
            return sizes  # It does not fetch ahead in this epoch.
        sizes = held + sizes
        kept = 0 if known.get("_headroom_is_exhausted") else 1
        known["_headroom_held"] = sizes[len(sizes) - kept:]
        return sizes[:len(sizes) - kept]

    def epoch_begins(self):
        self.epoch_samples, self._epoch_is_open = 0, False

    def exhausted(self, source, now, most_partial=1):
        """Records the end of a source; its last `most_partial` batches may be partial, one per worker."""
        if source is not self.source:
            return
        source.__dict__["_headroom_is_exhausted"] = True
        if source.__dict__.get("_headroom_held"):
            return  # The last batch is not returned yet.
        if not self.sizes:
            reporter.exhausted(most_partial)
        self.end_epoch(now)

    def end_epoch(self, now):
        if self._epoch_is_open:
            self._epoch_is_open = False
            reporter.epoch(now, self.epoch_samples)


def totals(sizes):
    """Samples of all batches and of the largest batch; None for both if one is unknown."""
    return (None, None) if None in sizes else (sum(sizes), max(sizes))
