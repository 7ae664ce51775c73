"""A training state and a jitted step in JAX, which reports its steps itself: python script.py [--batch-size 50]

The state is a tree of parameters, moments and a step number; the step function is compiled for each batch size (the
smaller last batch of an epoch has 20). The evaluation is not a step.
"""

import argparse
import contextlib
import typing

import jax
import jax.numpy as jnp
import numpy

try:
    from headroom_agent import describe, pause, step as report
except ImportError:  # It also runs without the agent.
    pause = contextlib.nullcontext

    def describe(**what): ...

    def report(samples, result=None): ...


parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=50)
parser.add_argument("--epochs", type=int, default=20)
options = parser.parse_args()


class State(typing.NamedTuple):
    step: int
    parameters: dict
    moments: dict


generator = numpy.random.default_rng(0)
x, y = generator.normal(size=(1_020, 16)).astype("float32"), generator.integers(0, 4, 1_020)
parameters = {
    "hidden": {"kernel": generator.normal(size=(16, 32)).astype("float32") / 4, "bias": numpy.zeros(32, "float32")},
    "head": {"kernel": generator.normal(size=(32, 4)).astype("float32") / 6, "bias": numpy.zeros(4, "float32")},
}
state = State(0, parameters, jax.tree.map(numpy.zeros_like, parameters))
describe(parameters=sum(leaf.size for leaf in jax.tree.leaves(parameters)), training_samples=len(x))


def logits_of(parameters, inputs):
    hidden = jax.nn.relu(inputs @ parameters["hidden"]["kernel"] + parameters["hidden"]["bias"])
    return hidden @ parameters["head"]["kernel"] + parameters["head"]["bias"]


def loss_of(parameters, inputs, labels):
    return -jax.nn.log_softmax(logits_of(parameters, inputs))[jnp.arange(len(labels)), labels].mean()


@jax.jit
def train_step(state, inputs, labels):
    loss, gradients = jax.value_and_grad(loss_of)(state.parameters, inputs, labels)
    moments = jax.tree.map(lambda m, g: 0.9 * m + g, state.moments, gradients)
    parameters = jax.tree.map(lambda p, m: p - 0.02 * m, state.parameters, moments)
    return State(state.step + 1, parameters, moments), loss


steps = samples = 0
for epoch in range(options.epochs):
    order = generator.permutation(len(x))
    for first in range(0, len(x), options.batch_size):
        picked = order[first : first + options.batch_size]
        state, loss = train_step(state, x[picked], y[picked])
        report(samples=len(picked), result=loss)
        steps, samples = steps + 1, samples + len(picked)
    with pause():
        accuracy = (logits_of(state.parameters, x).argmax(1) == y).mean()
print(f"steps {steps} samples {samples} state {int(state.step)} accuracy {accuracy:.2f}")
