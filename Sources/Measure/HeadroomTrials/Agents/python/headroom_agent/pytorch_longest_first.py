"""The longest samples in the first batch, for a run that has to see the peak of the memory in its first steps.

`HEADROOM_LONGEST_FIRST=1`: where the samples of a map-style data set differ in size (sequences that are padded to the
longest of their batch, images, graphs), the first batch of each epoch is made of the largest ones. Which those are is
found once for each data set, or part of it, by looking at its samples; random states are put back behind it. Batches
that a sampler of the script's own makes are left alone: it may bound the sum of their lengths. The model of such a run
is thrown away.
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
# After this time without a difference none is expected.
UNIFORM_SECONDS = 3.0
# Nested deeper than this is no part of a sample that a batch is made of.
DEEPEST = 6


def patch(torch):
    from torch.utils.data import BatchSampler, DistributedSampler, RandomSampler
    from torch.utils.data.dataloader import _BaseDataLoaderIter, _DatasetKind

    found = {}  # By data set and its part, which are held: a loader may be made anew for each epoch.
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
            look = Look(iterator._dataset, drawn, TRAINING_SECONDS if trains else EVALUATION_SECONDS)
            found[key] = look, look.aside(torch) if iterator._num_workers else look.here(torch)
            if trains and "longestFirst" not in reporter.hello:
                reporter.hello.update(longestFirst=bool(found[key][1]), longestSamples=look.looked_at)
        return led_by(found[key][1], indices)

    @functools.wraps(reset)
    def _reset(iterator, *arguments, **named):
        iterator.__dict__.pop("_headroom_led", None)  # Persistent workers serve the next epoch.
        return reset(iterator, *arguments, **named)

    _BaseDataLoaderIter._next_index, _BaseDataLoaderIter._reset = _next_index, _reset


def led_by(longest, indices):
    """As many indices as before, the longest first; where too few were looked at, those of the sampler follow."""
    first = longest[: len(indices)]
    taken = set(first)
    return first + [index for index in indices if index not in taken][: len(indices) - len(first)]


def sampler_of(sampler, batch_sampler):
    """The sampler of single samples, where batches are so many of them each, whatever samples they are; else None."""
    if type(sampler).__name__ == "BatchSamplerShard":  # Accelerate's, around another.
        sampler = sampler.batch_sampler
    return sampler.sampler if type(sampler) is batch_sampler or hasattr(sampler, "own_batch_size") else None


def drawn_from(sampler, dataset, from_all):
    """The indices that a sampler draws from; None where they are not known."""
    if isinstance(sampler, (list, range)):
        return sampler
    drawn = getattr(sampler, "indices", None)  # A part of the data, such as the training's.
    if drawn is not None:
        return drawn
    try:
        count = len(dataset)
        return range(count) if isinstance(sampler, from_all) or len(sampler) == count else None
    except TypeError:
        return None


class Look:
    """Looks at the samples of a data set for their sizes."""

    def __init__(self, dataset, indices, seconds):
        self._dataset = dataset
        self._indices = indices
        self._seconds = seconds
        self.looked_at = 0

    def here(self, torch):
        """The indices of the samples, the largest first; empty where they do not differ or cannot be had."""
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
        """The same from a process of its own: files that a data set opens must not be open before its workers are."""
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Of threads, which are the same for the workers of the loader.
            child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                torch.set_num_threads(1)  # As in a worker: threads of the parent are not there.
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
            # In an order of its own, so that what there is no time for is no particular part.
            indices = [int(index) for index in self._indices] if not isinstance(self._indices, range) else self._indices
            indices = random.Random(0).sample(indices, min(len(indices), MOST_SAMPLES))
            sizes = []
            for index in indices:
                sizes.append(size(self._dataset[index]))
                seconds = time.monotonic() - began
                if seconds > self._seconds or seconds > UNIFORM_SECONDS and len(set(sizes)) == 1:
                    break
        except Exception:  # Not all data sets can be asked for a sample by its number.
            return []
        self.looked_at = len(sizes)
        if len(set(sizes)) < 2:
            return []
        # As many as any batch takes.
        return [index for _, index in sorted(zip(sizes, indices), key=lambda pair: -pair[0])]


def size(sample, depth=0):
    """The numbers (or characters) of a sample, in arrays, lists and objects of any kind."""
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
        # Tokens are numbers, all of them.
        if sample and isinstance(sample[0], (int, float)):
            return len(sample)
        return sum(size(part, depth + 1) for part in sample)
    if isinstance(getattr(sample, "size", None), tuple):  # An image.
        return math.prod(sample.size)
    return sum(size(value, depth + 1) for value in getattr(sample, "__dict__", {}).values())

