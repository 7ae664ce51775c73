"""What a loop without a loader trains on: the batches of those forward passes that a backward pass reached.

A network that acts between its updates, targets that are detached, and batches that only go through a generator are
reached by no backward pass, or are no fresh data, and count for nothing. The forward passes that one backward pass
reaches are over the same samples: the views of a contrastive loss, twin critics, the steps of a recurrent network.
Several backward passes of one network before a step are gradient accumulation.
"""

import sys
import time
import weakref

from headroom_agent.lengths import length
from headroom_agent.reporter import reporter

KEY = "headroom"

# What goes into a module: data, what another module has made of data, or what gradients flow back through.
FRESH, GENERATED, CHAINED = range(3)
ONLY_ASKED_FOR = 3  # Added for torch.autograd.grad, which adds to no parameter's gradient by itself.

MOST_TENSORS = 8
MOST_OUTPUTS = 64


class Forwards:
    """The calls of outermost modules, and the backward passes since the last step."""

    def __init__(self, torch, batches):
        from torch.multiprocessing.reductions import StorageWeakRef
        from torch.nn.modules import module

        self._torch = torch
        self._batches = batches
        self._weakly = StorageWeakRef
        self._entering = module._global_forward_pre_hooks
        self._running = None  # The outermost module, and when it was called.
        self._began = 0.0
        self._stale = None  # A module that still has our hook, because its call failed.
        self._passes = 0  # How many backward passes run, one inside the other.
        self._any_calls = False
        self._rounds = weakref.WeakKeyDictionary()  # The step of each optimizer's last one.
        self._parameters = weakref.WeakKeyDictionary()  # Of each optimizer, by id.
        self._trained = weakref.WeakKeyDictionary()  # Whether a module has parameters that are trained.
        self._round = 0
        self._members = []  # The optimizers that took part in the last step.
        self._clear()
        self._watch_passes()
        self._entering[KEY] = self._entered

    def _clear(self):
        self._reached = []
        self._seen = {}  # Inputs that were counted since the last step, by address.
        self._outputs = {}  # Storages of what modules have made since the last step.
        self._sizes = {}  # Samples of each backward pass since the last step, by rank and module.
        self._opaque = None  # Samples of the largest call whose output cannot be followed.
        self._blind = False  # Whether there was a backward pass without any module.

    def stop(self):
        """A loader delivers: it is the one that tells."""
        self._entering.pop(KEY, None)
        self._running = None
        if self._torch.autograd._engine_run_backward is self._run_backward:
            self._torch.autograd._engine_run_backward = self._own_run_backward

    # MARK: Forward passes

    def _entered(self, module, arguments):
        """Before the call of an outermost module: inside of it nothing is watched, so it takes no longer."""
        if self._passes:
            return  # Activations that are computed anew.
        if self._stale is not None:
            self._unhook(self._stale)
            self._stale = None
        self._began = time.monotonic()
        if reporter.step:
            self._tell_phase(module)
        try:
            module._forward_hooks[KEY] = self._left
            module._forward_hooks_with_kwargs[KEY] = True
            module._forward_hooks_always_called[KEY] = True
        except (AttributeError, TypeError):
            return
        self._running = module
        self._entering.pop(KEY, None)
        reporter.agent_seconds += time.monotonic() - self._began

    def _unhook(self, module):
        for hooks in (module._forward_hooks, module._forward_hooks_with_kwargs, module._forward_hooks_always_called):
            hooks.pop(KEY, None)

    def _left(self, module, arguments, named, output):
        """Behind the call of an outermost module."""
        if module is not self._running:
            return
        now = time.monotonic()
        self._running = None
        self._entering[KEY] = self._entered
        if sys.exc_info()[1] is None:
            self._unhook(module)
        else:
            self._stale = module  # The hooks of a call that failed are still being gone through.
        try:
            self._remember(module, arguments, named, output)
        except (RuntimeError, NotImplementedError, TypeError):  # Tensors of a kind of their own, as functorch has.
            self._opaque = max(self._opaque or 0, length(arguments) or length(named) or 0) or None
        reporter.agent_seconds += time.monotonic() - now

    def _remember(self, module, arguments, named, output):
        self._any_calls = True
        made = self._tensors(output)
        if self._torch.is_grad_enabled() and not self._torch._C._get_tracing_state():
            followed = [tensor for tensor in made if tensor.grad_fn is not None]
            if followed:
                call = self._call(module, arguments, named)
                for tensor in followed:
                    tensor.register_hook(call)
            elif not made and output is not None:
                self._opaque = max(self._opaque or 0, length(arguments) or length(named) or 0) or None
        if made:
            if len(self._outputs) >= MOST_OUTPUTS:
                self._outputs.clear()
            storage = self._weakly(made[0].untyped_storage())
            self._outputs[storage.cdata] = storage  # While it is held, no other storage has this address.

    def _call(self, module, arguments, named):
        kind, data = FRESH, None
        for tensor in self._tensors((arguments, named)):
            if data is None:
                data = tensor
            if tensor.grad_fn is not None:
                kind = CHAINED
                break
        if data is not None and kind == FRESH and data.untyped_storage()._cdata in self._outputs:
            kind = GENERATED
        size = length(arguments) or length(named)
        return Call(self, module, size, kind, self._began, data)

    def _tensors(self, values):
        """The tensors in the arguments or the output of a module."""
        tensor = self._torch.Tensor
        if isinstance(values, tensor):
            return [values]
        found, pending = [], [values]
        while pending and len(found) < MOST_TENSORS:
            value = pending.pop(0)
            if isinstance(value, tensor):
                found.append(value)
            elif isinstance(value, (list, tuple)):
                pending += value[:MOST_TENSORS]
            elif isinstance(value, dict):
                pending += value.values()
            elif hasattr(value, "__dict__") and not callable(value):
                pending += [part for part in vars(value).values() if isinstance(part, tensor)]
        return found

    # MARK: Phases

    def _tell_phase(self, module):
        if reporter.phase == "evaluation":
            if module.training and self._torch.is_grad_enabled() and self._is_trained(module):
                self._batches.current = self
                reporter.begin("training", self._began)
        elif not module.training and not self._torch.is_grad_enabled() and self._is_trained(module):
            self._batches.interrupted(self._began)

    def _is_trained(self, module):
        trained = self._trained.get(module)
        if trained is None:
            trained = self._trained[module] = self._batches.is_trained(module)
        return trained

    # MARK: Backward passes

    def _watch_passes(self):
        own = self._own_run_backward = self._torch.autograd._engine_run_backward

        def run_backward(*arguments, **named):
            self._passes += 1
            try:
                return own(*arguments, **named)
            finally:
                self._passes -= 1
                if not self._passes:
                    now = time.monotonic()
                    self._passed(named.get("accumulate_grad", True))
                    reporter.agent_seconds += time.monotonic() - now

        self._run_backward = self._torch.autograd._engine_run_backward = run_backward

    def _passed(self, accumulates):
        """A backward pass has ended: it has reached some calls, and a network whose gradients it adds to."""
        calls, self._reached = self._reached, []
        if not calls:
            self._blind = self._blind or accumulates and not self._any_calls
            return
        found = {}  # The sizes of the calls of each module.
        for call in calls:
            if not self._is_seen(call):
                rank = call.kind if accumulates else call.kind + ONLY_ASKED_FOR
                found.setdefault((rank, call.module), []).append(call.size)
        if not found:
            return
        for key, sizes in found.items():
            known = [size for size in sizes if size is not None]
            # Calls with a sample each, as the moves of an episode, are over different ones.
            samples = None if not known else len(known) if max(known) == 1 else max(known)
            self._sizes.setdefault(key, []).append(samples)
        best = min(rank for rank, _ in self._sizes)
        batches = self._batches
        if batches.source is not self:
            batches.leave(calls[0].began)
            batches.source, batches._began = self, calls[0].began
            batches.epoch_begins()
            reporter.input_seconds = 0.0
        batches.current = self
        if reporter.phase == "evaluation":
            reporter.begin("training", calls[0].began)
        batches.sizes = list(
            max((sizes for (rank, _), sizes in self._sizes.items() if rank == best), key=lambda s: sum(n or 0 for n in s))
        )

    def _is_seen(self, call):
        """Whether a call was over the same data as one before: a closure, or a second loss, computes it anew."""
        if call.data is None:
            return False
        address, version, data = call.data
        seen = self._seen.get(address)
        if seen is not None and seen[0] == version and seen[1]() is not None and seen[1]() is data():
            return True
        self._seen[address] = version, data
        return False

    # MARK: Steps

    def stepping(self, optimizer, arguments, named):
        """Before an optimizer's step."""
        self.settle(optimizer)

    def settle(self, optimizer):
        """A step of another optimizer, of other parameters, belongs to the step before, as where two networks take turns.

        Its data are the same, or made from them. The next step begins with the first optimizer that steps again.
        """
        if self._batches.source is not self or not self._sizes:
            return
        if self._round and self._rounds.get(optimizer) != self._round:
            mine = self._parameters_of(optimizer)
            if all(mine.isdisjoint(self._parameters_of(other)) for other in self._members):
                self._batches.sizes = []

    def _parameters_of(self, optimizer):
        known = self._parameters.get(optimizer)
        if known is None:
            known = {id(p) for group in optimizer.param_groups for p in group["params"]}
            self._parameters[optimizer] = known
        return known

    def stepped(self, optimizer):
        """Behind an optimizer's step, before its batches are taken."""
        batches = self._batches
        self.settle(optimizer)
        if not self._sizes and batches.source in (None, self) and (self._blind or self._opaque):
            batches.source = batches.current = self
            batches._began = time.monotonic()
            batches.sizes = [self._opaque]
        if batches.sizes:
            self._round += 1
            self._members = []
        if self._round:
            if optimizer not in self._members:
                self._members.append(optimizer)
            self._rounds[optimizer] = self._round
        self._clear()


class Call:
    """A call of an outermost module: a hook of what it returned, which runs where a backward pass comes by."""

    __slots__ = ("_forwards", "_is_reached", "began", "data", "kind", "module", "size")

    def __init__(self, forwards, module, size, kind, began, data):
        self._forwards = forwards
        self._is_reached = False
        self.module = id(module)
        self.size = size
        self.kind = kind
        self.began = began
        self.data = None
        if data is not None:
            base = data._base if data._base is not None else data
            self.data = data.data_ptr(), data._version, weakref.ref(base)

    def __call__(self, gradient):
        if not self._is_reached:
            self._is_reached = True
            self._forwards._reached.append(self)
