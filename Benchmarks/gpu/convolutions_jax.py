"""A small convolutional network on random images in device memory, in JAX.

The end of a jitted update cannot be observed from outside, so this loop reports it itself if Headroom listens.
"""

import convolutions
import jax
import jax.numpy as jnp
import numpy

try:
    from headroom_agent import describe, step
except ImportError:  # Headroom does not watch.

    def describe(**what): ...

    def step(samples, result=None): ...


arguments = convolutions.options()
generator = numpy.random.default_rng(arguments.seed)

pictures, labels = map(jnp.asarray, convolutions.pictures(arguments.samples, arguments.size, arguments.seed))
weights = convolutions.starting_weights(arguments.size, arguments.seed)
model = {
    name: {"weights": jnp.asarray(next(weights)), "bias": jnp.asarray(next(weights))}
    for name in ("conv1", "conv2", "dense1", "dense2")
}
momentum = jax.tree.map(jnp.zeros_like, model)
describe(
    parameters=sum(values.size for values in jax.tree.leaves(model)),
    training_samples=arguments.samples,
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
def update(model, momentum, pictures, labels, batch):
    loss, gradients = jax.value_and_grad(cross_entropy)(model, pictures[batch], labels[batch])
    momentum = jax.tree.map(lambda m, g: 0.9 * m + g, momentum, gradients)
    return loss, jax.tree.map(lambda p, m: p - arguments.learning_rate * m, model, momentum), momentum


for epoch in range(1, arguments.epochs + 1):
    order = generator.permutation(arguments.samples)
    for start in range(0, arguments.samples, arguments.batch_size):
        batch = order[start : start + arguments.batch_size]
        loss, model, momentum = update(model, momentum, pictures, labels, batch)
        step(len(batch), result=loss)
    print(f"epoch {epoch}: loss {loss:.4f}", flush=True)
