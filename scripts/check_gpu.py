"""What scripts/check-gpu measures, once everything it needs is there. Calls PyTorch in processes of its own only."""

import argparse
import datetime
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
parser = argparse.ArgumentParser()
parser.add_argument("--headroom", required=True)
parser.add_argument("--output", type=pathlib.Path, required=True)
parser.add_argument("--device", required=True)
parser.add_argument("--budget", required=True)
parser.add_argument("--pairs", type=int, required=True)
arguments = parser.parse_args()
lines = []

STEADY = """
import sys, time, torch
device, seconds = sys.argv[1], float(sys.argv[2])
size = 4096 if device.startswith("cuda") else 256
a = torch.randn(size, size, device=device)
end = time.monotonic() + seconds
while time.monotonic() < end:
    for _ in range(20):
        a = torch.tanh(a @ a / size)
    a.sum().item()
"""

STEPS = """
import sys, time, torch
from torch import nn
device, count = sys.argv[1], int(sys.argv[2])
torch.manual_seed(0)
wide = 4096 if device.startswith("cuda") else 512
model = nn.Sequential(nn.Linear(wide, wide), nn.ReLU(), nn.Linear(wide, wide), nn.ReLU(), nn.Linear(wide, 10)).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
x, y = torch.randn(1024, wide, device=device), torch.randint(0, 10, (1024,), device=device)
def step():
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss
for _ in range(50):
    step()
step().item()
started = time.perf_counter()
for _ in range(count):
    step()
step().item()
print((time.perf_counter() - started) / (count + 1))
"""


def say(text=""):
    lines.append(text)
    print(text, flush=True)


def headroom(*command, check=True):
    """What it wrote to its standard output."""
    run = subprocess.run([arguments.headroom, *map(str, command)], stdout=subprocess.PIPE, text=True)
    if check and run.returncode != 0:
        say(f"\nheadroom {command[0]} ended with exit code {run.returncode}")
    return run.stdout


def number(value, digits=3):
    return "-" if value is None else f"{value:,.{digits}g}" if abs(value) < 1000 else f"{value:,.0f}"


def share(distribution):
    return "-" if distribution is None else f"{distribution['mean']:.1%}"


def digits():
    """The digits, or as many random pictures: the time that a step takes does not depend on what is in them."""
    for folder in (os.environ.get("HEADROOM_DATA"), root / ".headroom/data"):
        if folder and (pathlib.Path(folder) / "digits.csv").exists():
            return pathlib.Path(folder) / "digits.csv"
    path = arguments.output / "digits.csv"
    rows = ([random.randint(0, 16) for _ in range(64)] + [random.randint(0, 9)] for _ in range(1797))
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
    say("The digits are not here: random pictures stand in for them.")
    return path


def sweep(title, *options, command):
    document = json.loads(headroom("sweep", "--export-json", "-", "--progress", "none", *options, *command) or "{}")
    (arguments.output / f"{title.split()[0]}.json").write_text(json.dumps(document, indent=1))
    say(f"\n## {title}\n")
    say("| batch size | samples/s | step | utilization | SM activity | occupancy | tensor | bandwidth | W | mJ a sample |")
    say("|" + " ---: |" * 10)
    for point in document.get("points", []):
        trials = [trial for trial in document["trials"] if trial["id"] in point["trials"]]
        def mean(name):
            known = [trial[name]["mean"] for trial in trials if trial[name]]
            return f"{statistics.mean(known):.1%}" if known else "-"
        watts = [trial["averagePowerWatts"] for trial in trials if trial["averagePowerWatts"]]
        joules = point["joulesPerSample"]
        say(
            f"| {point['batchSize']:,} | {number(point['samplesPerSecond']['value'])} | "
            f"{point['stepSeconds']['mean'] * 1e3:.3g} ms | {mean('deviceUtilization')} | {mean('smActivity')} | "
            f"{mean('smOccupancy')} | {mean('tensorActivity')} | {mean('memoryBandwidthUtilization')} | "
            f"{number(statistics.mean(watts) if watts else None)} | {number(joules and joules * 1e3)} |"
        )
    for name in ("fits", "pays", "recommendation"):
        found = document.get(name) or {}
        say(f"\n{name}: {found.get('batchSize', '-')} {found.get('why') or found.get('limitedBy') or ''}")
    say(f"\ndriver {(document.get('machine') or {}).get('driver')}, {(document.get('machine') or {}).get('frameworks')}")
    observer = document.get("observer") or {}
    if observer.get("wallSeconds"):
        say(
            f"\nwatching took {observer['cpuSeconds'] / observer['wallSeconds']:.2%} of one CPU and "
            f"{observer['privateMemoryBytes'] / 1e6:.1f} MB"
        )


