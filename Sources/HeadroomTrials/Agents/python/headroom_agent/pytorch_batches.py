"""The batches that a PyTorch training took since its last step."""

import collections
import functools
import time

from headroom_agent.reporter import reporter

# torch.utils.data.dataloader._DatasetKind.Map: the indices of a batch say how many samples it has.
MAP_STYLE = 0


class Batches:
    def __init__(self, torch):
        from torch.nn.modules.module import register_module_forward_pre_hook
        from torch.utils.data.dataloader import _BaseDataLoaderIter

        self._torch = torch
        self._source = None  # The iterator that was asked last.
        self._sizes = []
        self._began = None  # When the source was first asked since the one before it.
        self._left = None  # When the source of the last step was left for another.
        self._patch(_BaseDataLoaderIter)
        # Until a loader delivers, the first model that is called stands for one.
        self._watch = register_module_forward_pre_hook(self._first_call)
        self._model = None

    def _patch(self, iterators):
        deliver, next_index, reset = iterators.__next__, iterators._next_index, iterators._reset

        @functools.wraps(deliver)
        def __next__(iterator):
            started = time.monotonic()
            batch = deliver(iterator)
            ended = time.monotonic()
            self._loader_delivered(iterator, batch, started, ended)
            reporter.agent_seconds += time.monotonic() - ended
            return batch

        @functools.wraps(next_index)
        def _next_index(iterator):
            # Loaders with workers take indices long before they deliver the batch, but in the same order.
            indices = next_index(iterator)
            counts = iterator.__dict__.setdefault("_headroom_counts", collections.deque())
            counts.append(len(indices) if isinstance(indices, (list, tuple)) else None)
            return indices

        @functools.wraps(reset)
        def _reset(iterator, *arguments, **named):
            iterator.__dict__.pop("_headroom_counts", None)
            return reset(iterator, *arguments, **named)

        iterators.__next__, iterators._next_index, iterators._reset = __next__, _next_index, _reset

    def _loader_delivered(self, iterator, batch, started, ended):
        self._stop_watching()
        counts = iterator.__dict__.get("_headroom_counts")
        size = counts.popleft() if counts else None
        if size is None or iterator._dataset_kind != MAP_STYLE:
            size = self.length(batch)
        self.delivered(iterator, size, started)
        reporter.input_seconds += ended - started

    def delivered(self, source, size, started):
        """Takes in a batch of so many samples, which its source was asked for at a time."""
        if source is not self._source:
            self._source, self._sizes, self._began = source, [], started
            reporter.input_seconds = 0.0
            if self._left is None:
                self._left = started
        self._sizes.append(size)

    def take(self):
        """The sizes of the batches since the last step; empty where there was no fresh one."""
        sizes, self._sizes = self._sizes, []
        if sizes and self._left is not None:
            # What another loader delivered in between was an evaluation.
            reporter.excluded_seconds += self._began - self._left
            self._left = None
        return sizes

    def length(self, batch):
        """The length of the first tensor in a batch of any shape; 0 where there is none."""
        if isinstance(batch, self._torch.Tensor):
            return batch.shape[0] if batch.dim() else 0
        if isinstance(batch, collections.abc.Mapping):
            batch = batch.values()
        elif not isinstance(batch, (list, tuple)):
            return 0
        return next((length for length in map(self.length, batch) if length), 0)

    # Without a loader

    def _first_call(self, model, arguments):
        if self._torch.is_grad_enabled() and model.training:
            self._watch.remove()
            self._model = model.register_forward_pre_hook(self._called, with_kwargs=True)
            self._called(model, arguments, {})

    def _called(self, model, arguments, named):
        if self._torch.is_grad_enabled() and model.training:
            size = self.length(arguments) or self.length(named)
            if size:
                self.delivered(model, size, time.monotonic())

    def _stop_watching(self):
        if self._watch is not None:
            self._watch.remove()
            self._watch = None
        if self._model is not None:
            self._model.remove()
            self._model = None
