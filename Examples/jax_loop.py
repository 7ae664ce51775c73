"""Classifies handwritten digits with a small convolutional network, in JAX.

Nothing can see from outside when a jitted update has ended, so this loop says so itself, where Headroom listens.
"""

import argparse
import csv

import jax
import jax.numpy as jnp
import numpy

try:
    from headroom_agent import step
except ImportError:  # Headroom does not watch.

    def step(samples, result=None):
        pass


parser = argparse.ArgumentParser()
parser.add_argument("--data", default=".headroom/data/digits.csv", help="64 pixels and a digit on each line")
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--learning-rate", type=float, default=0.05)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
generator = numpy.random.default_rng(arguments.seed)

# Every fifth of the digits is for testing.
rows = numpy.array(list(csv.reader(open(arguments.data))), dtype=numpy.float32)
images, labels = rows[:, :64].reshape(-1, 1, 8, 8) / 16, rows[:, 64].astype(numpy.int32)
held_out = numpy.arange(len(rows)) % 5 == 4
training, test = (images[~held_out], labels[~held_out]), (images[held_out], labels[held_out])

shapes = {"conv1": (32, 1, 3, 3), "conv2": (64, 32, 3, 3), "dense1": (1024, 128), "dense2": (128, 10)}
model = {}
for name, shape in shapes.items():
    inputs = shape[0] if name.startswith("dense") else numpy.prod(shape[1:])
    weights = generator.normal(0, (2 / inputs) ** 0.5, shape).astype(numpy.float32)
    model[name] = {"weights": weights, "bias": numpy.zeros(shape[1 if name.startswith("dense") else 0], numpy.float32)}
momentum = jax.tree.map(numpy.zeros_like, model)


def convolve(layer, x):
    return jax.lax.conv(x, layer["weights"], (1, 1), "SAME") + layer["bias"][:, None, None]


def predict(model, x):
    x = jax.nn.relu(convolve(model["conv1"], x))
    x = jax.nn.relu(convolve(model["conv2"], x))
    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    x = jax.nn.relu(x.reshape(len(x), -1) @ model["dense1"]["weights"] + model["dense1"]["bias"])
    return x @ model["dense2"]["weights"] + model["dense2"]["bias"]


def cross_entropy(model, x, y):
    return -jnp.mean(jax.nn.log_softmax(predict(model, x))[jnp.arange(len(y)), y])


@jax.jit
def update(model, momentum, x, y):
    loss, gradients = jax.value_and_grad(cross_entropy)(model, x, y)
    momentum = jax.tree.map(lambda m, g: 0.9 * m + g, momentum, gradients)
    return loss, jax.tree.map(lambda p, m: p - arguments.learning_rate * m, model, momentum), momentum


for epoch in range(1, arguments.epochs + 1):
    order = generator.permutation(len(training[0]))
    for start in range(0, len(order), arguments.batch_size):
        batch = order[start : start + arguments.batch_size]
        loss, model, momentum = update(model, momentum, training[0][batch], training[1][batch])
        step(len(batch), result=loss)
    accuracy = jnp.mean(predict(model, test[0]).argmax(1) == test[1])
    print(f"epoch {epoch}: loss {loss:.4f}, test accuracy {accuracy:.1%}", flush=True)
