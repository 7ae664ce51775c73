"""Other tools that watch GPUs, each told to do it ten times a second by what it offers to programs.

Usage: peers.py nvitop|nvitop-snapshots|zeus|zeus-instant        until it is terminated
"""

import signal
import sys
import time


def nvitop():
    """Its collector reads in a thread of its own; once a second it is asked for the means."""
    from nvitop import Device, ResourceMetricCollector

    collector = ResourceMetricCollector(Device.all(), interval=0.1)
    with collector("watching"):
        while True:
            time.sleep(1)
            collector.collect()


def nvitop_snapshots():
    """The devices alone, without the processes on them and without the machine."""
    from nvitop import Device

    devices = Device.all()
    due = time.monotonic()
    while True:
        for device in devices:
            device.as_snapshot()
        # A round that took too long is followed by the next at once, and what it missed is not made up for.
        due = max(due + 0.1, time.monotonic())
        time.sleep(due - time.monotonic() if due > time.monotonic() else 0)


def zeus(domains=None):
    """A process for each kind of power; what they read is taken over once a second."""
    from zeus.monitor.power import PowerMonitor

    monitor = PowerMonitor(update_period=0.1, power_domains=domains)
    try:
        while True:
            time.sleep(1)
            monitor.get_power()
    finally:
        monitor.stop()


def zeus_instant():
    zeus(["device_instant"])


# One of them starts processes that read this file again.
if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    {"nvitop": nvitop, "nvitop-snapshots": nvitop_snapshots, "zeus": zeus, "zeus-instant": zeus_instant}[sys.argv[1]]()
