"""Trainings in TensorFlow and Keras without Headroom support: keras_loops.py KIND."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
import tensorflow
from counts import Counts

kind = sys.argv[1]
keras.utils.set_random_seed(0)
x = numpy.random.rand(1000, 64).astype("float32")
y = numpy.random.randint(0, 10, 1000)
model = keras.Sequential([keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10)])
optimizer = keras.optimizers.SGD(0.05, momentum=0.9)
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(optimizer, cross_entropy)
counts = Counts()


def batches(size):
    return tensorflow.data.Dataset.from_tensor_slices((x, y)).shuffle(1000, seed=0).batch(size).prefetch(2)


class Sizes(keras.layers.Layer):
    """Passes its input on, and counts it outside the graph."""

    def call(self, inputs, training=False):
        if training:
            tensorflow.py_function(lambda size: counts.batch(int(size)), [tensorflow.shape(inputs)[0]], [])
        return inputs


class Steps(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        counts.step()


if kind.startswith("fit"):
    model = keras.Sequential([Sizes(), *model.layers])
    model.compile(optimizer, cross_entropy, run_eagerly=False)
    if kind == "fit":
        history = model.fit(x, y, batch_size=32, epochs=3, verbose=0, validation_split=0.1, callbacks=[Steps()])
    else:
        history = model.fit(batches(32), epochs=3, verbose=0, validation_data=batches(50), callbacks=[Steps()])
    counts.losses = history.history["loss"]
elif kind == "train-on-batch":
    for epoch in range(3):
        for start in range(0, 1000, 32):
            counts.batch(len(x[start : start + 32]))
            counts.step(float(model.train_on_batch(x[start : start + 32], y[start : start + 32])))
else:
    model.build((None, 64))

    def train(images, labels):
        with tensorflow.GradientTape() as tape:
            loss = cross_entropy(labels, model(images, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    if kind == "function":
        train = tensorflow.function(train)
    training, test = batches(32), batches(50)
    for epoch in range(3):
        for images, labels in training:
            counts.batch(len(images))
            counts.step(float(train(images, labels)))
        for images, labels in test:
            model(images)
counts.print()
