"""Classifies handwritten digits with a small convolutional network, in TensorFlow. It knows nothing of Headroom."""

import argparse
import csv

import keras
import numpy

parser = argparse.ArgumentParser()
parser.add_argument("--data", default=".headroom/data/digits.csv", help="64 pixels and a digit on each line")
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--learning-rate", type=float, default=0.05)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
keras.utils.set_random_seed(arguments.seed)

# Every fifth of the digits is for testing.
rows = numpy.array(list(csv.reader(open(arguments.data))), dtype=numpy.float32)
images, labels = rows[:, :64].reshape(-1, 8, 8, 1) / 16, rows[:, 64].astype(numpy.int64)
held_out = numpy.arange(len(rows)) % 5 == 4

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
    keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
    keras.layers.MaxPooling2D(2),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10),
])
model.compile(
    optimizer=keras.optimizers.SGD(arguments.learning_rate, momentum=0.9),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(
    images[~held_out],
    labels[~held_out],
    batch_size=arguments.batch_size,
    epochs=arguments.epochs,
    validation_data=(images[held_out], labels[held_out]),
    verbose=2,
)
