"""Tells Headroom about the steps of this training (docs/agent.md).

Under Headroom this package is on the import path, and frameworks with hooks need nothing more. A loop that cannot be
hooked says itself when a step has ended:

    try:
        from headroom_agent import step
    except ImportError:
        def step(samples, result=None): pass

    for batch in batches:
        loss, parameters = update(parameters, batch)
        step(samples=len(batch), result=loss)
"""

import contextlib
import os
import sys
import time

from headroom_agent import device_memory
from headroom_agent.optimizers import described
from headroom_agent.reporter import reporter


def describe(parameters=None, training_samples=None, optimizer=None, **settings):
    """Says what is trained, for a comparison: how many parameters, on how many samples, and with which optimizer.

    `describe(parameters=151306, training_samples=1438, optimizer="SGD", learning_rate=0.05, momentum=0.9)`
    """
    jax = sys.modules.get("jax")
    device = jax.default_backend() if jax is not None else None
    reporter.hello.update(parameters=parameters, trainingSamples=training_samples, device=device)
    reporter.hello["threads"] = len(os.sched_getaffinity(0))
    if optimizer is not None:
        reporter.hello["optimizer"] = described(optimizer, settings)


@contextlib.contextmanager
def pause():
    """Leaves out what is done in it, such as an evaluation: it is no part of a step."""
    left = reporter.left(time.monotonic())
    reporter.write_memory()
    try:
        yield
    finally:
        reporter.write_memory()
        reporter.excluded_seconds += time.monotonic() - left


def step(samples, result=None):
    """Says that a step over so many samples has ended; without Headroom it does nothing.

    Frameworks that only queue their work (JAX) give an array of the step's as `result`: where a line is written, a few
    times in a second, it is waited for.
    """
    reporter.explicit = True
    reporter.wait = getattr(result, "block_until_ready", None)
    if reporter.wait is not None:  # JAX has its devices by now; to ask for them before would make it take them.
        reporter.watch_memory(device_memory.make_jax)
    reporter.loss = (lambda: float(result)) if getattr(result, "size", 0) == 1 else None
    reporter.step_ended(samples=samples, batch_size=samples)
