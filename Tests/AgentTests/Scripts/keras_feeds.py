"""Data sources of Keras's fit, on any of its backends, without Headroom support: keras_feeds.py KIND [BATCH_SIZE].

The batches are counted where the model trains on them.
"""

import math
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
from counts import Counts

kind = sys.argv[1]
batch_size = int(sys.argv[2]) if len(sys.argv) > 2 else 32
keras.utils.set_random_seed(0)
x = numpy.random.rand(1000, 64).astype("float32")
y = numpy.random.randint(0, 10, 1000)
counts = Counts()


class Batches(keras.utils.PyDataset):
    def __init__(self, batch_size, samples=1000, **options):
        super().__init__(**options)
        self.batch_size = batch_size
        self.samples = samples

    def __len__(self):
        return math.ceil(self.samples / self.batch_size)

    def __getitem__(self, index):
        start, stop = index * self.batch_size, min((index + 1) * self.batch_size, self.samples)
        return x[start:stop], y[start:stop]


class FixedBatches(Batches):
    """Its batches are created with it: setting a batch size later changes nothing."""

    def __init__(self, batch_size):
        super().__init__(batch_size)
        self.starts = range(0, 1000, batch_size)

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, index):
        return x[self.starts[index] : self.starts[index] + 32], y[self.starts[index] : self.starts[index] + 32]


def generator():
    while True:
        for start in range(0, 1000, batch_size):
            yield x[start : start + batch_size], y[start : start + batch_size]


def loader(shuffle):
    import torch

    data = torch.utils.data.TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
    return torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=shuffle)


def stream():
    import tensorflow

    shapes = tensorflow.TensorSpec((None, 64)), tensorflow.TensorSpec((None,), tensorflow.int64)
    batches = lambda: (batch for _, batch in zip(range(32), generator()))
    return tensorflow.data.Dataset.from_generator(batches, output_signature=shapes)


class Sizes(keras.callbacks.Callback):
    """Counts the samples of each call by the metric below, which sums them over the epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        self.before = 0

    def on_train_batch_end(self, batch, logs=None):
        so_far = round(float(logs["samples"]))
        counts.batch(so_far - self.before)
        counts.step()
        self.before = so_far


class Samples(keras.metrics.Metric):
    """Number of samples of an epoch so far."""

    def __init__(self):
        super().__init__(name="samples")
        self.total = self.add_variable((), "zeros", name="total")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign(self.total + keras.ops.cast(keras.ops.shape(y_pred)[0], "float32"))

    def result(self):
        return self.total * 1


feeds = {
    "sequence": lambda: dict(x=Batches(batch_size)),
    "sequence-workers": lambda: dict(x=Batches(batch_size, workers=2)),
    "sequence-fixed": lambda: dict(x=FixedBatches(batch_size)),
    "generator": lambda: dict(x=generator(), steps_per_epoch=32),
    "generator-part": lambda: dict(x=generator(), steps_per_epoch=20),
    "loader": lambda: dict(x=loader(True)),
    "loader-in-order": lambda: dict(x=loader(False)),
    "arrays-part": lambda: dict(x=x, y=y, batch_size=batch_size, steps_per_epoch=20, validation_split=0.1),
    "stream": lambda: dict(x=stream()),
}
held_out = Batches(50, 200) if kind.startswith("sequence") else (x[:200], y[:200])
model = keras.Sequential([keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10)])
model.compile(
    keras.optimizers.SGD(0.05, momentum=0.9), keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[Samples()], steps_per_execution=int(os.environ.get("STEPS_PER_EXECUTION", 1)),
)
history = model.fit(**feeds[kind](), epochs=3, verbose=0, validation_data=held_out, callbacks=[Sizes()], shuffle=False)
counts.losses = history.history["loss"]
counts.print()
