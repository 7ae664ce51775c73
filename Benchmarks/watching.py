"""Compares the cost of watching GPUs with that of other tools, on a machine that does not need a GPU.

A stand-in for NVIDIA's library takes 2 ms for each call, like a driver, counts the calls, and has known answers.

cost      CPU time in a window that begins five seconds after a watcher's first reading, of all its processes except the
          command that it watches. "Start" is the CPU time before, minus that of five seconds of watching. "Waiting" is
          the cost of the library's own 2 ms, measured by a program that waits as often and does nothing else; it is
          included in the CPU time. Private memory is not shared with any other process, at the end of the window; the
          part that a tool in Python shares with this script's own Python, some 4 MB, is not included. "Written" is the
          part of it that does not depend on other processes.
slowdown  the same training with a step of about 5 ms alternately alone and with a watcher of eight devices; the order
          alternates from pair to pair.
latency   time from a device becoming busy to the first reading that shows it.

Usage: Benchmarks/watching.py [--headroom PATH] [--peers VENV_PYTHON] [--python TORCH_PYTHON] [--seconds 30]
                              [--pairs 30] [--only cost|slowdown|latency]

Needs clang, a built Headroom, and for the slowdown a Python with torch (./test makes one). Other tools are omitted if
they are missing:
    python3 -m venv .headroom/peers && .headroom/peers/bin/pip install nvitop gpustat zeus
"""

import argparse
import contextlib
import fcntl
import json
import os
import pathlib
import pty
import random
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from typing import NamedTuple

root = pathlib.Path(__file__).resolve().parent.parent
helpers = root / "Benchmarks/watching"
settling = 5


class Watcher(NamedTuple):
    name: str
    command: list
    # Function that it calls once for each reading of a device.
    reading: str
    # Number of its processes that do so.
    readers: int = 1
    # Number of calls of that function before it begins, to find the devices.
    probes: int = 0
    in_terminal: bool = False


# Library


def build(folder):
    """Compiles the library, and the program that only waits."""
    clang = ["clang", "-O1", "-o"]
    library = ["-shared", "-fPIC", "-I", root / "Sources/Measure/CNVML/include", helpers / "more_nvml.c"]
    subprocess.run([*clang, f"{folder}/libnvidia-ml.so.1", *library], check=True)
    subprocess.run([*clang, f"{folder}/sleeper", helpers / "sleeper.c"], check=True)


class Calls:
    """File in which the library counts calls."""

    header, entry, entries = "d8x", "56sQ", 128

    def __init__(self, folder):
        self.path = os.path.join(folder, "calls")
        with open(self.path, "wb") as file:
            file.write(bytes(struct.calcsize(self.header) + self.entries * struct.calcsize(self.entry)))

    def _read(self):
        with open(self.path, "rb") as file:
            return file.read()

    @property
    def started(self):
        """Returns the time of the library's first initialization, on the monotonic clock."""
        return struct.unpack_from(self.header, self._read())[0]

    def counts(self):
        table = self._read()[struct.calcsize(self.header):]
        return {name.rstrip(b"\0").decode(): count for name, count in struct.iter_unpack(self.entry, table) if count}


def environment(folder, calls, devices, more=""):
    path = os.environ.get("LD_LIBRARY_PATH")
    # Slightly rising power, since one of the tools discards readings equal to the last.
    return {
        **os.environ,
        "LD_LIBRARY_PATH": f"{folder}:{path}" if path else folder,
        "STANDIN_NVML": f"devices={devices} latency=2 gpm=1 ramp=0.1 {more}",
        "STANDIN_CALLS": calls.path,
        "TERM": "xterm-256color",
    }


# Watchers


def headroom_run(folder, *options, seconds=3600):
    # A separate folder, since only a limited number of newest entries of the log folder is kept.
    watch = ["run", "--hide-output", "--no-store", "--logs", f"{folder}/logs", *options]
    return [arguments.headroom, *watch, "--", "sleep", str(seconds)]


