"""Where a PyTorch training takes its batches from: its loaders, or what goes into its model."""

import collections
import functools
import os
import time

from headroom_agent.batches import Batches, length
from headroom_agent.reporter import reporter

# torch.utils.data.dataloader._DatasetKind.Map: the indices of a batch say how many samples it has.
MAP_STYLE = 0


class PyTorchBatches(Batches):
    def __init__(self, torch):
        from torch.nn.modules.module import register_module_forward_pre_hook
        from torch.utils.data.dataloader import _BaseDataLoaderIter

        super().__init__()
        self._torch = torch
        self.ahead = None  # Where batches go that somebody takes before they are due.
        self._patch(_BaseDataLoaderIter)
        # Until a loader delivers, the first model that is called stands for one.
        self._watch = register_module_forward_pre_hook(self._first_call)
        self._model = None

    def _patch(self, iterators):
        deliver, next_index, reset = iterators.__next__, iterators._next_index, iterators._reset

        monotonic = time.monotonic
        is_grad_enabled = self._torch.is_grad_enabled

        if os.environ.get("HEADROOM_CACHED_BATCH") == "1":
            deliver = self._cached(deliver)

        @functools.wraps(deliver)
        def __next__(iterator):
            asked = monotonic()
            batch = deliver(iterator)
            got = monotonic()
            counts = iterator.__dict__.get("_headroom_counts")
            size = counts.popleft() if counts else None
            if size is None or iterator._dataset_kind != MAP_STYLE:
                size = length(batch)
            if self.ahead is not None:
                self.ahead.append((iterator, size))
            elif iterator is self.source and is_grad_enabled():  # As nearly always, and in no further calls.
                self.sizes.append(size)
                reporter.input_seconds += got - asked
            else:
                self.handed_out(iterator, size, asked, got)
            reporter.agent_seconds += monotonic() - got
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
            iterator.__dict__.pop("_headroom_delivered", None)  # Persistent workers serve the next epoch.
            return reset(iterator, *arguments, **named)

        iterators.__next__, iterators._next_index, iterators._reset = __next__, _next_index, _reset

    def _cached(self, deliver):
        """Delivers the first batch of each loader again and again, as often as an epoch has batches.

        What a step then takes, it takes without any loading.
        """
        kept = {}  # By dataset, which is held: a loader may be made anew for each epoch.

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
            self.leave(asked)  # For an evaluation.
            return
        self._stop_watching()
        self.delivered(iterator, size, asked, got)

    def _first_call(self, model, arguments):
        if self._torch.is_grad_enabled() and model.training:
            self._watch.remove()
            self._model = model.register_forward_pre_hook(self._called, with_kwargs=True)
            self._called(model, arguments, {})

    def _called(self, model, arguments, named):
        if self._torch.is_grad_enabled() and model.training:
            size = length(arguments) or length(named)
            if size:
                now = time.monotonic()
                self.delivered(model, size, now, now)

    def _stop_watching(self):
        if self._watch is not None:
            self._watch.remove()
            self._watch = None
        if self._model is not None:
            self._model.remove()
            self._model = None
