"""Short epochs, for a trial that must cover an evaluation, a checkpoint and the next epoch in little time.

`HEADROOM_EPOCH_BATCHES=K`: the iterator of a training loader ends after K batches, followed by a batch as small
as the partial last batch of the whole epoch: memory freed by an allocator at one size may not be reusable at
another, so the peak of later epochs depends on it. `len(loader)` does not change. An evaluation is complete: many
accumulate their predictions, so that memory peaks at the last batch. A loader that is read with gradients enabled
but without steps, for example to compute the mean of the data, is not a training epoch and is not shortened. The
trained model is discarded.
"""

import functools

from headroom_agent import callers
from headroom_agent.guard import guarded
from headroom_agent.reporter import reporter

limited_by_trainer = False  # Set by Lightning, which reads no batch beyond its limit.


def patch(torch, epoch_batches):
    from torch.optim.optimizer import register_optimizer_step_post_hook
    from torch.utils.data.dataloader import _BaseDataLoaderIter

    epochs = ShortEpochs(epoch_batches, torch.is_grad_enabled)
    register_optimizer_step_post_hook(epochs.stepped)
    epochs.patch(_BaseDataLoaderIter)


class ShortEpochs:
    def __init__(self, epoch_batches, is_grad_enabled):
        self._batches = epoch_batches
        self._is_grad_enabled = is_grad_enabled
        self._steps = 0  # Steps of all optimizers so far.

    def stepped(self, optimizer, arguments, named):
        self._steps += 1

    def patch(self, iterators):
        deliver, reset = iterators.__next__, iterators._reset

        @functools.wraps(deliver)
        def __next__(iterator):
            epoch = iterator.__dict__.get("_headroom_short_epoch")
            if epoch is None:
                epoch = iterator._headroom_short_epoch = Epoch(self._steps)
            if epoch.has_ended or epoch.delivered >= self._batches and self._ends(iterator, epoch):
                raise StopIteration
            batch = deliver(iterator)
            epoch.delivered += 1
            if limited_by_trainer and epoch.delivered == self._batches < length(iterator):
                reporter.epoch_is_shortened = True
            return batch

        @functools.wraps(reset)
        def _reset(iterator, *arguments, **named):
            iterator.__dict__.pop("_headroom_short_epoch", None)  # Persistent workers serve the next epoch.
            return reset(iterator, *arguments, **named)

        iterators.__next__, iterators._reset = __next__, _reset

    @guarded
    def _ends(self, iterator, epoch):
        """Ends the epoch of an iterator if batches remain and its caller can handle an early end."""
        if not self._is_grad_enabled() or epoch.ends_by_itself or self._steps == epoch.steps_before or length(iterator) <= epoch.delivered:
            return False
        if not callers.caller_handles_stop_iteration():
            epoch.ends_by_itself = True
            return False
        reporter.epoch_is_shortened = True
        last = partial_last_batch(iterator)
        if last:
            iterator._sampler_iter = iter([last])
            # After the batches that workers have prefetched.
            iterator._headroom_batches = getattr(iterator, "_send_idx", iterator._num_yielded) + 1
            epoch.ends_by_itself = True
            return False
        epoch.has_ended = True
        if iterator._num_workers > 0 and not iterator._persistent_workers:
            iterator._shutdown_workers()  # As at the end of a whole epoch: they use memory.
        return True


class Epoch:
    """Progress of a loader's iterator."""

    def __init__(self, steps_before):
        self.steps_before = steps_before
        self.delivered = 0
        self.has_ended = False
        self.ends_by_itself = False  # Its caller expects all batches, or only the last one remains.


def partial_last_batch(iterator):
    """Next indices, as many as the partial last batch of the whole epoch has; empty if all batches have one size."""
    sampler = iterator._index_sampler
    try:
        partial = 0 if sampler.drop_last else len(sampler.sampler) % sampler.batch_size
    except (AttributeError, TypeError):  # Not a batch sampler of PyTorch, or a stream.
        return []
    return next(iterator._sampler_iter, [])[:partial] if partial else []


def length(iterator):
    """Number of batches of an epoch; infinity if unknown."""
    try:
        return len(iterator)
    except (TypeError, NotImplementedError):
        return float("inf")
