"""The gradient trial: at some points of a training the parameters are held still, and their gradients are measured.

Until the first of these points nothing is changed. At a point the optimizers step without any gradients, so neither the
parameters nor their state change, and the gradients of batch after batch are those of one point. At the last one smaller
batches follow where the loader can be told to make them: whether their gradients are longer or shorter says whether those
of the samples are averaged or added. Then the process ends: the trial is thrown away (docs/agent.md).
"""

import atexit
import collections
import functools
import math
import os
import sys
import time

from headroom_agent.pytorch_norms import GROUP, Group
from headroom_agent.reporter import reporter

POINTS = (10, 100, 1000, 10_000)

# So many gradients at one point that are not finite, and the others would say nothing either.
MOST_NOT_FINITE = 16

# A smaller batch is this part of the usual one, of two samples at least: of one, batch normalization makes nothing.
SMALLER = 4
LEAST_SAMPLES = 2


def patch(torch, batches, environment):
    from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

    asked = environment.get("HEADROOM_GRADIENT_STEPS")
    points = [int(point) for point in asked.split(",")] if asked else POINTS
    trial = GradientTrial(torch, batches, int(environment["HEADROOM_GRADIENTS"]), points)
    register_optimizer_step_pre_hook(trial.stepping)
    register_optimizer_step_post_hook(trial.stepped)
    leave_unclipped(torch, trial)
    atexit.register(trial.script_ended)


