"""Reports the steps of this training to Headroom (docs/agent.md).

Under Headroom this package is on the import path, and frameworks with hooks need nothing more. A loop that cannot be
hooked reports the end of its steps itself:

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
    """Reports what is trained, for a comparison: number of parameters, number of samples, and the optimizer.

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
    """Excludes the enclosed code, such as an evaluation, from the step time."""
    left = reporter.end_of_last_step(time.monotonic())
    reporter.write_memory()
    try:
        yield
    finally:
        reporter.write_memory()
        reporter.excluded_seconds += time.monotonic() - left


def step(samples, result=None):
    """Reports the end of a step over `samples` samples; without Headroom it does nothing.

    Asynchronous frameworks (JAX) pass an array computed by the step as `result`: it is waited for whenever a line
    is written, a few times per second.
    """
    reporter.explicit = True
    reporter.wait = getattr(result, "block_until_ready", None)
    if reporter.wait is not None:  # By now JAX has initialized its devices; an earlier query would do so.
        reporter.watch_memory(device_memory.make_jax)
    reporter.loss = (lambda: float(result)) if getattr(result, "size", 0) == 1 else None
    reporter.step_ended(samples=samples, batch_size=samples)
