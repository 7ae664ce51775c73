"""Classifies handwritten digits with a small convolutional network, in JAX.

The end of a jitted update cannot be observed from outside, so this loop reports it itself if Headroom listens.
"""

import argparse

import digits
import jax
import jax.numpy as jnp
import numpy

try:
    from headroom_agent import describe, pause, step
except ImportError:  # Headroom does not watch.
    from contextlib import nullcontext as pause

    def describe(**what): ...

    def step(samples, result=None): ...


parser = argparse.ArgumentParser()
parser.add_argument("--data", default=".headroom/data/digits.csv", help="64 pixels and a digit on each line")
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--learning-rate", type=float, default=0.05)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
generator = numpy.random.default_rng(arguments.seed)

images, labels, test_images, test_labels = digits.load(arguments.data)

weights = digits.starting_weights(arguments.seed)
model = {name: {"weights": next(weights), "bias": next(weights)} for name in ("conv1", "conv2", "dense1", "dense2")}
momentum = jax.tree.map(numpy.zeros_like, model)
describe(
    parameters=sum(values.size for values in jax.tree.leaves(model)),
    training_samples=len(images),
    optimizer="SGD",
    learning_rate=arguments.learning_rate,
    momentum=0.9,
)


def convolve(layer, x):
    return jax.lax.conv(x, layer["weights"], (1, 1), "SAME") + layer["bias"][:, None, None]


def predict(model, x):
    x = jax.nn.relu(convolve(model["conv1"], x))
    x = jax.nn.relu(convolve(model["conv2"], x))
    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    x = jax.nn.relu(x.reshape(len(x), -1) @ model["dense1"]["weights"].T + model["dense1"]["bias"])
    return x @ model["dense2"]["weights"].T + model["dense2"]["bias"]


def cross_entropy(model, x, y):
    return -jnp.mean(jax.nn.log_softmax(predict(model, x))[jnp.arange(len(y)), y])


@jax.jit
def update(model, momentum, x, y):
    loss, gradients = jax.value_and_grad(cross_entropy)(model, x, y)
    momentum = jax.tree.map(lambda m, g: 0.9 * m + g, momentum, gradients)
    return loss, jax.tree.map(lambda p, m: p - arguments.learning_rate * m, model, momentum), momentum


for epoch in range(1, arguments.epochs + 1):
    order = generator.permutation(len(images))
    for start in range(0, len(order), arguments.batch_size):
        batch = order[start : start + arguments.batch_size]
        loss, model, momentum = update(model, momentum, images[batch], labels[batch])
        step(len(batch), result=loss)
    with pause():  # An evaluation is not a step.
        accuracy = jnp.mean(predict(model, test_images).argmax(1) == test_labels)
        print(f"epoch {epoch}: loss {loss:.4f}, test accuracy {accuracy:.1%}", flush=True)
