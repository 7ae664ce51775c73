"""PyTorch: a step is an optimizer step on fresh batches; its samples are those of the loader's batches.

A step belongs to the loader that was read last, so an evaluation is ignored. A second optimizer that steps on the
same batch makes no second step; several batches before a step are gradient accumulation. A loop without a loader
is counted by the forward passes that its backward passes reach.
"""

import functools
import os
import time

from headroom_agent import pytorch_device_memory
from headroom_agent.batches import totals
from headroom_agent.guard import guarded
from headroom_agent.optimizers import described
from headroom_agent.pytorch_batches import PyTorchBatches
from headroom_agent.pytorch_loaders import Loaders
from headroom_agent.reporter import reporter

batches = loaders = None


def patch(torch):
    from torch.optim.optimizer import register_optimizer_step_post_hook

    global batches, loaders
    pytorch_device_memory.patch(torch)
    # Patches that change the batches come before those that count them.
    if int(os.environ.get("HEADROOM_EPOCH_BATCHES") or 0) > 0:
        from headroom_agent import pytorch_short_epochs

        pytorch_short_epochs.patch(torch, int(os.environ["HEADROOM_EPOCH_BATCHES"]))
    if os.environ.get("HEADROOM_LONGEST_FIRST") == "1":
        from headroom_agent import pytorch_longest_first

        pytorch_longest_first.patch(torch)
    batches = PyTorchBatches(torch)
    loaders = Loaders(torch, batches)
    # Patches that change a step restore it before the step is reported.
    if int(os.environ.get("HEADROOM_WARMUP_STEPS") or 0) > 0:
        from headroom_agent import pytorch_warmup

        pytorch_warmup.patch(torch, int(os.environ["HEADROOM_WARMUP_STEPS"]))
    if int(os.environ.get("HEADROOM_GRADIENTS") or 0) > 0:
        from headroom_agent import pytorch_gradients

        pytorch_gradients.patch(torch, batches, os.environ)
    register_optimizer_step_post_hook(guarded(Steps(torch, batches, loaders).stepped))
    refuse_resumption(torch.optim.Optimizer)


class Steps:
    """Reports a step when an optimizer has stepped on fresh batches."""

    def __init__(self, torch, batches, loaders):
        self._torch = torch
        self._batches = batches
        self._loaders = loaders
        self._loss = None
        self._passes = 0  # Backward passes since the last step.
        backward = torch.Tensor.backward

        @functools.wraps(backward)
        def remember_loss(loss, *arguments, **named):
            self._loss = loss
            self._passes += 1
            return backward(loss, *arguments, **named)

        torch.Tensor.backward = remember_loss
        if not os.environ.get("HEADROOM_GRADIENTS"):  # In the gradient trial, a skipped step is part of the next one.
            self._count_skipped(torch.amp.GradScaler)
        reporter.loss = self.loss

    def _count_skipped(self, scalers):
        """Counts a step skipped by a loss scaler, since it has consumed its batches."""
        step = scalers._maybe_opt_step

        @functools.wraps(step)
        def _maybe_opt_step(scaler, optimizer, *arguments, **named):
            result = step(scaler, optimizer, *arguments, **named)
            if self._batches.sizes:
                guarded(self.stepped)(optimizer, arguments, named)
            return result

        scalers._maybe_opt_step = _maybe_opt_step

    def stepped(self, optimizer, arguments, named):
        now = time.monotonic()
        batches = self._batches
        if batches.forwards is not None:
            batches.forwards.stepped(optimizer)
        sizes = batches.take()
        if not sizes and self._passes:
            batches.saw_held_back()
        if sizes and not reporter.explicit:
            if reporter.step == 0 and not batches.trained_parameters:
                parameters = [p for group in optimizer.param_groups for p in group["params"]]
                batches.trained_parameters.update(map(id, parameters))
                device = parameters[0].device if parameters else None
                reporter.hello.update(
                    framework=f"torch {self._torch.__version__}",
                    device=str(device),
                    parameters=sum(p.numel() for p in parameters),
                    optimizer=described(type(optimizer).__name__, optimizer.param_groups[0]),
                    threads=self._torch.get_num_threads(),
                    reportsPhases=True,
                )
                reporter.watch_memory(functools.partial(pytorch_device_memory.make, self._torch))
                if device is not None and device.type == "cuda":
                    reporter.wait = functools.partial(self._torch.cuda.synchronize, device)
                    reporter.waits_for_lines = False  # Launches never run far ahead, and waiting would slow them.
                self._loaders.introduce(batches.source, sizes)
            samples, largest = totals(sizes)
            last = batches.is_last()
            least = None
            if len(sizes) > 1 and samples is not None:
                least = min(sizes[:-1] if last is True else sizes)
                if largest == 1 and 0 < self._passes < samples:  # Single samples, batched after their loader.
                    largest = least = samples // self._passes
            reporter.step_ended(samples=samples, batch_size=largest, at=now, least=least, last=last)
            if last is True:
                batches.end_epoch(now)
        self._loss = None
        self._passes = 0

    def loss(self):
        """The loss if reading it does not wait for a device, or at the first step."""
        loss = self._loss
        if loss is None or loss.numel() != 1 or loss.device.type != "cpu" and reporter.step > 1:
            return None
        return loss.item()


def refuse_resumption(optimizers):
    """Reports that a training is resumed if it loads the state of an optimizer."""
    load = optimizers.load_state_dict

    @functools.wraps(load)
    def load_state_dict(optimizer, state):
        result = load(optimizer, state)
        steps = [int(entry["step"]) for entry in optimizer.state.values() if "step" in entry]
        if optimizer.state:
            reporter.hello["step"] = max(steps, default=1)
        return result

    optimizers.load_state_dict = load_state_dict