class GradientTrial:
    def __init__(self, torch, batches, steps, points):
        self._torch = torch
        self._batches = batches
        self._wanted = max(2, steps // GROUP)  # Groups at each point.
        self._most_steps = 2 * GROUP * self._wanted + MOST_NOT_FINITE
        self._most_smaller = 8 * GROUP  # Workers have drawn many of the usual size ahead.
        self._points = sorted({point for point in points if point >= 0})
        self._trained = 0  # Steps at which the parameters were not held.
        self._sizes = collections.Counter()  # The samples of the steps so far: an odd one is left out.
        self._arrived = False  # Whether it is decided what becomes of the batch that no optimizer has stepped on yet.
        self._held = False  # Whether the optimizers' steps on the current batch are held.
        self._counts = False  # Whether this batch counts in a group.
        self._stepped = set()  # The optimizers that have stepped on the current batch, and their parameters, by id.
        self._taken = []  # The gradients that a step goes without.
        self._smaller = None  # The samples of a step, once smaller batches are asked for.
        self._clear()

    def _clear(self):
        self._group = None
        self._steps = self._groups = self._written = self._not_finite = 0

    def holds(self):
        """Whether the optimizers' next step is held."""
        # The batches of a step are taken from the list where its first optimizer has stepped.
        if self._batches.sizes and not self._arrived:
            self._arrived = True
            if self._held:
                self._close_step()
            if not self._held and self._points and self._trained >= self._points[0]:
                self._points.pop(0)
                self._clear()
                self._held = True
        return self._held

    def stepping(self, optimizer, arguments, named):
        """Before an optimizer's step."""
        if self._batches.forwards is not None:
            self._batches.forwards.settle(optimizer)
        try:
            return self._hold(optimizer, arguments, named) if self.holds() else None
        except Exception as error:  # The script could take it for one of its own, and would train on.
            self._give_up(could_not(error))

    def stepped(self, optimizer, arguments, named):
        """After an optimizer's step."""
        for parameter, gradient in self._taken:
            if parameter.grad is None:
                parameter.grad = gradient  # The script may want to look at it.
        self._taken = []
        if self._batches.sizes:
            self._arrived = False
            if self._held:
                self._steps += 1
            else:
                self._trained += 1
                self._sizes[sum(size or 0 for size in self._batches.sizes)] += 1

    def _hold(self, optimizer, arguments, named):
        if isinstance(optimizer, self._torch.optim.LBFGS):
            self._give_up("its optimizer, LBFGS, computes its gradients at several points within a step")
        if None in self._batches.sizes:
            self._give_up("the samples of its batches are not known")
        if self._batches.sizes:
            size = sum(self._batches.sizes)
            # The very first point may come before any step.
            usual = self._sizes.most_common(1)[0][0] if self._sizes else size
            if self._group is None:
                self._group = Group(self._torch, self._smaller or usual)
            self._counts = size == self._group.batch_size
            self._stepped.clear()
        closure = arguments[1] if len(arguments) > 1 else named.get("closure")
        if not callable(closure):
            self._take(optimizer)
            return None

        @functools.wraps(closure)
        def without_gradients():
            loss = closure()
            try:
                self._take(optimizer)
            except Exception as error:
                self._give_up(could_not(error))
            return loss

        if len(arguments) > 1:
            return (arguments[0], without_gradients, *arguments[2:]), named
        return arguments, {**named, "closure": without_gradients}

    def _take(self, optimizer):
        """Takes the gradients away from an optimizer, and into the group."""
        if reporter.wait is not None:
            reporter.wait()  # What is queued belongs to the step.
        began = time.monotonic()
        counts = self._counts and id(optimizer) not in self._stepped
        scale = getattr(optimizer, "grad_scale", None)  # Fused optimizers unscale the gradients themselves.
        gradients = {}
        with self._torch.no_grad():
            for parameter in (p for group in optimizer.param_groups for p in group["params"]):
                gradient = parameter.grad
                if gradient is None:
                    continue
                self._taken.append((parameter, gradient))
                parameter.grad = None
                if counts and id(parameter) not in self._stepped:  # Nor where a second optimizer has it as well.
                    self._stepped.add(id(parameter))
                    gradients[parameter] = self._plain(gradient, scale)
            self._stepped.add(id(optimizer))
            if counts and not self._group.add(optimizer, gradients):
                self._not_finite += 1
                self._group, self._counts = None, False
        reporter.excluded_seconds += time.monotonic() - began

    def _plain(self, gradient, scale):
        """A gradient as a dense tensor of real numbers, in single precision at least."""
        if hasattr(gradient, "full_tensor"):
            raise TypeError("they are spread over several processes (DTensor)")
        gradient = gradient.detach()
        if gradient.layout is not self._torch.strided:
            gradient = gradient.to_dense()
        if gradient.is_complex():
            gradient = self._torch.view_as_real(gradient)
        if gradient.dtype in (self._torch.float16, self._torch.bfloat16):
            gradient = gradient.float()
        return gradient if scale is None else gradient / scale.to(gradient.device)

    def _close_step(self):
        """All optimizers have stepped on the batch before: says what is known, and may end the hold."""
        self._close_group()
        if self._smaller:
            if self._groups or self._not_finite or self._steps >= self._most_smaller:
                self._end()
            return
        useless = self._not_finite >= MOST_NOT_FINITE
        if useless or self._groups == self._wanted or self._steps >= self._most_steps:
            self._held = False
            if useless or not self._written:
                self._say_nothing(self._why())
            if not self._points:
                if useless or not self._written or not self._ask_for_smaller():
                    self._end()
                self._held = True

    def _ask_for_smaller(self):
        """Has the loader make smaller batches from now on, where it can be told to."""
        batches = len(self._batches.sizes)
        usual = self._sizes.most_common(1)[0][0] // batches if self._sizes else 0
        smaller = max(LEAST_SAMPLES, usual // SMALLER)
        if reporter.set_batch_size is None or smaller >= usual or self._processes() > 1:
            return False
        reporter.set_batch_size(smaller)
        self._smaller = smaller * batches
        self._clear()
        return True

    def _close_group(self):
        group = self._group
        if group is None or not group.is_full:
            return
        self._group = None
        self._groups += 1
        (norm, preconditioned), (norm_of_mean, preconditioned_of_mean) = group.norms()
        if norm > 0:
            self._written += 1
            self._say(group.batch_size, norm, preconditioned, count=GROUP)
            if not self._smaller:  # Another pair would be one of gradients that may have another length.
                self._say(GROUP * group.batch_size, norm_of_mean, preconditioned_of_mean)

    def _why(self):
        if self._not_finite >= MOST_NOT_FINITE:
            return "the gradients are not finite"
        if self._groups:
            return "all gradients are zero"
        return f"of {self._steps} batches in a row too few were of one size and had finite gradients"

    def _say(self, batch_size, norm, preconditioned, **more):
        event = {"event": "gradient", "batchSize": batch_size * self._processes(), **more, "squaredNorm": norm}
        if preconditioned is not None:
            event["preconditionedSquaredNorm"] = preconditioned
        self._write(event)

    def _say_nothing(self, reason):
        size = self._sizes.most_common(1)[0][0] if self._sizes else 0
        self._write({"event": "gradient", "batchSize": size * self._processes(), "reason": reason})

    def _write(self, event):
        if self._processes() == 1 or self._torch.distributed.get_rank() == 0:  # The others have the same gradients.
            reporter.write_now(event)

    def _processes(self):
        """How many average their gradients, as DistributedDataParallel does."""
        distributed = self._torch.distributed
        return distributed.get_world_size() if distributed.is_available() and distributed.is_initialized() else 1

    def _give_up(self, reason):
        self._say_nothing(reason)
        self._end()

    def _end(self):
        """Ends the process as a script that has come to its end.

        No exception would: a script's own `except` may swallow it, and what a script does in its `finally` is for a
        model that was trained. What it holds in open files is lost with it.
        """
        reporter.end()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, OSError, ValueError):  # Closed, or nobody reads.
                pass
        os._exit(0)

    def script_ended(self):
        """The script ends by itself, before the last point, or could not do with smaller batches."""
        if self._smaller:
            self._end()
        if self._held:
            self._close_group()
            if not self._written:
                self._say_nothing(f"the training ended after {self._steps} steps with its parameters held still")
        elif self._points and self._trained:
            self._say_nothing(f"the training ended after {self._trained} steps, before step {self._points[0]}")


def could_not(error):
    return f"its gradients could not be measured: {error!r}"


def leave_unclipped(torch, trial):
    """Has the gradients of a step that is held not clipped: their norms would be no more than the bound."""
    import torch.nn.utils.clip_grad as functions

    for name, bound in (
        ("clip_grad_norm_", "max_norm"),
        ("clip_grads_with_norm_", "max_norm"),
        ("clip_grad_value_", "clip_value"),
    ):
        clip = getattr(functions, name, None)
        for module in (functions, torch.nn.utils):
            if clip is not None and getattr(module, name, None) is clip:
                setattr(module, name, unless_held(clip, bound, trial))


def unless_held(clip, bound, trial):
    @functools.wraps(clip)
    def clip_unless_held(*arguments, **named):
        if trial.holds():  # Whoever reads the norm that is returned still gets it.
            if len(arguments) > 1:
                arguments = (arguments[0], math.inf, *arguments[2:])
            else:
                named[bound] = math.inf
        return clip(*arguments, **named)

    return clip_unless_held
