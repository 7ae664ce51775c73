"""Keras 3 with any backend: `fit` and `train_on_batch` report their steps through a callback."""

import functools
import inspect
import math
import os
import sys
import time

from headroom_agent import device_memory, keras_feeds, tensorflow
from headroom_agent.batches import length
from headroom_agent.guard import guarded
from headroom_agent.reporter import reporter

EPOCH_BATCHES = int(os.environ.get("HEADROOM_EPOCH_BATCHES") or 0)


def patch(keras):
    model = keras.Model
    fit, train_on_batch = model.fit, model.train_on_batch
    signature = inspect.signature(fit)
    fitted = []  # Counters of the running fits whose batches are counted at delivery.
    keras_feeds.watch(keras, fitted)

    @functools.wraps(fit)
    def counted_fit(self, *arguments, **named):
        call = signature.bind(self, *arguments, **named)
        call.apply_defaults()
        sizes = prepare(call.arguments)
        if EPOCH_BATCHES > 0:
            shorten(call.arguments, sizes)
        if isinstance(sizes, tensorflow.Batched) and call.arguments["steps_per_epoch"] and not sizes.is_constant:
            # An epoch then continues where the previous one ended.
            sizes = keras_feeds.Delivered(call.arguments["x"])
        if isinstance(sizes, keras_feeds.Delivered):
            fitted.append(sizes)
        call.arguments["callbacks"] = with_ours(keras, self, call.arguments["callbacks"], sizes)
        tensorflow.functions.paused += 1  # The callback reports the steps.
        try:
            return fit(*call.args, **call.kwargs)
        finally:
            tensorflow.functions.paused -= 1
            fitted.clear()

    @functools.wraps(train_on_batch)
    def counted_train_on_batch(self, x, *arguments, **named):
        tensorflow.functions.paused += 1
        try:
            result = train_on_batch(self, x, *arguments, **named)
        finally:
            tensorflow.functions.paused -= 1
        introduce(keras, self)
        if reporter.step == 0 and reporter.asked_batch_size is not None:
            reporter.hello["refusal"] = "it hands its batches to train_on_batch by itself"
        reporter.step_ended(samples=length(x), batch_size=length(x))
        return result

    model.fit, model.train_on_batch = counted_fit, counted_train_on_batch
    apply = keras.optimizers.Optimizer.apply

    @functools.wraps(apply)
    def counted_apply(self, *arguments, **named):
        tensorflow.functions.optimizer = self
        tensorflow.functions.optimizer_applied()
        return apply(self, *arguments, **named)

    keras.optimizers.Optimizer.apply = counted_apply


def prepare(call):
    """Sets the batch size of a call of fit, if requested; returns the sizes of its batches."""
    x = call["x"]
    if is_feed(x):
        return feed(x)
    batched = tensorflow.batched(x)
    if batched is not None:
        set_by_agent(batched.is_set, batched.own_batch_size, batched.samples)
        batched.is_constant = batched.drop_remainder or int(x.cardinality()) == -1
        return batched if batched.is_constant or batched.samples is not None else keras_feeds.Delivered(x)
    samples = length(x)
    if not samples:
        return feed(x)
    if call["validation_split"] and call["validation_data"] is None:
        samples = math.floor(samples * (1 - call["validation_split"]))
    own = call["batch_size"] or 32
    if reporter.asked_batch_size is not None:
        call["batch_size"] = reporter.asked_batch_size
    set_by_agent(reporter.asked_batch_size is not None, own, samples)
    return tensorflow.Batched(own, call["batch_size"] or 32, samples)


def is_feed(x):
    """Whether x forms its own batches, instead of holding arrays that fit splits into batches."""
    kinds = {parent.__name__ for parent in type(x).__mro__}
    return inspect.isgenerator(x) or bool(kinds & {"DataLoader", "PyDataset"})


