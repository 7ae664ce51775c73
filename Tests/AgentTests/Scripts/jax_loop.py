"""A training in JAX, whose steps cannot be observed by a hook: it reports the end of each step itself."""

import os

import jax
import jax.numpy as jnp
import numpy
from counts import Counts

try:
    from headroom_agent import step
except ImportError:

    def step(samples, result=None):
        pass


batch_size = int(os.environ.get("HEADROOM_BATCH_SIZE", 32))
generator = numpy.random.default_rng(0)
x, y = generator.random((1000, 64), dtype=numpy.float32), generator.integers(0, 10, 1000)
parameters = {"in": generator.normal(0, 0.1, (64, 128)), "out": generator.normal(0, 0.1, (128, 10))}


@jax.jit
def update(parameters, x, y):
    def loss(parameters):
        output = jax.nn.relu(x @ parameters["in"]) @ parameters["out"]
        return -jnp.mean(jax.nn.log_softmax(output)[jnp.arange(len(y)), y])

    value, gradients = jax.value_and_grad(loss)(parameters)
    return value, jax.tree.map(lambda parameter, gradient: parameter - 0.05 * gradient, parameters, gradients)


counts = Counts()
for epoch in range(3):
    for start in range(0, 1000, batch_size):
        batch = slice(start, start + batch_size)
        loss, parameters = update(parameters, x[batch], y[batch])
        step(len(x[batch]), result=loss)
        counts.batch(len(x[batch]))
        counts.step(float(loss))
counts.print()
