"""Sets the batch size of the training loaders if the command has no option for it."""

import functools
import itertools
import sys
import weakref

from headroom_agent.guard import guarded
from headroom_agent.reporter import reporter


class Loaders:
    def __init__(self, torch, batches):
        from torch.utils.data import BatchSampler, SequentialSampler
        from torch.utils.data.dataloader import DataLoader

        self._torch = torch
        self._batches = batches
        self._batch_sampler = BatchSampler
        self._sequential = SequentialSampler
        self._resizable = make_resizable(BatchSampler)
        self._adopted = []
        self._own = {}  # Batch size of the first loader of each data set, by id, and the data set, held weakly.
        self._shuffled = False
        self._patch(DataLoader)

    def _patch(self, loaders):
        make, iterate = loaders.__init__, loaders.__iter__

        @functools.wraps(make)
        def __init__(loader, *arguments, **named):
            make(loader, *arguments, **named)
            # A shuffled loader trains; one in order may be for evaluation.
            if not isinstance(loader.sampler, self._sequential) and hasattr(loader.dataset, "__getitem__"):
                self._shuffled = True
                self._adopt(loader)

        @functools.wraps(iterate)
        def __iter__(loader):
            # Without a shuffled loader, the one that is read with gradients enabled trains.
            if not self._shuffled and self._torch.is_grad_enabled():
                self._adopt(loader)
            return iterate(loader)

        loaders.__init__, loaders.__iter__ = __init__, __iter__

    @guarded
    def _adopt(self, loader):
        """Replaces PyTorch's batch sampler by a resizable one; a custom batch sampler is kept."""
        if type(loader.batch_sampler) is not self._batch_sampler:
            return
        own = loader.batch_sampler
        resizable = self._resizable(own.sampler, own.batch_size, own.drop_last)
        resizable.own_batch_size = self._own_batch_size(loader.dataset, own.batch_size)
        loader.__dict__["batch_sampler"] = resizable
        self._adopted.append(loader)
        if reporter.asked_batch_size is not None:
            self._resize(loader, reporter.asked_batch_size)

    def _own_batch_size(self, dataset, batch_size):
        """Batch size set by the script: a later loader of the data may be derived from a resized one."""
        known, first = self._own.get(id(dataset), (None, None))
        if known is not None and known() is dataset:
            return first
        try:
            self._own[id(dataset)] = weakref.ref(dataset), batch_size
        except TypeError:  # For example, a list.
            self._own[id(dataset)] = (lambda: dataset), batch_size
        return batch_size

    @staticmethod
    def _resize(loader, batch_size):
        loader.batch_sampler.batch_size = batch_size
        loader.__dict__["batch_size"] = batch_size  # Assignment raises in the loader.

    def introduce(self, source, sizes=()):
        """Reports how the batch size can be set, once the source of the steps and the first sizes are known."""
        reporter.sizes.most_partial = getattr(source, "_num_workers", 0) if is_stream(source) else 1
        if None in sizes:
            reporter.hello["samplesUnknown"] = self._batches.why_unknown()
        sampler = getattr(source, "_index_sampler", None)
        if sampler is not None and not isinstance(sampler, self._resizable) and varies(source, sampler):
            reporter.hello["variableBatchSize"] = True
        self._introduce_batch_size(sampler)

    def _introduce_batch_size(self, sampler):
        if isinstance(sampler, self._resizable):
            reporter.hello["trainingSamples"] = sampler.count()
            reporter.saw_own_batch_size(sampler.own_batch_size)
            if not is_compiled():
                reporter.set_batch_size = self.set
            if reporter.asked_batch_size is not None:
                reporter.batch_size_set_by = "agent"
        elif reporter.asked_batch_size is not None:
            reporter.hello["refusal"] = (
                "its loop takes its batches from no loader of PyTorch's"
                if sampler is None
                else f"its loader makes its batches with a sampler of its own, {type(sampler).__name__}"
            )

    def adopt_for_fit(self, loader):
        """Adopts the loader passed to Keras's fit as the training loader, before its length is read.

        Keras counts the batches at the start: after that their size cannot be changed.
        """
        if not isinstance(loader.batch_sampler, self._resizable):
            self._adopt(loader)
        self._shuffled = True  # No other loader is adopted.
        self._introduce_batch_size(loader._index_sampler)
        reporter.set_batch_size = None

    def set(self, batch_size):
        """Sets the batch size from the next drawn batch on."""
        for loader in self._adopted:
            self._resize(loader, batch_size)
        self._batches.resized()


def is_stream(source):
    """Whether a source reads a data set without indexing (IterableDataset)."""
    return getattr(source, "_dataset_kind", None) == 1  # _DatasetKind.Iterable


# Maximum number of batches to check if the sampler is a list of batches.
MOST_BATCHES = 1000


def varies(source, sampler):
    """Whether batches that are not delivered yet are known to vary in size, without the last of the epoch."""
    sizes = list(source.__dict__.get("_headroom_counts", ()))
    if isinstance(sampler, (list, tuple)):
        sizes = [len(batch) if hasattr(batch, "__len__") else None for batch in itertools.islice(sampler, MOST_BATCHES)]
    return len({size for size in sizes[:-1] if size is not None}) > 1


def is_compiled():
    """Whether torch.compile was used: after a size change it generates other code than for the first size."""
    dynamo = sys.modules.get("torch._dynamo.utils")
    return dynamo is not None and dynamo.counters["stats"]["unique_graphs"] > 0


def make_resizable(batch_sampler):
    class ResizableBatchSampler(batch_sampler):
        """Batch sampler whose batch size may change between two batches."""

        def __init__(self, sampler, batch_size, drop_last):
            super().__init__(sampler, batch_size, drop_last)
            self.own_batch_size = batch_size

        def __iter__(self):
            batch = []
            for index in self.sampler:
                batch.append(index)
                if len(batch) >= self.batch_size:
                    yield batch
                    batch = []
            if batch and not self.drop_last:
                yield batch

        def count(self):
            """Number of samples of an epoch; None if the sampler has no length."""
            try:
                return len(self.sampler)
            except TypeError:
                return None

    return ResizableBatchSampler
