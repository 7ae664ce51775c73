"""Inputs of Keras's fit other than arrays: samples of each batch, and batches of an epoch.

Keras wraps its input in an adapter, and reads it through a method specific to the backend. There the batches are
counted as they are delivered: of tf.data sets, a PyTorch DataLoader, a PyDataset, a generator, and types of later
versions.
"""

import collections
import functools

from headroom_agent.batches import length


class Delivered:
    """Queue of the sizes of batches delivered to a fit and not used by a step yet."""

    def __init__(self, x):
        self.x = x
        self.reason = None  # Reason why they cannot be counted.
        self._sizes = collections.deque()

    def attach(self, adapter, backend):
        """Counts the batches that an adapter delivers from now on."""
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
        """Samples of the next step, for any `step`; None if no batch was delivered for it."""
        return self._sizes.popleft() if self._sizes else None

    def forget(self):
        """Discards batches delivered before the first step: building a model uses one."""
        self._sizes.clear()

    def _counted(self, batches):
        return CountedPasses(batches, self._sizes)

    def _counted_set(self, data):
        """Returns a tf.data set with the same elements, which counts them after all prefetching."""
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
    """Batches whose sizes are recorded at delivery; each pass starts again."""

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
        if not self._has_begun:  # Discard batches of the previous pass that no step used.
            self._has_begun = True
            self._sizes.clear()
        self._sizes.append(length(batch) or 0)
        return batch


class Sequence:
    """PyDataset that forms its batches by its attribute `batch_size`, as verified by its number of batches."""

    def __init__(self, data):
        self._data = data
        # An earlier fit may have changed it already.
        self.own_batch_size = vars(data).get("_headroom_own_batch_size", vars(data).get("batch_size"))
        self.samples = None
        if isinstance(self.own_batch_size, bool) or not isinstance(self.own_batch_size, int) or self.own_batch_size < 1:
            return
        try:
            batches = number_of_batches(data)
            samples = self._batches_at(1)
            # Two more sizes exclude a coincidence.
            if samples and all(
                self._batches_at(size) in (samples // size, -(-samples // size)) for size in (2, self.own_batch_size)
            ) and number_of_batches(data) == batches:
                self.samples = samples
        except Exception:  # The user's data set may raise at another batch size.
            pass

    def _batches_at(self, batch_size):
        now = self._data.batch_size
        self._data.batch_size = batch_size
        try:
            return number_of_batches(self._data)
        finally:
            self._data.batch_size = now

    def set(self, batch_size):
        """Sets the batch size, limited to the number of samples."""
        self._data._headroom_own_batch_size = self.own_batch_size
        self._data.batch_size = min(batch_size, self.samples)


def number_of_batches(data):
    """Number of batches of an epoch for any input of fit; None if unknown or infinite."""
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
    """Lets the first iterator of a fit, which trains, count its batches.

    `fitted` holds the counter from the start of a fit until then.
    """
    from keras.src.trainers.epoch_iterator import EpochIterator

    make = EpochIterator.__init__

    @functools.wraps(make)
    def __init__(iterator, *arguments, **named):
        make(iterator, *arguments, **named)
        if fitted:
            fitted.pop().attach(iterator.data_adapter, keras.backend.backend())

    EpochIterator.__init__ = __init__
