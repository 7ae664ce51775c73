"""Peak memory of PyTorch's allocator per device, and its limit.

`HEADROOM_DEVICE_MEMORY_BYTES` simulates a device with less memory: the allocator is limited to that size less the
memory that others use.
"""

import functools
import os
import time

from headroom_agent.guard import guarded
from headroom_agent.reporter import reporter

KEY = "headroom device memory"

# Minimum interval of queries for free memory and devices in use, and their maximum fraction of the time, since the
# driver may be slow.
CAPACITY_SECONDS = 1.0
CAPACITY_SHARE = 0.001

allowances = None


def patch(torch, environment=os.environ):
    global allowances
    limit = environment.get("HEADROOM_DEVICE_MEMORY_BYTES", "")
    allowances = Allowances(torch, int(limit) if limit.isdigit() else None)


def make(torch):
    """Returns a reader of the memory statistics; None in a process that uses no device."""
    return DeviceMemory(torch, allowances) if torch.cuda.is_initialized() else None


class DeviceMemory:
    """Allocators of this process, one per device.

    No context is created on a device that the training does not use, since it would use memory there.
    """

    is_readable_at_exit = True  # Whether it can be read at process exit.

    def __init__(self, torch, allowances):
        self._cuda = torch.cuda
        self._allowances = allowances
        self._devices = []  # Devices in use.
        self._capacities = {}
        self._knows_capacity = True
        self._due = 0.0  # Time of the next query of devices and capacities.

    def look(self):
        """Statistics of each device on which memory was held since the last reset.

        Reads the nested statistics of the allocator: `memory_stats` flattens them into a new dict.
        """
        cuda, now = self._cuda, time.monotonic()
        asks = now >= self._due and not cuda.is_current_stream_capturing()
        devices, looked = [], []
        for device in range(cuda.device_count()) if asks else self._devices:
            statistics = cuda.memory_stats_as_nested_dict(device)
            reserved = figure(statistics, "reserved_bytes")
            if not reserved:
                continue
            devices.append(device)
            if asks and self._knows_capacity:
                self._ask(device, figure(statistics, "reserved_bytes", "current"))
            looked.append({
                "device": f"cuda:{device}",
                "allocatedBytes": figure(statistics, "allocated_bytes"),
                "reservedBytes": reserved,
                "fragmentedBytes": figure(statistics, "inactive_split_bytes"),
                "capacityBytes": self._capacities.get(device),
                "allocationRetries": statistics.get("num_alloc_retries"),
            })
        if asks:
            self._devices = devices
            took = time.monotonic() - now
            self._due = now + max(CAPACITY_SECONDS, took / CAPACITY_SHARE)
        return looked

    def _ask(self, device, reserved):
        try:
            self._capacities[device] = self._allowances.renew(device, reserved)
        except Exception:  # The other figures are reported without it.
            self._knows_capacity = False
            self._capacities.clear()

    def reset(self):
        """Resets the peaks, and releases cached blocks of other sizes."""
        if self._cuda.is_current_stream_capturing():
            return
        self._cuda.empty_cache()
        for device in range(self._cuda.device_count()):
            self._cuda.reset_peak_memory_stats(device)
        self._due = 0.0


def figure(statistics, name, kind="peak"):
    """Statistic over small and large blocks; None if this version of PyTorch lacks it."""
    return statistics.get(name, {}).get("all", {}).get(kind)


class Allowances:
    """Limit of the allocator's memory on each device."""

    def __init__(self, torch, limit):
        self._torch, self._cuda = torch, torch.cuda
        self._limit = limit  # Memory of the simulated device in bytes; None without simulation.
        self._fractions = {}  # Fractions set by the script, by device.
        self._set_fraction = self._cuda.set_per_process_memory_fraction
        self._watch()
        if limit is not None:
            # Runs when the script initializes CUDA: the agent never does, so that processes can still fork.
            self._cuda._lazy_call(guarded(self._initialized))

    def _watch(self):
        set_fraction = self._set_fraction

        @functools.wraps(set_fraction)
        def set_per_process_memory_fraction(fraction, device=None):
            set_fraction(fraction, device)
            guarded(self._was_set)(fraction, device)

        self._cuda.set_per_process_memory_fraction = set_per_process_memory_fraction
        if getattr(self._cuda.memory, "set_per_process_memory_fraction", None) is set_fraction:
            self._cuda.memory.set_per_process_memory_fraction = set_per_process_memory_fraction

    def _was_set(self, fraction, device):
        """Applies a fraction set by the script to the simulated device."""
        index = device if isinstance(device, int) or device is None else self._torch.device(device).index
        index = self._cuda.current_device() if index is None else index
        self._fractions[index] = fraction
        if self._limit is not None:
            self.renew(index)

    def _initialized(self):
        """Limits a single device; of several devices, those in use when a module is first called."""
        if self._cuda.device_count() == 1:
            self.renew(0)
            return
        from torch.nn.modules import module

        module._global_forward_pre_hooks[KEY] = guarded(self._called)

    def _called(self, module, arguments):
        from torch.nn.modules import module as modules

        modules._global_forward_pre_hooks.pop(KEY, None)
        for device in range(self._cuda.device_count()):
            if self._is_used(device):
                self.renew(device)

    def _is_used(self, device):
        """Whether the process has a context on a device."""
        has_context = getattr(self._torch._C, "_cuda_hasPrimaryContext", None)
        return has_context(device) if has_context is not None else self._cuda.memory_reserved(device) > 0

    def renew(self, device, reserved=None):
        """Returns the most memory that the allocator can hold on a device now, in bytes; sets its limit if a device
        is simulated.

        Excluded is the memory of others, and memory of the process outside the allocator, such as its context and
        kernels; both may change.
        """
        if device not in self._fractions:
            get_fraction = getattr(self._cuda, "get_per_process_memory_fraction", None)
            self._fractions[device] = get_fraction(device) if get_fraction is not None else 1.0
        if reserved is None:
            reserved = self._cuda.memory_reserved(device)
        free, total = self._cuda.mem_get_info(device)
        size = total if self._limit is None else min(total, self._limit)
        elsewhere = total - free - reserved
        most = max(0, min(size - elsewhere, int(self._fractions[device] * size)))
        if self._limit is not None:
            self._set_fraction(min(1.0, most / total), device)
        return most
