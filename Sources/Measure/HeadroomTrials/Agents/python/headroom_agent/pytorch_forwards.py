"""Samples of a loop without a loader: the inputs of the forward passes that a backward pass reached.

Excluded are passes that no backward pass reaches (a policy acting between updates, detached targets), and passes
without fresh data (a generator's outputs). Forward passes reached by one backward pass are over the same samples:
the views of a contrastive loss, twin critics, the steps of a recurrent network. Several backward passes of one
network before a step are gradient accumulation.
"""

import functools
import time
import weakref

from headroom_agent.guard import guarded
from headroom_agent.lengths import length
from headroom_agent.reporter import reporter

# Kinds of module inputs: data, outputs of another module, or tensors through which gradients flow.
FRESH, GENERATED, CHAINED = range(3)
NOT_ACCUMULATED = 3  # Added for torch.autograd.grad, which accumulates no gradients in parameters.

# Calls that were not reached by this many backward passes are checked only occasionally: a policy that acts, a loss.
PASSES_UNTIL_COLD = 16
CALLS_BETWEEN_LOOKS = 16
LIVE = -1
MOST_KNOWN = 4096

MOST_TENSORS = 8
MOST_OUTPUTS = 64


class Forwards:
    """Calls of outermost modules, and backward passes, since the last step."""

    def __init__(self, torch, batches):
        self._torch = torch
        self._tensor = torch.Tensor
        self._batches = batches
        self._is_busy = False  # Whether an outermost module runs, or a backward pass, which may recompute modules.
        self._modules = set()  # Outermost modules that return more than a loss, by id.
        self._any_calls = False
        # By module and samples: the number of backward passes at the first call, or LIVE.
        self._known = {}
        self._passes_so_far = 0
        self._skipped = 0
        self._rounds = {}  # Number of the last step of each optimizer, by id.
        self._parameters = weakref.WeakKeyDictionary()  # Parameters of each optimizer, by id.
        self._trained = weakref.WeakKeyDictionary()  # Whether a module has trained parameters.
        self._round = 0
        self._members = []  # Optimizers of the last step, held weakly.
        self._reached = []  # Calls that the running backward pass has reached.
        self._seen = {}  # Inputs that were counted since the last step, by address.
        self._outputs = {}  # Storages of module outputs since the last step, by address.
        self._sizes = {}  # Samples of each backward pass since the last step, by rank and module.
        self._opaque = None  # Samples of the largest call whose output cannot be tracked.
        self._is_blind = False  # Whether there was a backward pass without a module.
        self._watch_calls(torch.nn.Module)
        self._watch_passes(torch.autograd)

    def stop(self):
        """Removes the hooks once a loader delivers, which is then counted instead."""
        self._is_busy = True
        for owner, name, watching, own in (self._calls, self._passes):
            if getattr(owner, name) is watching:
                setattr(owner, name, own)

    # MARK: Forward passes

    def _watch_calls(self, modules):
        own = modules.__call__
        is_compiling = self._torch.compiler.is_compiling
        is_grad_enabled = self._torch.is_grad_enabled
        is_tracing = self._torch._C._get_tracing_state
        monotonic = time.monotonic

        @functools.wraps(own)
        def __call__(module, *arguments, **named):
            if self._is_busy or is_compiling():  # Modules inside an outermost module are not counted.
                return own(module, *arguments, **named)
            began = monotonic()
            if reporter.phase == "evaluation" or not module.training:
                self._tell_phase(module, began)
            self._is_busy = True
            try:
                output = own(module, *arguments, **named)
            finally:
                self._is_busy = False
            returned = monotonic()
            if not is_tracing():
                try:
                    self._returned(module, arguments, named, output, is_grad_enabled(), began)
                except (RuntimeError, NotImplementedError, TypeError):  # Other tensors, such as those of functorch.
                    self._opaque = max(self._opaque or 0, length(arguments) or length(named) or 0) or None
                except Exception as error:
                    reporter.fail(error)
            reporter.agent_seconds += monotonic() - returned
            return output

        modules.__call__ = __call__
        self._calls = modules, "__call__", __call__, own

    def _returned(self, module, arguments, named, output, follows, began):
        self._any_calls = True
        made = [output] if type(output) is self._tensor else self._tensors(output)
        if follows:
            call = None
            for tensor in made:
                if tensor.grad_fn is not None:
                    if call is None:
                        size = self._size(arguments, named)
                        key = id(module), size
                        if self._is_cold(key):
                            return
                        call = self._call(key, arguments, named, began)
                    tensor.register_hook(call)
            if not made and output is not None:
                self._opaque = max(self._opaque or 0, length(arguments) or length(named) or 0) or None
        # Outputs of one module may be inputs of another, without gradients.
        if made and made[0].dim() and made[0].shape[0] > 1:
            self._modules.add(id(module))
            if len(self._modules) > 1 or not self._round:
                storage = made[0].untyped_storage()
                if len(self._outputs) >= MOST_OUTPUTS:
                    self._forget_outputs()
                # While it is held, weakly, no other storage has this address.
                self._outputs[storage._weak_ref()] = type(storage)

    def _forget_outputs(self):
        for address, storages in self._outputs.items():
            storages._free_weak_ref(address)
        self._outputs.clear()

    def _size(self, arguments, named):
        first = arguments[0] if arguments else None
        if type(first) is self._tensor and not first.is_nested and first.dim():
            return first.shape[0] or None
        return length(arguments) or length(named)

    def _is_cold(self, key):
        first = self._known.get(key)
        if first is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._passes_so_far
        elif first != LIVE and self._passes_so_far - first > PASSES_UNTIL_COLD:
            self._skipped += 1
            return self._skipped % CALLS_BETWEEN_LOOKS
        return False

    def _call(self, key, arguments, named, began):
        inputs = arguments
        if named or len(arguments) != 1 or type(arguments[0]) is not self._tensor:
            inputs = self._tensors((arguments, named))
        kind = FRESH
        for tensor in inputs:
            if tensor.grad_fn is not None:
                kind = CHAINED
                break
        data = inputs[0] if inputs else None
        if kind == FRESH and self._outputs and data is not None and data.untyped_storage()._cdata in self._outputs:
            kind = GENERATED
        return Call(self._reached, key, kind, began, data)

    def _tensors(self, values):
        """Tensors in the arguments or the output of a module."""
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

    @guarded
    def _tell_phase(self, module, now):
        """Reports the phase before a call that may start or end an evaluation."""
        if not reporter.step:
            return
        trains = module.training and self._torch.is_grad_enabled()
        if reporter.phase == "evaluation":
            if trains and self._is_trained(module):
                self._batches.current = self
                reporter.begin("training", now)
        elif not module.training and not self._torch.is_grad_enabled() and self._is_trained(module):
            self._batches.interrupted(now)

    def _is_trained(self, module):
        trained = self._trained.get(module)
        if trained is None:
            trained = self._trained[module] = self._batches.is_trained(module)
        return trained

    # MARK: Backward passes

    def _watch_passes(self, autograd):
        own = autograd._engine_run_backward
        monotonic = time.monotonic

        def run_backward(*arguments, **named):
            if self._is_busy:  # A nested pass.
                return own(*arguments, **named)
            self._is_busy = True
            try:
                return own(*arguments, **named)
            finally:
                self._is_busy = False
                ended = monotonic()
                self._passed(named.get("accumulate_grad", True))
                reporter.agent_seconds += monotonic() - ended

        autograd._engine_run_backward = run_backward
        self._passes = autograd, "_engine_run_backward", run_backward, own

    @guarded
    def _passed(self, accumulates):
        """Records the end of a backward pass: the samples that it reached belong to this step."""
        reached = self._reached
        if not reached:
            self._is_blind = self._is_blind or accumulates and not self._any_calls
            return
        self._passes_so_far += 1
        began = reached[0].began
        extra = 0 if accumulates else NOT_ACCUMULATED
        if len(reached) == 1 and not self._seen and reached[0].size is not None:  # The usual case.
            call = reached.pop()
            self._known[call.key] = LIVE
            self._is_seen(call)
            self._sizes[call.kind + extra, call.module] = [call.size]
            self._take_from_here(began, [call.size])
            return
        found = {}  # Samples of the largest call of each module, and the number of its calls.
        freshest = min(call.kind for call in reached)
        for call in reached:
            if call.kind == freshest:
                self._known[call.key] = LIVE
            if call.size is not None and not self._is_seen(call):
                key = call.kind + extra, call.module
                largest, calls = found.get(key, (0, 0))
                found[key] = max(largest, call.size), calls + 1
        unknown = not found and all(call.size is None for call in reached)
        reached.clear()  # In place: calls that are not reached yet share this list.
        if unknown:
            found = {(FRESH + extra, None): (None, 0)}
        elif not found:
            return
        for key, (largest, calls) in found.items():
            # Calls with one sample each, as the moves of an episode, have different samples.
            self._sizes.setdefault(key, []).append(calls if largest == 1 else largest)
        self._take_from_here(began, list(self._most()))

    def _take_from_here(self, began, sizes):
        batches = self._batches
        if batches.source is not self:
            batches.leave(began)
            batches.enter(self, began)
            reporter.input_seconds = 0.0
        batches.current = self
        if reporter.phase == "evaluation":
            reporter.begin("training", began)
        batches.sizes = sizes

    def _most(self):
        """Samples of each backward pass of the module with the most samples, among those with the freshest data."""
        if len(self._sizes) == 1:
            return next(iter(self._sizes.values()))
        best = min(rank for rank, _ in self._sizes)
        return max(
            (sizes for (rank, _), sizes in self._sizes.items() if rank == best),
            key=lambda sizes: sum(size or 0 for size in sizes),
        )

    def _is_seen(self, call):
        """Whether a call was over the same data as an earlier one: a closure or a second loss recomputes it."""
        if call.data is None:
            return False
        address, version, data = call.data
        seen = self._seen.get(address)
        if seen is not None and seen[0] == version and seen[1]() is not None and seen[1]() is data():
            return True
        self._seen[address] = version, data
        return False

    # MARK: Steps

    def assign_to_previous_step(self, optimizer):
        """Assigns a step of another optimizer with other parameters to the previous step: two networks alternate.

        Its data are the same, or derived from them. The next step starts with the first optimizer that steps
        again.
        """
        if self._batches.source is not self or not self._sizes:
            return
        if self._round and self._rounds.get(id(optimizer)) != self._round:
            mine = self._parameters_of(optimizer)
            others = [member() for member in self._members]
            if all(other is None or mine.isdisjoint(self._parameters_of(other)) for other in others):
                self._batches.sizes = []

    def _parameters_of(self, optimizer):
        known = self._parameters.get(optimizer)
        if known is None:
            known = {id(p) for group in optimizer.param_groups for p in group["params"]}
            self._parameters[optimizer] = known
        return known

    def stepped(self, optimizer):
        """Records an optimizer step, before its batches are taken."""
        batches = self._batches
        self.assign_to_previous_step(optimizer)
        if not self._sizes and batches.source in (None, self) and (self._is_blind or self._opaque):
            batches.source = batches.current = self
            batches._began = time.monotonic()
            batches.sizes = [self._opaque]
        if batches.sizes:
            self._round += 1
            if len(self._members) != 1 or self._members[0]() is not optimizer:
                self._members = [weakref.ref(optimizer)]
            self._rounds[id(optimizer)] = self._round
        elif self._round and self._rounds.get(id(optimizer)) != self._round:
            self._members.append(weakref.ref(optimizer))
            self._rounds[id(optimizer)] = self._round
        if self._outputs:
            self._forget_outputs()
        self._seen.clear()
        self._sizes.clear()
        self._opaque, self._is_blind = None, False


class Call:
    """Call of an outermost module: a hook on its output, which runs when a backward pass reaches it."""

    __slots__ = ("_reached", "began", "data", "key", "kind", "module", "size")

    def __init__(self, reached, key, kind, began, data):
        self._reached = reached  # Calls reached by the running backward pass; None once it includes this one.
        self.key = key
        self.module, self.size = key
        self.kind = kind
        self.began = began
        self.data = None
        if data is not None:
            base = data._base
            self.data = data.data_ptr(), data._version, weakref.ref(data if base is None else base)

    def __call__(self, gradient):
        if self._reached is not None:
            self._reached.append(self)
            self._reached = None
