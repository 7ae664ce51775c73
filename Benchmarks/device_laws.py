"""Largest batch size for a device's memory: `headroom fit` over randomly drawn linear laws, on a simulated device.

The stand-in (Tests/StandInNVML) and the training with known laws (Tests/KnownLaws) share a device. A law has a fixed
part and a part per sample; the allocator rounds to blocks of 2 MiB, fragments, and keeps blocks cached. The training
changes its batch size between two steps, like unmodified scripts under the agent, or takes it as an argument.

Usage: Benchmarks/device_laws.py [LAWS] [SEED]        after ./headroom has built the release binary; needs clang
"""

import json
import math
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
laws = int(sys.argv[1]) if len(sys.argv) > 1 else 40
generator = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
mebibyte = 1 << 20


def build(folder):
    tests = root / "Tests"
    subprocess.run(
        ["clang", "-shared", "-fPIC", "-O1", "-I", root / "Sources/Measure/CNVML/include", "-o",
         folder / "libnvidia-ml.so.1", tests / "StandInNVML/nvml.c"],
        check=True,
    )
    subprocess.run(
        ["clang", "-D_GNU_SOURCE", "-O1", "-o", folder / "known-laws", tests / "KnownLaws/main.c",
         tests / "KnownLaws/device.c"],
        check=True,
    )


def draw():
    total = generator.choice([8, 16, 24, 40, 80]) * 1024
    reserved, others = generator.choice([0, 256, 512]), generator.choice([0, 0, generator.randint(100, 2000)])
    context = generator.randint(200, 600) * mebibyte
    room = (total - reserved - others) * mebibyte - context
    fixed = int(room * generator.uniform(0.02, 0.8))
    return {
        "words": f"total={total} reserved={reserved} others={others}",
        "room": room,
        "context": context,
        "fixed": fixed,
        "sample": int((room - fixed) / 2 ** generator.uniform(5, 14)),
        "fragmentation": generator.choice([0, 0, 0.03, 0.08]),
        "slack": generator.choice([0, 0, 0.05, 0.15]),
    }


def truth(law):
    def needed(size):
        tensors = (law["fixed"] + law["sample"] * size) * (1 + law["fragmentation"])
        return math.ceil(tensors / (2 * mebibyte)) * 2 * mebibyte

    size, stride = 0, 1 << 30
    while stride:
        if needed(size + stride) <= law["room"]:
            size += stride
        stride //= 2
    return size


def fit(law, takes, folder):
    size = {
        "between two steps": ["--own-batch-size", "16", "--obeys", "1"],
        "as an argument": ["--batch-size", "{batch}"],
    }
    with tempfile.TemporaryDirectory() as state:
        result = subprocess.run(
            [root / ".build/release/headroom", "fit", "--budget", "90s", "--no-store", "--progress", "none",
             "--export-json", "-", "--in-place", "--", folder / "known-laws", "--device", "cuda:0", "--limit-seconds",
             "60", "--fixed-seconds", "0.005", "--start-seconds", "0.5", "--context-bytes", str(law["context"]),
             "--device-bytes", str(law["fixed"]), "--device-bytes-per-sample", str(law["sample"]), "--fragmentation",
             str(law["fragmentation"]), "--slack", str(law["slack"]), *size[takes]],
            capture_output=True, text=True, timeout=200,
            env=os.environ | {"LD_LIBRARY_PATH": str(folder), "STANDIN_NVML": f"state={state} {law['words']}"},
        )
    document = json.loads(result.stdout)
    return {
        "share": document["fits"]["batchSize"] / truth(law) if document["fits"] else 0,
        "starts": len({trial["processId"] for trial in document["trials"]}),
        "out of memory": sum(trial["outcome"] == "outOfMemory" for trial in document["trials"]),
        "probes": len(document["trials"]),
    }


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        build(folder)
        drawn = [draw() for _ in range(laws)]
        heads = ["batch size taken", "of the largest that runs, median (least, most)", "processes"]
        print("| " + " | ".join([*heads, "out of memory", "trials"]) + " |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for takes in ("between two steps", "as an argument"):
            found = [fit(law, takes, folder) for law in drawn]
            cells = []
            for name, form in (("share", "{:.1%}"), ("starts", "{}"), ("out of memory", "{}"), ("probes", "{}")):
                values = [result[name] for result in found]
                middle = statistics.median(values) if name == "share" else statistics.median_high(values)
                cells.append(f"{form} ({form}, {form})".format(middle, min(values), max(values)))
            print(f"| {takes} | " + " | ".join(cells) + " |", flush=True)


main()
