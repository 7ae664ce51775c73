"""Keras with its different data sources: python script.py arrays|generator|pydataset|tfdata [--batch-size 32]

1,000 samples: 32 steps an epoch at 32, the last with 8 samples; the generator never ends, so that there are 31 full
ones. Each epoch is validated on 200 samples.
"""

import argparse

import keras
import numpy

parser = argparse.ArgumentParser()
parser.add_argument("feed", choices=["arrays", "generator", "pydataset", "tfdata"])
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--epochs", type=int, default=15)
options = parser.parse_args()

generator = numpy.random.default_rng(0)
x, y = generator.normal(size=(1_000, 12)).astype("float32"), generator.integers(0, 3, 1_000)
size = options.batch_size


class Rows(keras.utils.PyDataset):
    def __len__(self):
        return -(-len(x) // size)

    def __getitem__(self, index):
        return x[index * size : (index + 1) * size], y[index * size : (index + 1) * size]


def forever():
    while True:
        order = generator.permutation(len(x))
        for first in range(0, len(x) - size + 1, size):
            yield x[order[first : first + size]], y[order[first : first + size]]


class Count(keras.callbacks.Callback):
    steps = 0

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1


count = Count()
model = keras.Sequential([keras.layers.Dense(16, activation="relu"), keras.layers.Dense(3)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
common = dict(epochs=options.epochs, verbose=0, callbacks=[count], validation_data=(x[:200], y[:200]))
if options.feed == "arrays":
    model.fit(x, y, batch_size=size, **common)
elif options.feed == "generator":
    model.fit(forever(), steps_per_epoch=len(x) // size, **common)
elif options.feed == "pydataset":
    model.fit(Rows(), **common)
else:
    import tensorflow

    model.fit(tensorflow.data.Dataset.from_tensor_slices((x, y)).shuffle(1_000).batch(size), **common)
print(f"steps {count.steps}")
