"""Evaluates the diagnosis on trainings with a known cause: each is run, recorded and diagnosed.

No threshold was tuned on this set. A verdict is wrong if it names another cause than the known one; `unknown` does not
count as a verdict. Existing recordings are diagnosed again but not recreated.

Usage: Benchmarks/diagnosis.py RECORDINGS [NAME ...]      after ./test has been used once: it makes the environment
"""

import collections
import json
import os
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
headroom = root / ".build/release/headroom"
environment = root / ".headroom/frameworks/pytorch/bin"
training = root / "Benchmarks/diagnosis/training.py"

COMPUTING = ["wide_perceptron", "convolutions_in_cache", "attention", "convolutions_in_one_dimension", "bilinear"]
LABELS = {
    "input": [
        "waits_for_a_slow_disk", "waits_for_augmentation", "waits_for_unpacking", "waits_for_parsing",
        "waits_for_a_slow_worker", "waits_for_a_stream",
    ],
    "launch": [
        "small_perceptron", "deep_and_narrow", "recurrent_in_python", "small_convolutions", "many_small_parameters",
        "wide_matrix_and_few_samples", "optimizer_of_many_parameters", "large_table",
    ],
    "compute": COMPUTING,
    "memoryBandwidth": [
        "squared", "leaky", "chosen", "added_twice", "normalized", "large_activations", "pooled",
    ],
    "synchronization": [
        "a_slow_peer", "a_very_slow_peer", "a_peer_with_more_to_do", "a_slow_peer_of_a_wide_one",
        "a_slow_peer_of_a_deep_one",
    ],
    "unknown": ["sleeps_in_the_step"],
}


# Reuse memory for large arrays: otherwise the time is spent on clearing new pages, instead of on memory bandwidth.
REUSING = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000", "MALLOC_TOP_PAD_": "1000000000"}


def cases():
    """Returns every case by name: its label, its training function, its additional environment, and its concurrent
    program."""
    found = {}
    for label, names in LABELS.items():
        for name in names:
            found[name] = (label, name, REUSING if label == "memoryBandwidth" else {}, 0)
    for name in COMPUTING:
        found[f"{name}_with_8_threads"] = ("host", name, {"TRAINING_THREADS": "8"}, 0)
        found[f"{name}_with_1_thread"] = ("host", name, {"OMP_NUM_THREADS": "1"}, 0)
        found[f"{name}_beside_others"] = ("contended", name, {}, 2)
    return found


def record(path, label, function, variables, others):
    command = [environment / "python", training, function]
    if label == "synchronization":
        command = [environment / "torchrun", "--nproc-per-node", "2", training, function]
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(others)]
    try:
        subprocess.run(
            [headroom, "run", "--no-store", "--hide-output", "--quiet", "--record", path, "--", *command],
            env={**os.environ, **variables}, stdout=subprocess.DEVNULL, check=True,
        )
    finally:
        for process in busy:
            process.kill()
            process.wait()


def main():
    folder, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    counts = collections.Counter()
    verdicts = collections.Counter()
    print("| training | built in | verdict | evidence |\n| --- | --- | --- | --- |")
    for name, (label, *how) in cases().items():
        if names and name not in names:
            continue
        path = folder / f"{label}-{name}.jsonl"
        if not path.exists():
            record(path, label, *how)
        report = subprocess.run([headroom, "report", path, "--export-json", "-"], stdout=subprocess.PIPE, check=True)
        diagnosis = json.loads(report.stdout)["diagnosis"]
        verdict = diagnosis["boundBy"]
        counts[label, verdict] += 1
        verdicts[verdict] += 1
        print(f"| {name} | {label} | {verdict} | {'; '.join(diagnosis['evidence'])} |", flush=True)
    columns = sorted(verdicts)
    print("\n| built in | " + " | ".join(columns) + " |\n| --- |" + " ---: |" * len(columns))
    for label in dict.fromkeys(label for label, *_ in cases().values()):
        print(f"| {label} | " + " | ".join(str(counts[label, verdict] or "") for verdict in columns) + " |")
    wrong = sum(count for (label, verdict), count in counts.items() if verdict not in (label, "unknown"))
    unknown = sum(count for (label, verdict), count in counts.items() if verdict == "unknown" != label)
    total = sum(counts.values())
    print(f"\n{total} trainings: {wrong} wrong ({wrong / total:.0%}), {unknown} left unknown ({unknown / total:.0%})")


main()
