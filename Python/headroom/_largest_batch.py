"""The largest batch size at which a function trains."""

from __future__ import annotations

import multiprocessing.spawn
import os
import pickle
import sys
import tempfile
import typing

from headroom import _measure


def largest_batch(
    train: typing.Callable[[int], typing.Any],
    *,
    budget: str | None = None,
    at_most: int | None = None,
    progress: bool = True,
    **options: typing.Any,
) -> int:
    """The largest batch size that fits in memory, where `train(batch_size)` trains some steps at one.

    Each call counts as a step. The function runs in processes of its own, which `headroom fit` starts and ends, so that
    an out-of-memory ends none but them: as with multiprocessing's `spawn`, it is imported there by its name, and a
    script that calls this does so under `if __name__ == "__main__":`. One that is defined in a notebook is sent by its
    code, for which cloudpickle has to be installed.

    options: those of `headroom fit --help`, such as `memory_limit="8GiB"`.
    """
    with tempfile.TemporaryDirectory(prefix="headroom-") as folder:
        payload = os.path.join(folder, "train.pickle")
        with open(payload, "wb") as file:
            file.write(_packed(train))
        command = [sys.executable, "-m", "headroom._largest_batch_trial", payload, "{batch}"]
        result = _measure.fit(command, budget=budget, progress=progress, at_most=at_most, **options)
    return int(result.fits.batch_size)


def _packed(train: typing.Callable[[int], typing.Any]) -> bytes:
    """The function, with what another process needs to import its module."""
    preparation = multiprocessing.spawn.get_preparation_data("headroom")
    # A trial stays in its copy of the working folder.
    for name in ("authkey", "dir", "orig_dir"):
        preparation.pop(name, None)
    main = sys.modules["__main__"]
    if getattr(train, "__module__", None) == "__main__" and not getattr(main, "__file__", None):
        try:
            import cloudpickle
        except ImportError:
            raise TypeError(
                f"{train!r} is defined in a notebook or at a prompt, where no other process can import it: "
                "install cloudpickle, or move it to a module"
            ) from None
        return pickle.dumps((preparation, cloudpickle.dumps(train)))
    return pickle.dumps((preparation, pickle.dumps(train)))
