"""Tells Headroom about the steps of this training (docs/agent.md).

Under Headroom this package is on the import path; frameworks with hooks need nothing more. A loop that cannot be
hooked says itself when a step has ended:

    try:
        from headroom_agent import step
    except ImportError:
        def step(samples): pass

    for batch in batches:
        parameters = update(parameters, batch)
        step(samples=len(batch))
"""

from headroom_agent.reporter import reporter


def step(samples):
    """Says that a step over so many samples has ended; without Headroom it does nothing."""
    reporter.explicit = True
    reporter.step_ended(samples=samples, batch_size=samples)