def readings(path, signal):
    """The times and values of a signal, of the first device that has it."""
    found, device = [], None
    with open(path) as file:
        for line in map(json.loads, file):
            for name, value, *rest in line.get("readings", []):
                if name == signal and line["device"] != "cpu" and device in (None, line["device"]):
                    device = line["device"]
                    found.append((rest[0] if rest else line["at"], value))
    return found


def energy():
    """The energy counter beside the power added up, over ten seconds of steady load after three."""
    path = arguments.output / "steady.jsonl"
    headroom("run", "--hide-output", "--record", path, "--", sys.executable, "-c", STEADY, arguments.device, "20")
    power = readings(path, "instantPowerWatts") or readings(path, "powerWatts")
    counter = readings(path, "energyJoules")
    say("\n## Energy\n")
    if not power or not counter:
        return say("This device has no energy counter or no power reading.")
    # The load begins where the power last was under half of its greatest before it stayed above.
    high = max(value for _, value in power)
    begins = next(at for at, value in power if value > 0.5 * high)
    start, end = begins + 3, begins + 13
    def at(series, time):
        after = next(i for i, (when, _) in enumerate(series) if when >= time)
        (t0, v0), (t1, v1) = series[max(0, after - 1)], series[after]
        return v0 if t1 == t0 else v0 + (v1 - v0) * (time - t0) / (t1 - t0)
    counted = at(counter, end) - at(counter, start)
    inside = [(start, at(power, start)), *((t, v) for t, v in power if start < t < end), (end, at(power, end))]
    added = sum((t1 - t0) * (v0 + v1) / 2 for (t0, v0), (t1, v1) in zip(inside, inside[1:]))
    say(
        f"Ten seconds of steady load, three seconds in: the counter rose by {counted:,.1f} J, the power added up gives "
        f"{added:,.1f} J: {added / counted - 1:+.2%}."
    )


def slowdown():
    """The same steps alone and while somebody watches, in turns."""
    def steps():
        run = subprocess.run([sys.executable, "-c", STEPS, arguments.device, "300"], stdout=subprocess.PIPE, check=True)
        return float(run.stdout)
    def watched():
        watcher = subprocess.Popen(
            [arguments.headroom, "run", "--no-store", "--hide-output", "--quiet", "--logs", arguments.output / "logs", "--", "sleep", "600"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        time.sleep(2)
        try:
            return steps()
        finally:
            watcher.terminate()
            watcher.wait()
    ratios, alone = [], []
    for pair in range(arguments.pairs):
        first, second = (steps, watched) if pair % 2 else (watched, steps)
        one, other = first(), second()
        bare, seen = (one, other) if pair % 2 else (other, one)
        ratios.append(seen / bare)
        alone.append(bare)
    random.seed(0)
    medians = sorted(statistics.median(random.choices(ratios, k=len(ratios))) for _ in range(10_000))
    say("\n## What watching costs\n")
    say(
        f"{len(ratios)} pairs of 300 steps of {statistics.median(alone) * 1e3:.2f} ms: watched over alone "
        f"{statistics.median(ratios):.4f}, 95 % interval of the median {medians[250]:.4f} to {medians[-251]:.4f}."
    )


def main():
    doctor = json.loads(headroom("doctor", "--json", check=False))
    say(f"# Checks on a GPU\n\nMeasured on {datetime.date.today()}.\n")
    say(f"Devices: {', '.join(doctor.get('devices', []))}.")
    data = digits()
    example = ["--", sys.executable, root / "Examples/pytorch.py", "--data", data, "--device", arguments.device]
    sweep("example (Examples/pytorch.py)", "--budget", arguments.budget, command=[*example, "--epochs", "100000"])
    convolutions = ["digits", "--", "--model", "cnn", "--samples", "50000", "--image-size", "32", "--device", arguments.device]
    sweep("convolutions (the workload, 32 x 32 pixels)", "--budget", arguments.budget, command=convolutions)
    path = arguments.output / "example.jsonl"
    say("\n## A run\n\n```")
    say(headroom("run", "--hide-output", "--record", path, *example, "--epochs", "60").rstrip() + "\n```")
    energy()
    slowdown()
    (arguments.output / "results.md").write_text("\n".join(lines) + "\n")
    print(f"written: {arguments.output}/results.md", file=sys.stderr)


main()
