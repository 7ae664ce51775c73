"""Warmup of the learning rate, for large batches: it is reduced in the first steps of each optimizer.

Between two steps, the script and its learning rate schedule read and write their own learning rate.
"""

import weakref

from headroom_agent.reporter import reporter


def patch(torch, steps):
    from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

    warm_up = WarmUp(torch, steps)
    register_optimizer_step_pre_hook(warm_up.stepping)
    register_optimizer_step_post_hook(warm_up.stepped)


class WarmUp:
    def __init__(self, torch, steps):
        self._torch = torch
        self._steps = steps
        self._taken = weakref.WeakKeyDictionary()  # Number of steps so far, by optimizer.
        self._own = weakref.WeakKeyDictionary()  # Learning rates of the groups, by optimizer, during its step.

    def stepping(self, optimizer, arguments, named):
        self._put_back(optimizer)  # If the previous step failed.
        taken = self._taken.get(optimizer, 0)
        self._taken[optimizer] = taken + 1
        if taken >= self._steps:
            return
        reporter.hello["warmupSteps"] = self._steps
        factor = (taken + 1) / self._steps
        own = self._own[optimizer] = []
        scaled = set()  # Groups may share a tensor.
        for group in optimizer.param_groups:
            rate = group.get("lr")
            if not isinstance(rate, self._torch.Tensor):
                if rate is not None:
                    own.append((group, rate))
                    group["lr"] = rate * factor
            elif id(rate) not in scaled:  # A captured graph reads this tensor.
                scaled.add(id(rate))
                with self._torch.no_grad():
                    own.append((rate, rate.clone()))
                    rate.mul_(factor)

    def stepped(self, optimizer, arguments, named):
        self._put_back(optimizer)

    def _put_back(self, optimizer):
        for place, rate in self._own.pop(optimizer, ()):
            if isinstance(rate, self._torch.Tensor):
                with self._torch.no_grad():
                    place.copy_(rate)
            else:
                place["lr"] = rate
