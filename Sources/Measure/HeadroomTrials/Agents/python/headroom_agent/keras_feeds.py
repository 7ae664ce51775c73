"""What a fit of Keras takes its batches from, beside arrays: how many samples each batch has, and how many an epoch.

Keras makes an adapter of whatever it is fed with, and asks it in the way of its backend. There the batches are counted
as they are delivered: tf.data sets, a PyTorch DataLoader, a PyDataset, a generator, and what later versions know.
"""

import collections
import functools

from headroom_agent.batches import length


class Delivered:
    """The samples of the batches that were delivered to a fit, until its steps take them."""

    def __init__(self, x):
        self.x = x
        self.reason = None  # Why they cannot be counted.
        self._sizes = collections.deque()

    def attach(self, adapter, backend):
        """Counts what an adapter delivers from now on."""
        if backend == "tensorflow":
            self._replace(adapter, "get_tf_dataset", self._counted_set)
        elif backend == "jax":
            self._replace(adapter, "get_jax_iterator", self._counted)
        elif backend == "torch":
            self._replace(adapter, "get_torch_dataloader", self._counted)
        else:
            self._replace(adapter, "get_numpy_iterator", self._counted)

    @staticmethod
    def _replace(adapter, name, counted):
        get = getattr(adapter, name)
        setattr(adapter, name, lambda: counted(get()))

    def size(self, step):
        """The samples of the next step, whose number does not matter; None where no batch was delivered for it."""
        return self._sizes.popleft() if self._sizes else None

    def forget(self):
        """Forgets what was delivered before the first step: a model that is built needs a batch."""
        self._sizes.clear()

    def _counted(self, batches):
        return CountedPasses(batches, self._sizes)

    def _counted_set(self, data):
        """A tf.data set with the same elements. It counts where they are taken, behind all that is fetched ahead."""
        import tensorflow

        leaves = tensorflow.nest.flatten(data.element_spec)
        known = (i for i, leaf in enumerate(leaves) if isinstance(leaf, tensorflow.TensorSpec) and leaf.shape.rank != 0)
        number = next(known, None)
        if number is None:
            self.reason = "whose elements have no dimension that counts samples"
            return data

        def take(size):
            self._sizes.append(int(size))
            return size

        def count(*batch):
            batch = batch if isinstance(data.element_spec, tuple) else batch[0]
            leaves = tensorflow.nest.flatten(batch)
            size = tensorflow.shape(leaves[number], tensorflow.int64)[0]
            with tensorflow.control_dependencies([tensorflow.numpy_function(take, [size], tensorflow.int64)]):
                leaves[number] = tensorflow.identity(leaves[number])
            return tensorflow.nest.pack_sequence_as(batch, leaves)

        return data.map(count)


class CountedPasses:
    """Batches whose sizes are noted as they are delivered; each pass over them begins anew."""

    def __init__(self, batches, sizes):
        self._batches = batches
        self._sizes = sizes

    def __iter__(self):
        return CountedPass(iter(self._batches), self._sizes)


class CountedPass:
    def __init__(self, batches, sizes):
        self._batches = batches
        self._sizes = sizes
        self._has_begun = False

    def __iter__(self):
        return self

    def __next__(self):
        batch = next(self._batches)
        if not self._has_begun:  # Batches of the pass before that no step took are for none.
            self._has_begun = True
            self._sizes.clear()
        self._sizes.append(length(batch) or 0)
        return batch


class Sequence:
    """A PyDataset that makes its batches by its attribute `batch_size`, as far as its number of batches shows it."""

    def __init__(self, data):
        self._data = data
        # Another fit may have had it set already.
        self.own_batch_size = vars(data).get("_headroom_own_batch_size", vars(data).get("batch_size"))
        self.samples = None
        if isinstance(self.own_batch_size, bool) or not isinstance(self.own_batch_size, int) or self.own_batch_size < 1:
            return
        try:
            batches = number_of_batches(data)
            samples = self._batches_at(1)
            # Two sizes more, lest it is a number by chance.
            if samples and all(
                self._batches_at(size) in (samples // size, -(-samples // size)) for size in (2, self.own_batch_size)
            ) and number_of_batches(data) == batches:
                self.samples = samples
        except Exception:  # What a data set of the script's does with another batch size is not known.
            pass

    def _batches_at(self, batch_size):
        now = self._data.batch_size
        self._data.batch_size = batch_size
        try:
            return number_of_batches(self._data)
        finally:
            self._data.batch_size = now

    def set(self, batch_size):
        """Sets its batch size, where it has one, at most to all its samples."""
        self._data._headroom_own_batch_size = self.own_batch_size
        self._data.batch_size = min(batch_size, self.samples)


def number_of_batches(data):
    """The batches of an epoch, of whatever a fit is fed with; None where it is not known, or has no end."""
    if hasattr(data, "num_batches"):
        return data.num_batches
    cardinality = getattr(data, "cardinality", None)
    if callable(cardinality):
        count = int(cardinality())
        return count if count >= 0 else None
    try:
        return len(data)
    except (TypeError, NotImplementedError):
        return None


def watch(keras, fitted):
    """Lets the first iterator that a fit makes, which trains, count what it delivers.

    `fitted` holds what is to count it, from the beginning of a fit until then.
    """
    from keras.src.trainers.epoch_iterator import EpochIterator

    make = EpochIterator.__init__

    @functools.wraps(make)
    def __init__(iterator, *arguments, **named):
        make(iterator, *arguments, **named)
        if fitted:
            fitted.pop().attach(iterator.data_adapter, keras.backend.backend())

    EpochIterator.__init__ = __init__