def feed(x):
    """The same for batches formed by a DataLoader, a PyDataset or a generator."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(x, torch.utils.data.DataLoader):
        from headroom_agent import pytorch

        pytorch.loaders.adopt_for_fit(x)
    elif any(parent.__name__ == "PyDataset" for parent in type(x).__mro__):
        sequence = keras_feeds.Sequence(x)
        if sequence.samples is not None:
            if reporter.asked_batch_size is not None:
                sequence.set(reporter.asked_batch_size)
            set_by_agent(reporter.asked_batch_size is not None, sequence.own_batch_size, sequence.samples)
        else:
            refuse(f"fit takes its batches from a {type(x).__name__}, whose number of them is not made by an attribute "
                   "batch_size")
    else:
        refuse(f"fit takes its batches from a {type(x).__name__}")
    return keras_feeds.Delivered(x)


def set_by_agent(is_set, own_batch_size, samples):
    reporter.hello["trainingSamples"] = samples
    reporter.saw_own_batch_size(own_batch_size)
    if is_set:
        reporter.batch_size_set_by = "agent"


def refuse(reason):
    if reporter.asked_batch_size is not None:
        reporter.refuse(reason)


def shorten(call, sizes):
    """Ends the epochs of a fit, and its evaluations, after a few batches."""
    x, held_out, split = call["x"], call["validation_data"], call["validation_split"]
    batch_size = call["batch_size"] or 32
    batches = batches_of(x, batch_size, 1 - (split if held_out is None else 0))
    call["steps_per_epoch"], is_cut = fewer(call["steps_per_epoch"] or batches)
    if is_cut:
        reporter.epoch_is_shortened = True
    batch_size = call["validation_batch_size"] or batch_size
    if held_out is not None:
        first = held_out[0] if isinstance(held_out, (list, tuple)) else held_out
        call["validation_steps"], _ = fewer(call["validation_steps"] or batches_of(first, batch_size))
    elif split:
        call["validation_steps"], _ = fewer(call["validation_steps"] or batches_of(x, batch_size, split))


def batches_of(x, batch_size, part=1):
    """Number of batches of an epoch over a fraction `part` of x; None if unknown."""
    if is_feed(x) or not length(x):
        return keras_feeds.number_of_batches(x)
    return max(1, math.ceil(round(length(x) * part) / batch_size))


def fewer(batches):
    """Number of batches to run, None for all, and whether it is less than the whole epoch."""
    if batches is not None and batches <= EPOCH_BATCHES:
        return batches, False
    return EPOCH_BATCHES, True


def with_ours(keras, model, callbacks, sizes):
    class Steps(keras.callbacks.Callback):
        """Reports the steps of a fit."""

        def on_train_begin(self, logs=None):
            if keras.backend.backend() == "jax":  # Between two steps, variables of the JAX backend have no values.
                introduce(keras, model)
            if isinstance(sizes, keras_feeds.Delivered):
                sizes.forget()
                if sizes.reason is not None:
                    refuse(f"fit takes its batches from a {type(sizes.x).__name__}, {sizes.reason}")

        def on_epoch_begin(self, epoch, logs=None):
            self.done = 0

        @guarded
        def on_train_batch_end(self, batch, logs=None):
            now = time.monotonic()
            if keras.backend.backend() != "jax":  # With other backends, the optimizer is complete after the first step.
                introduce(keras, model)
            reporter.loss = lambda: (logs or {}).get("loss")  # Mean of the epoch so far.
            # A call may cover several steps (steps_per_execution), the last one of an epoch fewer.
            steps = batch + 1
            if isinstance(sizes, tensorflow.Batched):
                steps = min(steps, (self.params or {}).get("steps") or steps)
            for step in range(self.done, steps):
                size = sizes.size(step)
                if size is None:
                    break
                reporter.step_ended(samples=size, batch_size=size, at=now)
            self.done = batch + 1

        def on_test_begin(self, logs=None):
            self.left = time.monotonic()
            reporter.write_memory()

        def on_test_end(self, logs=None):
            reporter.write_memory()
            reporter.excluded_seconds += time.monotonic() - self.left

    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks.append(Steps())
        return callbacks
    return [*(callbacks if isinstance(callbacks, (list, tuple)) else [callbacks] if callbacks else []), Steps()]


def introduce(keras, model):
    """Reports what is trained, before the first step."""
    if reporter.step > 0:
        return
    backend = keras.backend.backend()
    reporter.hello["framework"] = reporter.framework(backend)
    module = sys.modules.get(backend)
    watch_memory(backend, module)
    try:
        tensorflow.functions.optimizer = model.optimizer
        tensorflow.describe()
        if backend == "jax":
            reporter.hello.update(device=module.default_backend(), threads=len(os.sched_getaffinity(0)))
        elif backend == "torch":
            device = "cuda" if module.cuda.is_available() else "cpu"
            reporter.hello.update(device=device, threads=module.get_num_threads())
    except Exception as error:  # A training must continue with an unknown optimizer.
        print(f"headroom: the optimizer is not known: {error!r}", file=sys.stderr)


def watch_memory(backend, module):
    """Reports the memory of a backend's allocator, once the backend has its devices."""
    if backend == "torch":
        from headroom_agent import pytorch_device_memory

        reporter.watch_memory(lambda: pytorch_device_memory.make(module))
    elif backend == "jax":
        reporter.watch_memory(device_memory.make_jax)
    elif backend == "tensorflow":
        reporter.watch_memory(device_memory.make_tensorflow)
