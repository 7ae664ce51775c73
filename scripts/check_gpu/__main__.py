"""Measures on a machine with a GPU what cannot be measured elsewhere; see scripts/check-gpu."""

import argparse
import datetime
import gzip
import importlib.util
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import traceback
from typing import NamedTuple

import budget
import packing
import parts
import processes
from check import Check, Unavailable
from engine_build import EngineBuild


class Part(NamedTuple):
    name: str
    least: float
    wanted: float


def options():
    parser = argparse.ArgumentParser(prog="check-gpu", description=__doc__)
    parser.add_argument("--binaries", type=pathlib.Path, required=True)
    parser.add_argument("--python", default=sys.executable, help="has PyTorch; default: that which runs this")
    parser.add_argument("--jax-python", help="has JAX; default: that of --python")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("check-gpu"))
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--seconds", type=float, default=520, help="what all parts may take together")
    parser.add_argument("--scale", type=float, default=1, help="a factor for the seconds of all parts")
    parser.add_argument("--parts", help=f"only these: {','.join(parts.ALL)}")
    parser.add_argument("--pack", type=pathlib.Path, help="pack the results into this file after each part")
    arguments = parser.parse_args()
    # Commands run in another folder.
    for name in ("python", "jax_python"):
        path = getattr(arguments, name)
        if path and "/" in path:
            setattr(arguments, name, os.path.abspath(path))
    return arguments


def unpacked(folder, work):
    """Returns the folder of the binaries; unpacks those packed by scripts/pack-gpu."""
    if (folder / "headroom.gz").exists():
        for name in ("headroom", "headroom-supervise", "headroom-train"):
            with gzip.open(folder / f"{name}.gz") as packed, open(work / name, "wb") as binary:
                shutil.copyfileobj(packed, binary)
            (work / name).chmod(0o755)
        return work
    for name in ("headroom", "headroom-supervise", "headroom-train"):
        if not os.access(folder / name, os.X_OK):
            sys.exit(f"check-gpu: {folder / name} is missing; './headroom train --help' builds all, --binaries names their folder")
    return folder.resolve()


def chosen(names, scale):
    """Returns the requested parts, in order."""
    usual = [name for name, part in parts.ALL.items() if not getattr(part, "ALONE", False)]
    asked = names.split(",") if names else usual
    unknown = [name for name in asked if name not in parts.ALL]
    if unknown:
        sys.exit(f"check-gpu: there is no part '{unknown[0]}'; there are {', '.join(parts.ALL)}")
    return [
        Part(name, min(module.LEAST, module.WANTS * scale), module.WANTS * scale)
        for name, module in parts.ALL.items()
        if name in asked
    ]


def measure(check, part, seconds):
    """Runs one part, and handles its failures."""
    check.say("", f"## {parts.ALL[part.name].TITLE}")
    began = time.monotonic()
    try:
        parts.ALL[part.name].measure(check, seconds)
    except Unavailable as reason:
        check.say("", str(reason))
    except Exception as error:
        (check.output / f"{part.name}-error.txt").write_text(traceback.format_exc())
        check.say("", f"This part broke off: {type(error).__name__}: {error}")
    check.say("", f"This part took {time.monotonic() - began:.0f} of its {seconds:.0f} s.")


def device_name(check):
    """Returns the name of the device, and its driver's version, as far as they are known."""
    if not check.on_gpu:
        return "a CPU, which says nothing about a GPU"
    check.run("device", ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"], 10, quiet=True)
    names = check.written("device").strip().splitlines()
    return f"{check.device}: " + ("; ".join(f"{name.replace(', ', ', driver ')}" for name in names) or "name unknown")


def torch_folder():
    """Returns the folder of PyTorch, without importing it; None where there is none."""
    found = importlib.util.find_spec("torch")
    return pathlib.Path(found.origin).parent if found and found.origin else None


def main():
    arguments = options()
    order = chosen(arguments.parts, arguments.scale)
    end = time.monotonic() + arguments.seconds * arguments.scale
    arguments.output.mkdir(parents=True, exist_ok=True)
    arguments.output = arguments.output.resolve()
    processes.end_on(signal.SIGTERM, signal.SIGINT)
    os.environ.update(OMP_WAIT_POLICY="passive", PYTHONUNBUFFERED="1")
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        binaries = unpacked(arguments.binaries, work)
        engine = EngineBuild(arguments.output, work, torch_folder())
        check = Check(arguments, work, binaries, engine)
        check.say(
            "# Checks on a GPU" if check.on_gpu else "# A trial of the check without a GPU",
            "",
            f"Measured on {datetime.date.today()} on {device_name(check)}.",
        )
        try:
            for index, part in enumerate(order):
                seconds = budget.share(part, order[index + 1 :], end - time.monotonic())
                if seconds is None:
                    check.say("", f"Skipped for want of time: {part.name}, which takes {part.least:.0f} s at least.")
                    continue
                measure(check, part, seconds)
                if arguments.pack:
                    packing.pack(check.output, arguments.pack)
        except processes.Stop:
            check.say("", "The check was told to end here.")
        finally:
            engine.end()
            large = packing.left_out(check.output)
            if large:
                check.say("", f"Too large to be packed: {', '.join(map(str, large))}.")
            if arguments.pack:
                packing.pack(check.output, arguments.pack)
    print(f"check-gpu: written: {check.output}/results.md", file=sys.stderr)
    return 1 if processes.told_to_end else 0


sys.exit(main())
