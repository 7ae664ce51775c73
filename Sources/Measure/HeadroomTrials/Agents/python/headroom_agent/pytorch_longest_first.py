"""Longest samples in the first batch, for a trial that must reach the peak memory in its first steps.

`HEADROOM_LONGEST_FIRST=1`: if the samples of a map-style data set differ in size (sequences padded to the longest
of their batch, images, graphs), the first batch of each epoch consists of the largest ones. They are found once
per data set, or subset, by reading its samples; random states are restored afterwards. Batches of a custom batch
sampler are kept: it may bound the sum of their lengths. The trained model is discarded.
"""

import functools
import json
import math
import os
import random
import select
import sys
import time
import warnings

from headroom_agent.reporter import reporter

MOST_SAMPLES = 20_000
TRAINING_SECONDS = 10.0
EVALUATION_SECONDS = 3.0
# Time after which a data set with samples of one size is considered uniform.
UNIFORM_SECONDS = 3.0
# Maximum nesting depth of a sample.
DEEPEST = 6


def patch(torch):
    from torch.utils.data import BatchSampler, DistributedSampler, RandomSampler
    from torch.utils.data.dataloader import _BaseDataLoaderIter, _DatasetKind

    found = {}  # By data set and subset, which are kept alive: a loader may be created anew for each epoch.
    next_index, reset = _BaseDataLoaderIter._next_index, _BaseDataLoaderIter._reset

    @functools.wraps(next_index)
    def _next_index(iterator):
        indices = next_index(iterator)
        if "_headroom_led" in iterator.__dict__:
            return indices
        iterator._headroom_led = True
        if iterator._dataset_kind != _DatasetKind.Map:
            return indices
        sampler = sampler_of(iterator._index_sampler, BatchSampler)
        drawn = drawn_from(sampler, iterator._dataset, (RandomSampler, DistributedSampler))
        if drawn is None:
            return indices
        key = id(iterator._dataset), drawn if isinstance(drawn, range) else id(drawn)
        if key not in found:
            trains = torch.is_grad_enabled()
            scan = SizeScan(iterator._dataset, drawn, TRAINING_SECONDS if trains else EVALUATION_SECONDS)
            found[key] = scan, scan.aside(torch) if iterator._num_workers else scan.here(torch)
            if trains and "longestFirst" not in reporter.hello:
                reporter.hello.update(longestFirst=bool(found[key][1]), longestSamples=scan.looked_at)
        return longest_first(found[key][1], indices)

    @functools.wraps(reset)
    def _reset(iterator, *arguments, **named):
        iterator.__dict__.pop("_headroom_led", None)  # Persistent workers serve the next epoch.
        return reset(iterator, *arguments, **named)

    _BaseDataLoaderIter._next_index, _BaseDataLoaderIter._reset = _next_index, _reset


def longest_first(longest, indices):
    """Returns as many indices, the longest samples first, followed by those of the sampler."""
    first = longest[: len(indices)]
    taken = set(first)
    return first + [index for index in indices if index not in taken][: len(indices) - len(first)]


def sampler_of(sampler, batch_sampler):
    """Sampler of single samples if each batch is a fixed number of them; otherwise None."""
    if type(sampler).__name__ == "BatchSamplerShard":  # Accelerate's wrapper of a batch sampler.
        sampler = sampler.batch_sampler
    return sampler.sampler if type(sampler) is batch_sampler or hasattr(sampler, "own_batch_size") else None


def drawn_from(sampler, dataset, from_all):
    """Indices that a sampler draws from; None if unknown."""
    if isinstance(sampler, (list, range)):
        return sampler
    drawn = getattr(sampler, "indices", None)  # A subset of the data, such as the training split.
    if drawn is not None:
        return drawn
    try:
        count = len(dataset)
        return range(count) if isinstance(sampler, from_all) or len(sampler) == count else None
    except TypeError:
        return None


class SizeScan:
    """Reads the samples of a data set for their sizes."""

    def __init__(self, dataset, indices, seconds):
        self._dataset = dataset
        self._indices = indices
        self._seconds = seconds
        self.looked_at = 0

    def here(self, torch):
        """Indices of the samples, the largest first; empty if their sizes are equal or they cannot be read."""
        numpy = sys.modules.get("numpy")
        states = random.getstate(), torch.random.get_rng_state(), numpy and numpy.random.get_state()
        try:
            return self._longest()
        finally:
            random.setstate(states[0])
            torch.random.set_rng_state(states[1])
            if numpy:
                numpy.random.set_state(states[2])

    def aside(self, torch):
        """The same in a child process: the data set must not open files before its workers start."""
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # A warning about threads, which also applies to the loader's workers.
            child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                torch.set_num_threads(1)  # As in a worker: the threads of the parent do not exist.
                longest = self._longest()
                with os.fdopen(writing, "w") as pipe:
                    json.dump([self.looked_at, longest], pipe)
            finally:
                os._exit(0)
        os.close(writing)
        text = self._read(reading, time.monotonic() + self._seconds + 2)
        os.close(reading)
        try:
            os.kill(child, 9)  # It may hang in a sample.
            os.waitpid(child, 0)
        except OSError:
            pass
        try:
            self.looked_at, longest = json.loads(text)
        except ValueError:
            return []
        return longest

    @staticmethod
    def _read(pipe, until):
        text = b""
        while (left := until - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
            some = os.read(pipe, 65_536)
            if not some:
                break
            text += some
        return text

    def _longest(self):
        began = time.monotonic()
        try:
            # In random order, so that the samples that are not reached are unbiased.
            indices = [int(index) for index in self._indices] if not isinstance(self._indices, range) else self._indices
            indices = random.Random(0).sample(indices, min(len(indices), MOST_SAMPLES))
            sizes = []
            for index in indices:
                sizes.append(size(self._dataset[index]))
                seconds = time.monotonic() - began
                if seconds > self._seconds or seconds > UNIFORM_SECONDS and len(set(sizes)) == 1:
                    break
        except Exception:  # Not all data sets support access by index.
            return []
        self.looked_at = len(sizes)
        if len(set(sizes)) < 2:
            return []
        # Enough for a batch of any size.
        return [index for _, index in sorted(zip(sizes, indices), key=lambda pair: -pair[0])]


def size(sample, depth=0):
    """Number of elements (or characters) of a sample, in arrays, lists and objects of any kind."""
    shape = getattr(sample, "shape", None)
    if shape is not None:
        return math.prod(shape)
    if isinstance(sample, (str, bytes, bytearray, range)):
        return len(sample)
    if sample is None or isinstance(sample, (bool, int, float)) or depth >= DEEPEST:
        return 1
    if isinstance(sample, dict):
        return sum(size(value, depth + 1) for value in sample.values())
    if isinstance(sample, (list, tuple, set)):
        sample = list(sample)
        # All tokens are numbers.
        if sample and isinstance(sample[0], (int, float)):
            return len(sample)
        return sum(size(part, depth + 1) for part in sample)
    if isinstance(getattr(sample, "size", None), tuple):  # An image.
        return math.prod(sample.size)
    return sum(size(value, depth + 1) for value in getattr(sample, "__dict__", {}).values())

