"""Keeps an error of the agent's own from ending the training that it watches."""

import functools

from headroom_agent.reporter import reporter


def guarded(hook):
    """A hook that reports its first error, and does nothing after it."""

    @functools.wraps(hook)
    def call(*arguments, **named):
        if reporter.has_failed:
            return None
        try:
            return hook(*arguments, **named)
        except Exception as error:
            reporter.fail(error)

    return call
