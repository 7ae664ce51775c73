"""Batches of a PyTorch training: from its loaders, or from the inputs of its model."""

import collections
import functools
import os
import time

from headroom_agent.batches import Batches
from headroom_agent.guard import guarded
from headroom_agent.lengths import length
from headroom_agent.pytorch_evaluations import Evaluations
from headroom_agent.pytorch_forwards import Forwards
from headroom_agent.reporter import reporter
from headroom_agent.step_sizes import GUESSED

# torch.utils.data.dataloader._DatasetKind.Map: the number of samples is that of the batch's indices.
MAP_STYLE = 0


class PyTorchBatches(Batches):
    def __init__(self, torch):
        from torch.utils.data._utils.fetch import _IterableDatasetFetcher
        from torch.utils.data.dataloader import _BaseDataLoaderIter

        super().__init__()
        self._torch = torch
        self.prefetched = None  # List of batches that are fetched ahead by a framework.
        self.trained_parameters = set()  # Parameters of the first optimizer that stepped, by id.
        self._trained = set()  # Data sets that steps were made on, by id.
        self._unknown = None  # Type of the last batch whose samples could not be counted.
        self._stepped_on = None  # Source of the last step, by id.
        self._patch(_BaseDataLoaderIter)
        count_fetched(_IterableDatasetFetcher)
        # Until a loader delivers, calls of the model are counted instead.
        self.forwards = Forwards(torch, self)
        self._evaluations = Evaluations(torch, self)

    def _patch(self, iterators):
        deliver, next_index, reset = iterators.__next__, iterators._next_index, iterators._reset

        monotonic = time.monotonic
        is_grad_enabled = self._torch.is_grad_enabled

        if os.environ.get("HEADROOM_CACHED_BATCH") == "1":
            deliver = self._cached(deliver)

        @guarded
        def ended(iterator, now):
            if self.prefetched is None and iterator is self.source:
                self.exhausted(iterator, now, partial_batches(iterator))

        def took(iterator, batch, asked, got):
            counts = iterator.__dict__.get("_headroom_counts")
            size = counts.popleft() if counts else None
            if size is None:
                size = length(batch)
                if size is None:
                    self._unknown = type(batch).__qualname__
            elif iterator._dataset_kind != MAP_STYLE:
                size = streamed(iterator, batch, size)
            if self.prefetched is not None:
                self.prefetched.append((iterator, size))
            elif iterator is self.current and is_grad_enabled():  # The usual case, without further calls.
                self.sizes.append(size)
                if size is None or self.epoch_samples is None:
                    self.epoch_samples = None
                else:
                    self.epoch_samples += size
                reporter.input_seconds += got - asked
            else:
                self.handed_out(iterator, size, asked, got)

        @functools.wraps(deliver)
        def __next__(iterator):
            asked = monotonic()
            try:
                batch = deliver(iterator)
            except StopIteration:
                ended(iterator, monotonic())
                raise
            got = monotonic()
            try:
                took(iterator, batch, asked, got)
            except Exception as error:
                reporter.fail(error)
            reporter.agent_seconds += monotonic() - got
            return batch

        @guarded
        def note(iterator, indices):
            counts = iterator.__dict__.setdefault("_headroom_counts", collections.deque())
            counts.append(len(indices) if isinstance(indices, (list, tuple)) else length(indices))

        @functools.wraps(next_index)
        def _next_index(iterator):
            # Loaders with workers draw indices long before they deliver the batch, but in the same order.
            indices = next_index(iterator)
            note(iterator, indices)
            return indices

        @functools.wraps(reset)
        def _reset(iterator, *arguments, **named):
            iterator.__dict__.pop("_headroom_counts", None)
            iterator.__dict__.pop("_headroom_delivered", None)  # Persistent workers serve the next epoch.
            iterator.__dict__.pop("_headroom_batches", None)
            iterator.__dict__.pop("_headroom_epoch", None)
            iterator.__dict__.pop("_headroom_held", None)
            iterator.__dict__.pop("_headroom_is_exhausted", None)
            if iterator is self.source:
                self.epoch_begins()
            return reset(iterator, *arguments, **named)

        iterators.__next__, iterators._next_index, iterators._reset = __next__, _next_index, _reset

    def _cached(self, deliver):
        """Repeats the first batch of each loader for the number of batches of an epoch.

        The step time is then without data loading.
        """
        kept = {}  # By data set, which is kept alive: a loader may be created anew for each epoch.

        @functools.wraps(deliver)
        def again(iterator):
            key = id(iterator._dataset)
            if not self._torch.is_grad_enabled() or iterator._dataset_kind != MAP_STYLE:
                return deliver(iterator)
            if key not in kept:
                kept[key] = iterator._dataset, deliver(iterator)
                reporter.hello["cachedBatch"] = True
                iterator._headroom_delivered = 1
                return kept[key][1]
            delivered = iterator.__dict__.get("_headroom_delivered", 0)
            if delivered >= len(iterator):
                raise StopIteration
            iterator._headroom_delivered = delivered + 1
            return kept[key][1]

        return again

    def handed_out(self, iterator, size, asked, got):
        if not self._torch.is_grad_enabled():
            self.evaluates(asked)
            return
        if self.forwards is not None:
            self.forwards.stop()
            self.forwards = None
        self.delivered(iterator, size, asked, got)

    def trains(self, source):
        return id(getattr(source, "_dataset", None)) in self._trained

    def is_trained(self, module):
        """Whether a module has trained parameters."""
        return any(id(parameter) in self.trained_parameters for parameter in module.parameters())

    def take(self):
        sizes = super().take()
        if sizes and id(self.source) != self._stepped_on:
            self._stepped_on = id(self.source)
            self._trained.add(id(getattr(self.source, "_dataset", None)))
        return sizes

    def is_last(self):
        """Whether the last batch was the last one of its epoch; None if unknown until the source is read again."""
        source = self.source
        if source is self.forwards:
            return GUESSED
        known = source.__dict__
        if known.get("_headroom_held"):
            return False
        if "_headroom_is_last" in known:  # Known to a framework that fetches ahead.
            return known["_headroom_is_last"]
        if "_headroom_batches" not in known:
            known["_headroom_batches"] = batches_of_epoch(source)
        batches = known["_headroom_batches"]
        return None if batches is None else source._num_yielded == batches

    def why_unknown(self):
        """Reason why the samples of a batch are unknown."""
        if self.source is self.forwards:
            return "its loop takes its batches from no loader, and what goes into its model cannot be counted"
        return f"its batches are objects of type {self._unknown or 'None'}, whose samples cannot be counted"

    def resized(self):
        """Discards the number of batches of the running epoch, unknown after a change of the batch size."""
        if self.source is not None and self.source is not self.forwards:
            self.source.__dict__["_headroom_batches"] = None


