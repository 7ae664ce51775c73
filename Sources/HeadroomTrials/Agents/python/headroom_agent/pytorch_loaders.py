"""Sets the batch size of the loaders that train, where the command has no way of its own."""

import functools

from headroom_agent.reporter import reporter


class Loaders:
    def __init__(self, torch, batches):
        from torch.utils.data import BatchSampler, RandomSampler, SequentialSampler
        from torch.utils.data.dataloader import DataLoader

        self._torch = torch
        self._batch_sampler = BatchSampler
        self._sequential = SequentialSampler
        self._resizable = make_resizable(BatchSampler)
        self._loaders = []
        self._shuffled = False
        self._patch(DataLoader)

    def _patch(self, loaders):
        make, iterate = loaders.__init__, loaders.__iter__

        @functools.wraps(make)
        def __init__(loader, *arguments, **named):
            make(loader, *arguments, **named)
            self._made(loader)

        @functools.wraps(iterate)
        def __iter__(loader):
            self._asked(loader)
            return iterate(loader)

        loaders.__init__, loaders.__iter__ = __init__, __iter__

    def _made(self, loader):
        """A loader whose order is drawn at random trains; one in order may be for evaluation."""
        if self._is_shuffled(loader):
            self._shuffled = True
            self._adopt(loader)

    def _asked(self, loader):
        """Without a shuffled loader, the one that is asked while gradients are wanted trains."""
        if not self._shuffled and self._torch.is_grad_enabled():
            self._adopt(loader)

    def _is_shuffled(self, loader):
        return not isinstance(loader.sampler, self._sequential) and not self._is_iterable(loader)

    @staticmethod
    def _is_iterable(loader):
        return loader._dataset_kind != 0

    def _adopt(self, loader):
        if any(known is loader for known in self._loaders):
            return
        self._loaders.append(loader)
        if not self._is_iterable(loader):
            reporter.hello.setdefault("trainingSamples", self._count(loader))
        reporter.hello.setdefault("ownBatchSize", loader.batch_size)
        if type(loader.batch_sampler) is self._batch_sampler:
            sampler = self._resizable(loader.sampler, loader.batch_sampler.batch_size, loader.batch_sampler.drop_last)
            loader.__dict__["batch_sampler"] = sampler  # The loader itself refuses to have it set.
            reporter.set_batch_size = self.set
            if reporter.asked_batch_size is not None:
                reporter.batch_size_set_by = "agent"
                self._resize(loader, reporter.asked_batch_size)
        elif reporter.asked_batch_size is not None:
            kind = type(loader.batch_sampler).__name__ if loader.batch_sampler is not None else "no batches"
            reporter.hello["refusal"] = f"its loader has a batch size of its own making ({kind})"

    @staticmethod
    def _count(loader):
        try:
            return len(loader.sampler)
        except TypeError:
            return None

    @staticmethod
    def _resize(loader, batch_size):
        loader.batch_sampler.batch_size = batch_size
        loader.__dict__["batch_size"] = batch_size

    def set(self, batch_size):
        """Holds from the next batch on that is drawn."""
        for loader in self._loaders:
            if isinstance(loader.batch_sampler, self._resizable):
                self._resize(loader, batch_size)
        reporter.batch_size_changed(batch_size)


def make_resizable(batch_sampler):
    class ResizableBatchSampler(batch_sampler):
        """A batch sampler whose batch size may change between two batches."""

        def __iter__(self):
            batch = []
            for index in self.sampler:
                batch.append(index)
                if len(batch) >= self.batch_size:
                    yield batch
                    batch = []
            if batch and not self.drop_last:
                yield batch

    return ResizableBatchSampler
