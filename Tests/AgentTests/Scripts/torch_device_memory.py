"""A training with simulated devices for PyTorch: torch_device_memory.py KIND

It trains on the CPU. A device allocates 10,000 bytes for the model and 1,000 for each sample passed through it, and
reserves twice as much; of three devices, the third is never used. The calls to the devices are printed at the end.

- plain: one device is used
- several: two are used, the second for half of the samples
- alone: there is only one
- failing: the statistics raise an error at the third call
- no-capacity: the free memory raises an error
- fraction: the script limits the allocator to half of the device
- keras: Keras's fit, evaluated with larger batches
"""

import collections
import json
import os
import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

kind = sys.argv[1]
MODEL, SAMPLE, TOTAL, ELSEWHERE = 10_000, 1_000, 1_000_000, 100_000


class Device:
    """Allocator and driver counters of a device."""

    def __init__(self):
        self.allocated = self.reserved = self.most_allocated = self.most_reserved = 0
        self.fraction = 1.0

    def take(self, samples):
        self.allocated = MODEL
        self.most_allocated = max(self.most_allocated, MODEL + SAMPLE * samples)
        self.reserved = max(self.reserved, 2 * (MODEL + SAMPLE * samples))
        self.most_reserved = max(self.most_reserved, self.reserved)

    def empty(self):
        self.reserved = self.allocated

    def reset(self):
        self.most_allocated, self.most_reserved = self.allocated, self.reserved

    def statistics(self):
        return {
            "allocated_bytes": {"all": {"current": self.allocated, "peak": self.most_allocated}},
            "reserved_bytes": {"all": {"current": self.reserved, "peak": self.most_reserved}},
            "inactive_split_bytes": {"all": {"current": 0, "peak": self.most_reserved - self.most_allocated}},
            "num_alloc_retries": 0,
        }


class Runtime:
    """Part of the CUDA runtime that reports the free memory."""

    def cudaMemGetInfo(self, device):
        calls["free"].append(device)
        if kind == "no-capacity":
            raise RuntimeError("the driver gives no figures")
        return TOTAL - ELSEWHERE - devices[device].reserved, TOTAL


def statistics(device):
    calls["statistics"].append(device)
    if kind == "failing" and len(calls["statistics"]) > 2 * len(devices):
        raise RuntimeError("the statistics cannot be read")
    return devices[device].statistics()


def set_fraction(fraction, device):
    calls["fraction"].append([device, round(fraction * TOTAL)])
    devices[device].fraction = fraction


def reset(device):
    calls["reset"].append(device)
    devices[device].reset()


def empty():
    for device in devices:
        device.empty()


devices = [Device() for _ in range(1 if kind == "alone" else 3)]
used = {"several": 2}.get(kind, 1)
calls = collections.defaultdict(list)
torch.manual_seed(0)
torch.set_num_threads(1)
torch._C._cuda_memoryStats = statistics
torch._C._cuda_resetPeakMemoryStats = reset
torch._C._cuda_emptyCache = empty
torch._C._cuda_setMemoryFraction = set_fraction
torch._C._cuda_getMemoryFraction = lambda device: devices[device].fraction
torch._C._cuda_hasPrimaryContext = lambda device: device < used
torch.cuda.device_count = lambda: len(devices)
torch.cuda.cudart = Runtime
torch.cuda.is_current_stream_capturing = lambda: False
torch.cuda._initialized = True
for call, _ in torch.cuda._queued_calls:  # As PyTorch does when it initializes CUDA, but without a real device.
    if not call.__module__.startswith("torch"):
        call()
if kind == "fraction":
    torch.cuda.set_per_process_memory_fraction(0.5, "cuda:0")


class Model(nn.Linear):
    def forward(self, x):
        for number, device in enumerate(devices[:used]):
            device.take(len(x) >> number)
        return super().forward(x)


def print_calls():
    print(json.dumps({name: calls[name] for name in ("statistics", "free", "fraction", "reset")}))


if kind == "keras":
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    class Sizes(keras.layers.Layer):
        def call(self, inputs):
            devices[0].take(len(inputs))
            return inputs

    x, y = torch.randn(256, 16).numpy(), torch.randint(0, 4, (256,)).numpy()
    model = keras.Sequential([Sizes(), keras.layers.Dense(4)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, batch_size=32, epochs=2, verbose=0, validation_data=(x, y), validation_batch_size=50)
    print_calls()
    sys.exit()

data = TensorDataset(torch.randn(256, 16), torch.randint(0, 4, (256,)))
loader = DataLoader(data, batch_size=32, shuffle=True)
held_out = DataLoader(data, batch_size=50)
model = Model(16, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
# With a change of the batch size it trains for long enough to receive it.
epochs = 5 if os.environ.get("RECORD_SET") else 2
for epoch in range(epochs):
    for images, labels in loader:
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
        time.sleep(0.07)  # Each step has its own event.
    if epoch == 0:
        with torch.no_grad():
            for images, labels in held_out:
                model(images)
print_calls()
