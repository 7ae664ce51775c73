"""Peak memory of the allocators of JAX and TensorFlow, per device."""

import sys


def make_jax():
    """Returns a reader of JAX's memory statistics; None if its devices have none, as on the CPU."""
    jax = sys.modules.get("jax")
    devices = [device for device in jax.local_devices() if device.memory_stats()] if jax is not None else []
    return JAXMemory(devices) if devices else None


class JAXMemory:
    is_readable_at_exit = False  # Whether it can be read at process exit: JAX has released its devices by then.

    def __init__(self, devices):
        self._devices = devices
        self._before = {}  # Peaks at the last reset, by device ID: JAX cannot reset them.

    def look(self):
        looked = []
        for device in self._devices:
            statistics = device.memory_stats() or {}
            peak = statistics.get("peak_bytes_in_use")
            if not peak:
                continue
            looked.append({
                "device": name(device),
                "allocatedBytes": peak if peak > self._before.get(device.id, 0) else None,
                "capacityBytes": statistics.get("bytes_limit"),
            })
        return looked

    def reset(self):
        for device in self._devices:
            self._before[device.id] = (device.memory_stats() or {}).get("peak_bytes_in_use") or 0


def name(device):
    """Name of a device: the platform as in the hello, and the index."""
    return f"{device.platform}:{device.id}"


def make_tensorflow():
    """Returns a reader of TensorFlow's memory statistics; None without a GPU."""
    tensorflow = sys.modules.get("tensorflow")
    devices = tensorflow.config.list_logical_devices("GPU") if tensorflow is not None else []
    return TensorFlowMemory(tensorflow, [device.name.split("device:")[-1] for device in devices]) if devices else None


class TensorFlowMemory:
    is_readable_at_exit = False

    def __init__(self, tensorflow, devices):
        self._experimental = tensorflow.config.experimental
        self._devices = devices  # Such as `GPU:0`.

    def look(self):
        looked = []
        for device in self._devices:
            peak = self._experimental.get_memory_info(device).get("peak")
            if peak:
                looked.append({"device": device.lower(), "allocatedBytes": peak})
        return looked

    def reset(self):
        for device in self._devices:
            self._experimental.reset_memory_stats(device)
