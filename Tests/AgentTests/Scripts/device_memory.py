"""Trainings with simulated devices for JAX and TensorFlow: device_memory.py KIND

They train on the CPU, and each reading of the first device returns 1,000 bytes more, up to 3,000.

- jax, keras-jax: a loop that reports its steps itself, and Keras's fit
- tensorflow, keras-tensorflow: the same with TensorFlow, whose loop is observed by the agent
- none: JAX whose devices have no statistics; prints the number of times they were requested
- reset: JAX at another batch size; prints the values before, then, and once there are 5,000 bytes
"""

import os
import sys

kind = sys.argv[1]
backend = "tensorflow" if kind.endswith("tensorflow") else "jax"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = backend
asked = {}
most = 3_000


def peak(name):
    asked[name] = asked.get(name, 0) + 1
    return min(1_000 * asked[name], most)


class Device:
    """Device of JAX."""

    platform = "gpu"

    def __init__(self, number):
        self.id = number

    def memory_stats(self):
        if kind == "none":
            peak(self.id)
            return None
        return {"bytes_in_use": 0, "peak_bytes_in_use": 0 if self.id else peak(self.id), "bytes_limit": 50_000}


if backend == "jax":
    import jax

    devices = [Device(0), Device(1)]
    jax.local_devices = lambda: devices
else:
    import tensorflow

    Logical = type("Logical", (), {"name": "/device:GPU:0"})
    tensorflow.config.list_logical_devices = lambda kind=None: [Logical]
    tensorflow.config.experimental.get_memory_info = lambda name: {"current": 0, "peak": peak(name)}

import numpy

x, y = numpy.random.rand(320, 8).astype("float32"), numpy.random.randint(0, 4, 320)
if kind == "reset":
    import headroom_agent
    import jax.numpy as jnp
    from headroom_agent.device_memory import make_jax

    headroom_agent.step(32, result=jnp.float32(0))
    memory = make_jax()
    looked = memory.look()
    memory.reset()
    looked += memory.look()
    most = 5_000
    looked += memory.look()
    print("allocated", *[figures["allocatedBytes"] for figures in looked])
elif kind.startswith("keras"):
    import keras

    model = keras.Sequential([keras.layers.Dense(4)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, batch_size=32, epochs=3, verbose=0)
elif backend == "jax":
    import time

    import headroom_agent
    import jax.numpy as jnp

    for number in range(10):
        headroom_agent.step(32, result=jnp.float32(number))
        time.sleep(0.07)
else:
    import time

    import keras

    model = keras.Sequential([keras.layers.Dense(4)])
    optimizer = keras.optimizers.SGD(0.01)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    for images, labels in tensorflow.data.Dataset.from_tensor_slices((x, y)).batch(32):
        with tensorflow.GradientTape() as tape:
            loss = cross_entropy(labels, model(images))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        time.sleep(0.07)
if kind == "none":
    print("asked", *asked.values())
