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

from headroom_agent.reporter import reporter


def step(samples, result=None):
    """Says that a step over so many samples has ended; without Headroom it does nothing.

    Frameworks that only queue their work (JAX) give an array of the step's as `result`: where a line is written, a few
    times in a second, it is waited for.
    """
    reporter.explicit = True
    reporter.wait = getattr(result, "block_until_ready", None)
    reporter.step_ended(samples=samples, batch_size=samples)
