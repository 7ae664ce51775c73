"""TensorFlow: batches of tf.data, and custom training loops.

In a custom loop a step is a call of the outermost function that applies an optimizer, which is detected when it
is traced, or, without tf.function, when the optimizer is called.
"""

import functools
import math
import os
import sys
import time

from headroom_agent import device_memory
from headroom_agent.batches import Batches, length, totals
from headroom_agent.guard import guarded
from headroom_agent.optimizers import described
from headroom_agent.reporter import reporter


class Batched:
    """Batch sizes of a data set."""

    def __init__(self, own_batch_size, batch_size, samples, drop_remainder=False, is_set=False):
        self.own_batch_size = own_batch_size
        self.batch_size = batch_size
        self.samples = samples
        self.drop_remainder = drop_remainder
        self.is_set = is_set
        self.is_constant = False  # Whether no batch is partial.

    def size(self, step):
        """Number of samples of a step of an epoch, counted from 0; the last one may have fewer."""
        if self.samples is None:
            return self.batch_size
        steps = self.samples // self.batch_size
        rest = 0 if self.drop_remainder else self.samples % self.batch_size
        return rest if rest and step % (steps + 1) == steps else self.batch_size


def batched(data):
    """Batch sizes of a tf.data.Dataset; None for other types."""
    while data is not None:
        known = getattr(data, "_headroom_batched", None)
        if known is not None:
            return known
        inputs = getattr(data, "_inputs", None)
        inputs = inputs() if callable(inputs) else None
        data = inputs[0] if inputs else None
    return None


class Functions:
    """Running tf.functions, and those that train."""

    def __init__(self):
        self.paused = 0
        self._running = []
        self._applied = False
        self.batches = Batches()
        self.optimizer = None  # Last applied optimizer of Keras.
        self.eager = None  # Function that returns whether nothing is being traced.

    @guarded
    def optimizer_applied(self):
        if self.eager is None or self.paused:
            return
        if self.eager():
            self.stepped(None)
        for function in self._running:
            function._headroom_trains = True

    def called(self, function, call, arguments, named):
        self._running.append(function)
        try:
            return call(function, *arguments, **named)
        finally:
            self._running.pop()
            if not self._running and not self.paused and getattr(function, "_headroom_trains", False) and self.eager():
                self.stepped(arguments or tuple(named.values()))

    @guarded
    def stepped(self, arguments):
        now = time.monotonic()
        sizes = self.batches.take()
        if not sizes and length(arguments) is not None:
            sizes = [length(arguments)]
        if reporter.explicit or not sizes:
            return
        if reporter.step == 0:
            self.introduce()
            if None in sizes:
                reporter.hello["samplesUnknown"] = "its batches are of a kind whose samples cannot be counted"
        samples, largest = totals(sizes)
        reporter.step_ended(samples=samples, batch_size=largest, at=now)

    def introduce(self):
        reporter.hello["framework"] = reporter.framework("tensorflow")
        describe()
        reporter.watch_memory(device_memory.make_tensorflow)
        known = batched(getattr(self.batches.source, "_dataset", None))
        if known is not None:
            reporter.hello["trainingSamples"] = known.samples
            reporter.saw_own_batch_size(known.own_batch_size)
            if known.is_set:
                reporter.batch_size_set_by = "agent"
        elif reporter.asked_batch_size is not None:
            reporter.hello["refusal"] = "its loop takes its batches from no tf.data set with .batch()"


functions = Functions()


def describe():
    """Reports what is trained, and the number of threads."""
    optimizer = functions.optimizer
    if optimizer is not None:
        variables = getattr(optimizer, "_trainable_variables", [])
        settings = optimizer.get_config()
        reporter.hello.update(
            parameters=sum(math.prod(variable.shape) for variable in variables),
            optimizer=described(settings.get("name", type(optimizer).__name__), settings),
        )
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        asked = tensorflow.config.threading.get_intra_op_parallelism_threads()
        named = os.environ.get("TF_NUM_INTRAOP_THREADS", "")
        reporter.hello["device"] = "gpu" if tensorflow.config.get_visible_devices("GPU") else "cpu"
        reporter.hello["threads"] = asked or (int(named) if named.isdigit() else len(os.sched_getaffinity(0)))


def patch(tensorflow):
    from tensorflow.python.data.ops import dataset_ops, iterator_ops
    from tensorflow.python.eager import context
    from tensorflow.python.eager.polymorphic_function import polymorphic_function

    functions.eager = context.executing_eagerly
    patch_batch(dataset_ops.DatasetV2, "batch")
    patch_batch(dataset_ops.DatasetV2, "padded_batch")
    call = polymorphic_function.Function.__call__

    @functools.wraps(call)
    def __call__(function, *arguments, **named):
        return functions.called(function, call, arguments, named)

    polymorphic_function.Function.__call__ = __call__
    deliver = iterator_ops.OwnedIterator.__next__

    @functools.wraps(deliver)
    def __next__(iterator):
        asked = time.monotonic()
        try:
            batch = deliver(iterator)
        except StopIteration:
            functions.batches.exhausted(iterator, asked)
            raise
        if functions.eager() and not functions.paused:
            functions.batches.delivered(iterator, length(batch), asked, time.monotonic())
        return batch

    iterator_ops.OwnedIterator.__next__ = __next__


def patch_batch(datasets, name):
    make = getattr(datasets, name)

    @functools.wraps(make)
    def batch(data, batch_size, *arguments, **named):
        own = batch_size
        # Inside a function of a data set, a batch is a window or a sequence.
        is_set = reporter.asked_batch_size is not None and functions.eager() and batched(data) is None
        if is_set:
            batch_size = reporter.asked_batch_size
        result = make(data, batch_size, *arguments, **named)
        if functions.eager() and batched(data) is None:
            samples = int(data.cardinality())
            drops = bool(named.get("drop_remainder", arguments[0] if name == "batch" and arguments else False))
            result._headroom_batched = Batched(
                int(own), int(batch_size), samples if samples >= 0 else None, drops, is_set
            )
        return result

    setattr(datasets, name, batch)
