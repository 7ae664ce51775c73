"""Other tools that watch GPUs, each configured to read ten times a second through its API.

Usage: peers.py nvitop|nvitop-snapshots|zeus|zeus-instant        until it is terminated
"""

import signal
import sys
import time


def nvitop():
    """Its collector reads in a separate thread; once a second the means are queried."""
    from nvitop import Device, ResourceMetricCollector

    collector = ResourceMetricCollector(Device.all(), interval=0.1)
    with collector("watching"):
        while True:
            time.sleep(1)
            collector.collect()


def nvitop_snapshots():
    """Only the devices, without their processes and the host."""
    from nvitop import Device

    devices = Device.all()
    due = time.monotonic()
    while True:
        for device in devices:
            device.as_snapshot()
        # After a round that took too long the next follows at once, and missed rounds are not repeated.
        due = max(due + 0.1, time.monotonic())
        time.sleep(due - time.monotonic() if due > time.monotonic() else 0)


def zeus(domains=None):
    """One process for each kind of power; their readings are collected once a second."""
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


# One of the tools starts processes that import this file again.
if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    {"nvitop": nvitop, "nvitop-snapshots": nvitop_snapshots, "zeus": zeus, "zeus-instant": zeus_instant}[sys.argv[1]]()
