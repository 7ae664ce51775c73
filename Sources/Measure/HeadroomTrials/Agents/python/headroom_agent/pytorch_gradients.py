"""Gradient trial: at some points of a training the parameters are held fixed, and their gradients are measured.

Before the first point nothing is changed. At a point the optimizers step without gradients, so that neither the
parameters nor their state change, and the gradients of successive batches are at the same parameters. At the last
point smaller batches follow, if the batch size of the loader can be set: the ratio of gradient norms shows
whether gradients are averaged or summed over samples. Then the process ends: the trained model is discarded
(docs/agent.md).
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

# Maximum number of non-finite gradients at a point, after which it is given up.
MOST_NOT_FINITE = 16

# A smaller batch is this fraction of the usual one, with at least two samples: batch normalization fails on one.
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
        self._most_smaller = 8 * GROUP  # Workers have prefetched many batches of the usual size.
        self._points = sorted({point for point in points if point >= 0})
        self._trained = 0  # Steps at which the parameters were not held.
        self._sizes = collections.Counter()  # Counts of the samples per step so far: a partial batch is excluded.
        self._arrived = False  # Whether it is decided if the optimizers' steps on the current batch are held.
        self._held = False  # Whether the optimizers' steps on the current batch are held.
        self._counts = False  # Whether this batch belongs to a group.
        self._stepped = set()  # Optimizers that have stepped on the current batch, and their parameters, by id.
        self._taken = []  # Gradients removed for the current step.
        self._smaller = None  # Samples of a step, once smaller batches are requested.
        self._clear()

    def _clear(self):
        self._group = None
        self._steps = self._groups = self._written = self._not_finite = 0

    def holds(self):
        """Whether the optimizers' next step is held."""
        # The list of batches is emptied after the first optimizer of a step.
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
        """Hook before an optimizer's step."""
        if self._batches.forwards is not None:
            self._batches.forwards.assign_to_previous_step(optimizer)
        try:
            return self._hold(optimizer, arguments, named) if self.holds() else None
        except Exception as error:  # Raised, the script could catch it as its own, and continue training.
            self._give_up(could_not(error))

    def stepped(self, optimizer, arguments, named):
        """Hook after an optimizer's step."""
        for parameter, gradient in self._taken:
            if parameter.grad is None:
                parameter.grad = gradient  # The script may read it.
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
            # The first point may precede any step.
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
        """Moves the gradients of an optimizer into the group."""
        if reporter.wait is not None:
            reporter.wait()  # Queued work belongs to the step.
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
                if counts and id(parameter) not in self._stepped:  # Counted once if a second optimizer has it as well.
                    self._stepped.add(id(parameter))
                    gradients[parameter] = self._plain(gradient, scale)
            self._stepped.add(id(optimizer))
            if counts and not self._group.add(optimizer, gradients):
                self._not_finite += 1
                self._group, self._counts = None, False
        reporter.excluded_seconds += time.monotonic() - began

    def _plain(self, gradient, scale):
        """Converts a gradient to a dense real tensor, in single precision at least."""
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
        """Completes the previous step once all optimizers have stepped; reports results, and may end the hold."""
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
        """Requests smaller batches from the loader, if possible."""
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
            if not self._smaller:  # Smaller batches may have another gradient scale.
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
        """Number of processes that average their gradients, as with DistributedDataParallel."""
        distributed = self._torch.distributed
        return distributed.get_world_size() if distributed.is_available() and distributed.is_initialized() else 1

    def _give_up(self, reason):
        self._say_nothing(reason)
        self._end()

    def _end(self):
        """Ends the process as at the end of the script.

        Not by an exception, which the script could catch, and whose `finally` blocks expect a trained model.
        Unflushed data of open files is lost.
        """
        reporter.end()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, OSError, ValueError):  # Closed, or without a reader.
                pass
        os._exit(0)

    def script_ended(self):
        """Handles an end of the script before the last point, or at smaller batches."""
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
    """Disables gradient clipping in held steps: clipped norms would not exceed the bound."""
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
        if trial.holds():  # The returned norm is still that of the gradients.
            if len(arguments) > 1:
                arguments = (arguments[0], math.inf, *arguments[2:])
            else:
                named[bound] = math.inf
        return clip(*arguments, **named)

    return clip_unless_held
