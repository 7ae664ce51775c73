"""Lightning fetches a batch ahead of the one it trains on if a loader has no length."""

import functools
import time

from headroom_agent import pytorch


def patch(lightning):
    fetchers = lightning.loops.fetchers._PrefetchDataFetcher
    iterate, fetch = fetchers.__iter__, fetchers.__next__

    @functools.wraps(iterate)
    def __iter__(fetcher):
        taken = []  # Fetched by PyTorch's loaders, and not returned yet.
        result = prefetching(taken, iterate, fetcher)
        # Several loaders deliver a batch each.
        fetcher.__dict__["_headroom_loaders"] = max(1, len(taken) // max(1, len(fetcher.batches)))
        fetcher.__dict__["_headroom_taken"] = taken
        return result

    @functools.wraps(fetch)
    def __next__(fetcher):
        taken = fetcher.__dict__.get("_headroom_taken")
        if fetcher.length is not None or taken is None:
            return fetch(fetcher)
        asked = time.monotonic()
        batch = prefetching(taken, fetch, fetcher)
        count = fetcher.__dict__["_headroom_loaders"]
        handed_out, taken[:count] = taken[:count], []
        for iterator, size in handed_out:
            pytorch.batches.handed_out(iterator, size, asked, time.monotonic())
            iterator.__dict__["_headroom_is_last"] = bool(fetcher.done)
        return batch

    fetchers.__iter__, fetchers.__next__ = __iter__, __next__


def prefetching(taken, call, fetcher):
    """Calls a method that fetches batches ahead."""
    pytorch.batches.prefetched = taken
    try:
        return call(fetcher)
    finally:
        pytorch.batches.prefetched = None