def watchers(folder):
    samples, rates, fields = "nvmlDeviceGetSamples", "nvmlDeviceGetUtilizationRates", "nvmlDeviceGetFieldValues"
    headroom, python, peers = arguments.headroom, arguments.peers, helpers / "peers.py"
    found = [
        Watcher("headroom run", headroom_run(folder), samples),
        Watcher("headroom export", [headroom, "export", "--prometheus", "127.0.0.1:0"], samples),
        Watcher("headroom watch", [headroom, "watch"], samples, in_terminal=True),
    ]
    if version("nvitop"):
        screen = [python, "-m", "nvitop", "--monitor", "full", "--interval", "1"]
        found += [
            Watcher("nvitop, collector", [python, peers, "nvitop"], rates),
            Watcher("nvitop, snapshots", [python, peers, "nvitop-snapshots"], rates),
            Watcher("nvitop, screen", screen, rates, in_terminal=True),
        ]
    if version("gpustat"):
        found.append(Watcher("gpustat", [python, "-m", "gpustat", "--interval", "0.1"], rates))
    if version("zeus"):
        found += [
            Watcher("Zeus, all powers", [python, peers, "zeus"], fields, readers=3, probes=3),
            Watcher("Zeus, one power", [python, peers, "zeus-instant"], fields, probes=3),
        ]
    return found


