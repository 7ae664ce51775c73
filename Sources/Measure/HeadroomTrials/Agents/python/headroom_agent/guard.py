"""Prevents an error of the agent from ending the training."""

import functools

from headroom_agent.reporter import reporter


def guarded(hook):
    """Wraps a hook so that it reports its first error, and does nothing after it."""

    @functools.wraps(hook)
    def call(*arguments, **named):
        if reporter.has_failed:
            return None
        try:
            return hook(*arguments, **named)
        except Exception as error:
            reporter.fail(error)

    return call
