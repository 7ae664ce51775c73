"""Keras 3, with any backend: `fit` and `train_on_batch` report their steps by a callback."""

import functools
import inspect
import math
import time

from headroom_agent import tensorflow
from headroom_agent.batches import length
from headroom_agent.reporter import reporter


def patch(keras):
    model = keras.Model
    fit, train_on_batch = model.fit, model.train_on_batch
    signature = inspect.signature(fit)

    @functools.wraps(fit)
    def counted_fit(self, *arguments, **named):
        call = signature.bind(self, *arguments, **named)
        call.apply_defaults()
        sizes = prepare(call.arguments)
        if sizes is not None:
            call.arguments["callbacks"] = with_ours(keras, call.arguments["callbacks"], sizes)
        tensorflow.functions.paused += 1  # The steps are the callback's.
        try:
            return fit(*call.args, **call.kwargs)
        finally:
            tensorflow.functions.paused -= 1

    @functools.wraps(train_on_batch)
    def counted_train_on_batch(self, x, *arguments, **named):
        tensorflow.functions.paused += 1
        try:
            result = train_on_batch(self, x, *arguments, **named)
        finally:
            tensorflow.functions.paused -= 1
        introduce(keras)
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
    """Sets the batch size of a call of fit, where that was asked; returns the sizes of its batches."""
    x = call["x"]
    batched = tensorflow.batched(x)
    if batched is not None:
        reporter.hello["trainingSamples"] = batched.samples
        reporter.saw_own_batch_size(batched.own_batch_size)
        if batched.is_set:
            reporter.batch_size_set_by = "agent"
        return batched
    samples = length(x)
    if not samples:
        reporter.hello["refusal"] = f"fit takes its batches from a {type(x).__name__}"
        return None
    if call["validation_split"] and call["validation_data"] is None:
        samples = math.floor(samples * (1 - call["validation_split"]))
    own = call["batch_size"] or 32
    reporter.hello["trainingSamples"] = samples
    reporter.saw_own_batch_size(own)
    if reporter.asked_batch_size is not None:
        call["batch_size"] = reporter.asked_batch_size
        reporter.batch_size_set_by = "agent"
    return tensorflow.Batched(own, call["batch_size"] or 32, samples)


def with_ours(keras, callbacks, sizes):
    class Steps(keras.callbacks.Callback):
        """Reports the steps of a fit."""

        def on_epoch_begin(self, epoch, logs=None):
            self.done = 0

        def on_train_batch_end(self, batch, logs=None):
            now = time.monotonic()
            introduce(keras)
            reporter.loss = lambda: (logs or {}).get("loss")  # The mean of the epoch so far.
            # A call may stand for several steps (steps_per_execution).
            for step in range(self.done, batch + 1):
                size = sizes.size(step)
                reporter.step_ended(samples=size, batch_size=size, at=now)
            self.done = batch + 1

        def on_test_begin(self, logs=None):
            self.left = time.monotonic()

        def on_test_end(self, logs=None):
            reporter.excluded_seconds += time.monotonic() - self.left

    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks.append(Steps())
        return callbacks
    return [*(callbacks if isinstance(callbacks, (list, tuple)) else [callbacks] if callbacks else []), Steps()]


def introduce(keras):
    if reporter.step == 0:
        backend = keras.backend.backend()
        reporter.hello["framework"] = reporter.framework(backend)
        tensorflow.describe()
