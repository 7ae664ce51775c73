"""Evaluations without a loader: calls of a model in evaluation mode."""

import functools
import time

from headroom_agent.guard import guarded
from headroom_agent.reporter import reporter

KEY = "headroom evaluation"

# Maximum number of module calls to check: frozen parts stay in evaluation mode while the rest trains.
MOST_CALLS = 8


class Evaluations:
    def __init__(self, torch, batches):
        from torch.nn.modules import module

        self._torch = torch
        self._batches = batches
        self._entering = module._global_forward_pre_hooks
        self._calls = 0
        self._patch(module.Module)

    def _patch(self, modules):
        evaluate = modules.eval

        @functools.wraps(evaluate)
        def set_evaluation_mode(module):
            # Without a loader all calls are hooked anyway.
            if self._batches.forwards is None and reporter.phase == "training" and reporter.step:
                self._calls = 0
                self._entering[KEY] = guarded(self._called)
            return evaluate(module)

        modules.eval = set_evaluation_mode

    def _called(self, module, arguments):
        """Checks the next module calls, then removes itself, so that a training is not slowed down."""
        self._calls += 1
        evaluates = not module.training and reporter.phase == "training" and self._batches.is_trained(module)
        if evaluates:
            self._batches.interrupted(time.monotonic())
        if evaluates or self._calls >= MOST_CALLS:
            self._entering.pop(KEY, None)
