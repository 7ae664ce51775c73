"""Accelerate, and with it the Trainer of Hugging Face: their loaders fetch one batch ahead."""

import functools
import time

from headroom_agent import pytorch


def patch(accelerate):
    from accelerate import data_loader

    for loaders in (data_loader.DataLoaderShard, data_loader.DataLoaderDispatcher):
        loaders.__iter__ = counted(loaders.__iter__)


def counted(iterate):
    @functools.wraps(iterate)
    def __iter__(loader):
        batches = pytorch.batches
        inside = iterate(loader)
        taken = []  # Fetched by PyTorch's loader, and not returned yet.
        iterator = None
        while True:
            asked = time.monotonic()
            batches.prefetched = taken
            try:
                batch = next(inside)
            except StopIteration:
                if iterator is not None:
                    batches.exhausted(iterator, time.monotonic())
                return
            finally:
                batches.prefetched = None
            if taken:
                iterator, size = taken.pop(0)
                batches.handed_out(iterator, size, asked, time.monotonic())
                iterator.__dict__["_headroom_is_last"] = not taken and bool(loader.end_of_dataloader)
            yield batch

    return __iter__
