"""MXNet 1.9: Gluon's `Trainer.step` and a Module's `update`."""

import functools
import os
import time

from headroom_agent.batches import Batches, length, totals
from headroom_agent.guard import guarded
from headroom_agent.optimizers import described
from headroom_agent.reporter import reporter


def patch(mxnet):
    from mxnet.gluon.data import dataloader
    from mxnet.gluon.data.sampler import RandomSampler

    batches = Batches()
    backward = mxnet.nd.NDArray.backward

    @functools.wraps(backward)
    def remember_loss(loss, *arguments, **named):
        stepped.loss = loss
        return backward(loss, *arguments, **named)

    mxnet.nd.NDArray.backward = remember_loss

    def stepped(trainer):
        now = time.monotonic()
        sizes = batches.take()
        if not sizes or reporter.explicit:
            return
        if reporter.step == 0:
            reporter.hello["framework"] = reporter.framework("mxnet")
            describe(trainer)
            introduce(batches)
            if None in sizes:
                reporter.hello["samplesUnknown"] = "its batches are of a kind whose samples cannot be counted"
        samples, largest = totals(sizes)
        reporter.step_ended(samples=samples, batch_size=largest, at=now)

    stepped.loss = None
    step = guarded(stepped)
    # A loss of Gluon has an element per sample.
    reporter.loss = lambda: None if stepped.loss is None else float(stepped.loss.mean().asscalar())
    reporter.wait = mxnet.nd.waitall  # A step only queues its work.
    after(mxnet.gluon.Trainer, "step", step)
    after(mxnet.mod.Module, "update", step)

    make, iterate = dataloader.DataLoader.__init__, dataloader.DataLoader.__iter__

    @functools.wraps(make)
    def __init__(loader, *arguments, **named):
        make(loader, *arguments, **named)
        sampler = loader._batch_sampler
        if isinstance(getattr(sampler, "_sampler", None), RandomSampler):
            sampler._headroom_own = sampler._batch_size
            if reporter.asked_batch_size is not None:
                sampler._batch_size = reporter.asked_batch_size

    @functools.wraps(iterate)
    def __iter__(loader):
        iterator = iterate(loader)
        token = Source(loader)
        while True:
            asked = time.monotonic()
            try:
                batch = next(iterator)
            except StopIteration:
                batches.exhausted(token, asked)
                return
            if mxnet.autograd.is_recording():
                batches.leave(asked)
            else:
                batches.delivered(token, length(batch), asked, time.monotonic())
            yield batch

    dataloader.DataLoader.__init__, dataloader.DataLoader.__iter__ = __init__, __iter__
    deliver = mxnet.io.DataIter.__next__

    @functools.wraps(deliver)
    def __next__(source):
        asked = time.monotonic()
        try:
            batch = deliver(source)
        except StopIteration:
            batches.exhausted(source, asked)
            raise
        size = length(batch.data)
        batches.delivered(source, size and size - (batch.pad or 0), asked, time.monotonic())
        return batch

    mxnet.io.DataIter.__next__ = __next__


class Source:
    """A pass over a loader."""

    def __init__(self, loader):
        self.sampler = loader._batch_sampler
        self.samples = len(loader._dataset)


def describe(trainer):
    """Reports what a Trainer of Gluon trains; a Module does not expose it."""
    optimizer = getattr(trainer, "optimizer", None)
    parameters = getattr(trainer, "_params", None)
    if optimizer is None or parameters is None:
        return
    settings = {"learning_rate": optimizer.learning_rate, **vars(optimizer)}
    threads = os.environ.get("OMP_NUM_THREADS", "")
    contexts = {str(context.device_type) for p in parameters for context in p.list_ctx()}
    reporter.hello.update(
        parameters=sum(p.data().size for p in parameters if p.grad_req != "null"),
        optimizer=described(type(optimizer).__name__, settings),
        device="cpu" if contexts == {"cpu"} else "gpu",
        threads=int(threads) if threads.isdigit() else None,
    )


def introduce(batches):
    source = batches.source
    sampler = getattr(source, "sampler", None)
    own = getattr(sampler, "_headroom_own", None)
    reporter.hello["trainingSamples"] = getattr(source, "samples", None)
    if own is not None:
        reporter.saw_own_batch_size(own)
    if reporter.asked_batch_size is None:
        return
    if own is not None:
        reporter.batch_size_set_by = "agent"
        if sampler._last_batch != "rollover":  # Samples carried over from an epoch may be more than a smaller batch.
            reporter.set_batch_size = functools.partial(resize, batches)
    else:
        reporter.hello["refusal"] = "its batches come from no shuffled loader of Gluon's"


def resize(batches, batch_size):
    """Changes the batch size between two steps, when the loader has no partial batch."""
    batches.source.sampler._batch_size = batch_size


def after(owner, name, done):
    method = getattr(owner, name)

    @functools.wraps(method)
    def call(*arguments, **named):
        result = method(*arguments, **named)
        done(arguments[0])
        return result

    setattr(owner, name, call)
