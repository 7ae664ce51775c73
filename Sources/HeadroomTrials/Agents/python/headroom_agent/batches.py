"""The batches that a training took since its last step, whatever its framework.

A step belongs to the source that was asked last, so what another delivered in between, such as an evaluation, counts
for nothing, and its time is left out.
"""

from headroom_agent.reporter import reporter


class Batches:
    def __init__(self):
        self.source = None  # The iterator that was asked last.
        self.sizes = []  # Of the batches since the last step.
        self._began = None  # When the source was first asked since the one before it.
        self._left = None  # When the source of the last step was left for another.

    def delivered(self, source, size, asked, got):
        """Takes in a batch of so many samples, with the times at which its source was asked and answered."""
        if source is not self.source:
            self.leave(asked)
            self.source, self._began = source, asked
            reporter.input_seconds = 0.0
        self.sizes.append(size)
        reporter.input_seconds += got - asked

    def leave(self, now):
        """What the source of the last step still had in hand comes to nothing."""
        self.source, self.sizes = None, []
        if self._left is None:
            self._left = reporter.left(now)

    def take(self):
        """The sizes of the batches since the last step; empty where there was no fresh one."""
        sizes, self.sizes = self.sizes, []
        if sizes and self._left is not None:
            reporter.excluded_seconds += self._began - self._left
            self._left = None
        return sizes


def length(batch):
    """The length of the first array in a batch of any shape; 0 where there is none."""
    shape = getattr(batch, "shape", None)
    if shape is not None:
        return int(shape[0] or 0) if len(shape) else 0
    if isinstance(batch, dict) or hasattr(batch, "values") and callable(batch.values):
        batch = batch.values()
    elif not isinstance(batch, (list, tuple)):
        return 0
    return next((found for found in map(length, batch) if found), 0)
