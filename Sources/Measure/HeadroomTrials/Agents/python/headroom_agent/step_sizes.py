"""Sizes of the steps of a line: full batches, partial last batches of epochs, and variable batches."""

# Unknown whether a batch is the last one of its epoch.
GUESSED = "guessed"


class StepSizes:
    def __init__(self):
        self.most_partial = 1  # Partial batches at the end of an epoch: one per worker that forms its own batches.
        self.clear()

    def clear(self):
        """Resets the sizes after a change of the batch size."""
        self.full = 0  # Largest batch so far.
        self._varies = False  # Whether batches other than an epoch's last differed from the full size.
        self._partial_size = None  # Size of the smaller batches, of a source with unknown epochs.
        self._after_partial = False
        self._is_within_epoch = True  # Whether the epoch of the change is not over; its partial batch can have any size.
        self._may_be_partial = False  # Whether the last step, the first after the change, may have ended its epoch.

    def undecided(self, ends):
        """Number of last steps that are smaller than a full batch, and not known to be the last of their epoch."""
        full = max([self.full, *(end[2] for end in ends if end[2] is not None)])
        count = 0
        for _, _, batch_size, _, _, _, last in reversed(ends[-self.most_partial:]):
            if last is not None or batch_size is None or batch_size >= full:
                break
            count += 1
        return count

    def is_short(self, batch_size, least, last):
        """Records a step; returns whether it was an epoch's partial last batch while all others have one size.

        - batch_size: samples of its largest batch
        - least: samples of its smallest batch that was not the last of an epoch, or None
        - last: whether its last batch was the last one of an epoch, None if another followed
        """
        is_first, is_guessed = self.full == 0, last == GUESSED
        if is_guessed:
            last = self._is_partial(batch_size)
            least = None if last else least
        if batch_size > self.full:
            if self.full and not self._may_be_partial:
                self._varies = True
            self.full = batch_size
        self._may_be_partial = is_first and (is_guessed or bool(last))
        if least is not None and least < self.full:
            self._varies = True
        return bool(last) and batch_size < self.full and not self._varies

    def _is_partial(self, batch_size):
        """Whether a batch is consistent with a partial last batch: these have one size, with full ones between them."""
        if batch_size >= self.full:
            self._after_partial = False
            return False
        if self._after_partial or self._partial_size not in (None, batch_size):
            self._varies = True
        if not self._is_within_epoch:
            self._partial_size = batch_size
        self._is_within_epoch, self._after_partial = False, True
        return not self._varies
