"""Classifies handwritten digits with a small convolutional network, in TensorFlow, without Headroom support."""

import argparse

import digits
import keras

parser = argparse.ArgumentParser()
parser.add_argument("--data", default=".headroom/data/digits.csv", help="64 pixels and a digit on each line")
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--learning-rate", type=float, default=0.05)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
keras.utils.set_random_seed(arguments.seed)

images, labels, test_images, test_labels = digits.load(arguments.data)
images, test_images = images.transpose(0, 2, 3, 1), test_images.transpose(0, 2, 3, 1)

model = keras.Sequential([
    keras.Input((8, 8, 1)),
    keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
    keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
    keras.layers.MaxPooling2D(2),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10),
])
model.set_weights(list(digits.channels_last(digits.starting_weights(arguments.seed))))
model.compile(
    optimizer=keras.optimizers.SGD(arguments.learning_rate, momentum=0.9),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(
    images,
    labels,
    batch_size=arguments.batch_size,
    epochs=arguments.epochs,
    validation_data=(test_images, test_labels),
    verbose=2,
)