def batches_of_epoch(iterator):
    """Number of batches of an epoch; None if not known in advance."""
    try:
        return len(iterator) if iterator._dataset_kind == MAP_STYLE else None
    except (TypeError, NotImplementedError):
        return None


def partial_batches(iterator):
    """Number of batches at the end of an epoch that may be partial: each worker of a stream forms its own batches."""
    return max(1, iterator._num_workers) if iterator._dataset_kind != MAP_STYLE else 1


def streamed(iterator, batch, asked):
    """Samples of a batch of a stream, of which `asked` were requested; fewer at its end."""
    fetched = getattr(getattr(iterator, "_dataset_fetcher", None), "_headroom_fetched", None)
    if fetched is not None:
        return fetched
    found = length(batch)
    return asked if found is None or found > asked else found


def count_fetched(fetchers):
    """Records the number of samples of the last batch, if this process forms it."""
    make = fetchers.__init__

    @functools.wraps(make)
    def __init__(fetcher, *arguments, **named):
        make(fetcher, *arguments, **named)
        if not fetcher.auto_collation:
            return
        collate = fetcher.collate_fn

        @functools.wraps(collate)
        def counted(samples):
            fetcher._headroom_fetched = len(samples)
            return collate(samples)

        fetcher.collate_fn = counted

    fetchers.__init__ = __init__
