"""Sets the batch size of the loaders that train, where the command has no way of its own."""

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
        self._own = {}  # The batch size of the first loader of each data set, by id, and the data set, held weakly.
        self._shuffled = False
        self._patch(DataLoader)

    def _patch(self, loaders):
        make, iterate = loaders.__init__, loaders.__iter__

        @functools.wraps(make)
        def __init__(loader, *arguments, **named):
            make(loader, *arguments, **named)
            # A loader whose order is drawn at random trains; one in order may be for evaluation.
            if not isinstance(loader.sampler, self._sequential) and hasattr(loader.dataset, "__getitem__"):
                self._shuffled = True
                self._adopt(loader)

        @functools.wraps(iterate)
        def __iter__(loader):
            # Without a shuffled loader, the one that is asked while gradients are wanted trains.
            if not self._shuffled and self._torch.is_grad_enabled():
                self._adopt(loader)
            return iterate(loader)

        loaders.__init__, loaders.__iter__ = __init__, __iter__

    @guarded
    def _adopt(self, loader):
        """Puts a sampler of ours in the place of PyTorch's own; one of the script's making is left alone."""
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
        """What the script asked for by itself: a later loader of the data may have been made from one of ours."""
        known, first = self._own.get(id(dataset), (None, None))
        if known is not None and known() is dataset:
            return first
        try:
            self._own[id(dataset)] = weakref.ref(dataset), batch_size
        except TypeError:  # A list.
            self._own[id(dataset)] = (lambda: dataset), batch_size
        return batch_size

    @staticmethod
    def _resize(loader, batch_size):
        loader.batch_sampler.batch_size = batch_size
        loader.__dict__["batch_size"] = batch_size  # The loader itself refuses to have it set.

    def introduce(self, source, sizes=()):
        """Says what can be done about the batch size, once the source of the steps and the first sizes are known."""
        reporter.sizes.most_odd = getattr(source, "_num_workers", 0) if is_stream(source) else 1
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
        """Takes the loader that a fit of Keras was given for the one that trains, before it is asked for its length.

        Keras counts the batches before it begins: after that their size cannot be changed.
        """
        if not isinstance(loader.batch_sampler, self._resizable):
            self._adopt(loader)
        self._shuffled = True  # No other loader is taken for it.
        self._introduce_batch_size(loader._index_sampler)
        reporter.set_batch_size = None

    def set(self, batch_size):
        """Holds from the next batch on that is drawn."""
        for loader in self._adopted:
            self._resize(loader, batch_size)
        self._batches.resized()


def is_stream(source):
    """Whether a source goes through a data set that cannot be indexed."""
    return getattr(source, "_dataset_kind", None) == 1  # _DatasetKind.Iterable


# How many batches of a sampler that is a list of them are looked at.
MOST_BATCHES = 1000


def varies(source, sampler):
    """Whether batches that are not delivered yet are known to have other sizes, the last of the epoch left out."""
    sizes = list(source.__dict__.get("_headroom_counts", ()))
    if isinstance(sampler, (list, tuple)):
        sizes = [len(batch) if hasattr(batch, "__len__") else None for batch in itertools.islice(sampler, MOST_BATCHES)]
    return len({size for size in sizes[:-1] if size is not None}) > 1


def is_compiled():
    """Whether torch.compile has been at work: after a change it makes other code than for a size seen first."""
    dynamo = sys.modules.get("torch._dynamo.utils")
    return dynamo is not None and dynamo.counters["stats"]["unique_graphs"] > 0


def make_resizable(batch_sampler):
    class ResizableBatchSampler(batch_sampler):
        """A batch sampler whose batch size may change between two batches."""

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
            """Samples of an epoch; None where the sampler does not say."""
            try:
                return len(self.sampler)
            except TypeError:
                return None

    return ResizableBatchSampler