def version(package):
    """Returns the version of a tool among the peers; None where it is missing."""
    ask = f"import importlib.metadata as m; print(m.version({package!r}))"
    try:
        run = subprocess.run([arguments.peers, "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    return run.stdout.decode().strip() or None


@contextlib.contextmanager
def running(watcher, environment, calls):
    """Runs a watcher from its first reading on, and ends all of its processes."""
    screen = open_terminal() if watcher.in_terminal else subprocess.DEVNULL
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            watcher.command, env=environment, stdin=screen, stdout=screen, stderr=errors, start_new_session=True
        )
        if watcher.in_terminal:
            os.close(screen)
        try:
            deadline = time.monotonic() + 60
            while calls.counts().get(watcher.reading, 0) <= watcher.probes:
                if process.poll() is not None or time.monotonic() > deadline:
                    errors.seek(0)
                    raise RuntimeError(f"{watcher.name} reads nothing: {errors.read().decode().strip()[-500:]}")
                time.sleep(0.01)
            yield process.pid
        finally:
            end(process)


def open_terminal():
    """Opens a pseudoterminal of an ordinary size whose contents are not read."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 50, 160, 0, 0))

    def drain():
        # Reading fails once the last process that has it open has ended.
        with contextlib.suppress(OSError):
            while os.read(ours, 65536):
                pass
        os.close(ours)

    threading.Thread(target=drain, daemon=True).start()
    return theirs


def end(process):
    left = descendants(process.pid)
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    process.kill()
    process.wait()
    for pid, started in left.items():
        if started_at(pid) == started:
            os.kill(pid, signal.SIGKILL)


# Processes


def status(pid):
    """Returns its name, and the fields of /proc/PID/stat after that; None where it has ended."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    name, _, fields = text.partition("(")[2].rpartition(")")
    return name, fields.split()


def started_at(pid):
    found = status(pid)
    return found and found[1][19]


def descendants(pid):
    """Returns the descendants of a process, with their start times."""
    children = {}
    for other in filter(str.isdigit, os.listdir("/proc")):
        if found := status(other):
            children.setdefault(int(found[1][1]), {})[int(other)] = found[1][19]
    below, waiting = {}, [pid]
    while waiting:
        found = children.get(waiting.pop(), {})
        below |= found
        waiting += found
    return below


def watching(pid):
    """Returns the processes of a watcher, without the command that it watches."""
    return [each for each in [pid, *descendants(pid)] if (found := status(each)) and found[0] != "sleep"]


def processor_seconds(pid):
    """Returns user and system time of a process, including ended threads, in nanoseconds instead of hundredths of a
    second: the clock of clock_getcpuclockid()."""
    return time.clock_gettime(~pid << 3 | 2)


def private_bytes(pid):
    """Returns the memory not shared with other processes, and the written part of it."""
    lines = map(str.split, pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines())
    kilobytes = {words[0]: int(words[1]) for words in lines if words[0].startswith("Private_")}
    clean, dirty = kilobytes["Private_Clean:"] * 1024, kilobytes["Private_Dirty:"] * 1024
    return clean + dirty, dirty


# Cost


class Look(NamedTuple):
    """Resource use and number of calls of a watcher at a time."""

    at: float
    processor: dict
    calls: dict

    @classmethod
    def at_now(cls, pid, calls):
        return cls(time.monotonic(), {each: processor_seconds(each) for each in watching(pid)}, calls.counts())


class Cost(NamedTuple):
    readings_per_second: float
    calls_per_second: float
    # Fraction of one core.
    busy: float
    waiting: float
    start_seconds: float
    first_reading_seconds: float
    private_bytes: int
    written_bytes: int
    processes: int

    head = ("readings/s", "calls/s", "processor time", "waiting", "start", "first reading", "private memory", "written",
            "processes")

    def row(self):
        return (
            f"{self.readings_per_second:.1f} | {self.calls_per_second:.0f} "
            f"| {self.busy * 100:.2f} % | {self.waiting * 100:.2f} % "
            f"| {self.start_seconds * 1e3:.0f} ms | {self.first_reading_seconds:.2f} s "
            f"| {self.private_bytes / 1e6:.1f} MB | {self.written_bytes / 1e6:.1f} MB | {self.processes}"
        )


def measure(watcher, folder, devices):
    calls = Calls(folder)
    began = time.monotonic()
    with running(watcher, environment(folder, calls, devices), calls) as pid:
        first = time.monotonic() - began
        time.sleep(settling)
        before = Look.at_now(pid, calls)
        time.sleep(arguments.seconds)
        after = Look.at_now(pid, calls)
        memory = [private_bytes(each) for each in after.processor]
    seconds = after.at - before.at
    asked = {function: count - before.calls.get(function, 0) for function, count in after.calls.items()}
    busy = sum(used - before.processor.get(each, 0) for each, used in after.processor.items()) / seconds
    rate = sum(asked.values()) / seconds
    return Cost(
        readings_per_second=asked[watcher.reading] / watcher.readers / devices / seconds,
        calls_per_second=rate,
        busy=busy,
        waiting=rate * waiting_seconds(folder, rate),
        start_seconds=max(0, sum(before.processor.values()) - busy * settling),
        first_reading_seconds=first,
        private_bytes=sum(private for private, _ in memory),
        written_bytes=sum(written for _, written in memory),
        processes=len(memory),
    )


def waiting_seconds(folder, rate):
    """Returns the CPU time of one wait of 2 ms, at `rate` waits per second."""
    command = [f"{folder}/sleeper", str(rate), str(min(10, arguments.seconds))]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def cost(folder):
    for devices in (1, 8):
        print(f"\n{devices} device{'s' * (devices > 1)}, {arguments.seconds:g} s each; processor time of one core\n")
        table("watcher", *Cost.head)
        for watcher in watchers(folder):
            try:
                print(f"| {watcher.name} | {measure(watcher, folder, devices).row()} |", flush=True)
            except RuntimeError as failure:
                print(failure, file=sys.stderr)


def table(first, *others):
    print(f"| {' | '.join([first, *others])} |\n| --- |{' ---: |' * len(others)}")


# Slowdown


def train():
    run = subprocess.run([arguments.python, helpers / "training.py"], stdout=subprocess.PIPE, check=True)
    return float(run.stdout)


def train_beside(watcher, folder):
    calls = Calls(folder)
    with running(watcher, environment(folder, calls, 8), calls):
        time.sleep(1)
        return train()


def slowdown(folder):
    if not os.access(arguments.python, os.X_OK):
        return print(f"\nno slowdown: there is no {arguments.python}")
    print(f"\n{arguments.pairs} pairs of a training beside a watcher of 8 devices and alone\n")
    table("watcher", "a step alone", "a step watched over one alone", "95 % interval of the median")
    # Only the closest of the others: each takes as long as Headroom does.
    for watcher in watchers(folder):
        if watcher.name in ("headroom run", "nvitop, collector"):
            print(f"| {watcher.name} | {slowdown_by(watcher, folder)} |", flush=True)


def slowdown_by(watcher, folder):
    ratios, alone = [], []
    for pair in range(arguments.pairs):
        if pair % 2:
            bare, seen = train(), train_beside(watcher, folder)
        else:
            seen, bare = train_beside(watcher, folder), train()
        ratios.append(seen / bare)
        alone.append(bare)
    random.seed(0)
    medians = sorted(statistics.median(random.choices(ratios, k=len(ratios))) for _ in range(10_000))
    return (
        f"{statistics.median(alone) * 1e3:.2f} ms | {statistics.median(ratios):.4f} "
        f"| {medians[250]:.4f} to {medians[-251]:.4f}"
    )


# Latency


def first_reading(path, wanted, least):
    """Returns the time of the first reading of a GPU's signal above a threshold, on the monotonic clock."""
    with open(path) as file:
        for line in map(json.loads, file):
            if not line.get("device", "").startswith("GPU-"):
                continue
            if any(signal == wanted and value > least for signal, value, *_ in line.get("readings", [])):
                return line["at"]
    raise RuntimeError(f"no reading in {path} shows it")


def latency(folder):
    text = subprocess.run([arguments.headroom, "run", "--help"], stdout=subprocess.PIPE, check=True).stdout.decode()
    if "--record" not in text:
        return print("\nno latency: this Headroom has no 'run --record'")
    delays = {"instantPowerWatts": [], "utilization": []}
    for run in range(10):
        # At a different phase between two readings each time.
        calls, jump = Calls(folder), 4 + run * 0.037
        record = os.path.join(folder, f"record-{run}.jsonl")
        command = headroom_run(folder, "--record", record, seconds=10)
        watched = environment(folder, calls, 1, f"jump={jump}")
        subprocess.run(command, env=watched, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        for signal, least in (("instantPowerWatts", 200), ("utilization", 0)):
            delays[signal].append(first_reading(record, signal, least) - calls.started - jump)
    print()
    for signal, found in delays.items():
        print(
            f"{signal}: {len(found)} runs; from the change to the first reading that shows it "
            f"{statistics.median(found) * 1e3:.0f} ms, {max(found) * 1e3:.0f} ms at most"
        )
    print("The driver notes a utilization every 167 ms, which is part of that figure; power it answers as it is.")


def about():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    processor = names[0] if names else "an unknown processor"
    tools = [f"{name} {version(name) or 'missing'}" for name in ("nvitop", "gpustat", "zeus")]
    print(f"{os.cpu_count()} cores of {processor}, load {os.getloadavg()[0]:.1f}; {', '.join(tools)}", flush=True)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--headroom", default=root / ".build/release/headroom")
parser.add_argument("--peers", default=root / ".headroom/peers/bin/python")
parser.add_argument("--python", default=root / ".headroom/frameworks/pytorch/bin/python")
parser.add_argument("--seconds", type=float, default=30)
parser.add_argument("--pairs", type=int, default=30)
parser.add_argument("--only", choices=["cost", "slowdown", "latency"])
arguments = parser.parse_args()

# On SIGTERM, it still ends the processes that it started.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
with tempfile.TemporaryDirectory() as folder:
    build(folder)
    about()
    for part in (cost, slowdown, latency):
        if arguments.only in (None, part.__name__):
            part(folder)
