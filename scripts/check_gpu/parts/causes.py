"""Trainings with a known cause, and the diagnosis by `headroom run`."""

import documents
from check import Clock
from parts import models
from tables import percent

TITLE = "What holds a training back"
WANTS, LEAST = 60, 30

# Causes of Benchmarks/gpu/causes.py, with the correct verdict for each.
RIGHT = {"launch": "launch", "input": "input", "compute": "compute", "memory": "memoryBandwidth"}
# Seconds of a start of PyTorch on a GPU, and of the report.
AROUND = 6


def measure(check, seconds):
    clock = Clock(seconds)
    rows = []
    for index, (cause, right) in enumerate(RIGHT.items()):
        limit = clock.left() / (len(RIGHT) - index)
        if limit < 1:
            check.say("", f"No time was left for {cause}.")
            continue
        rows.append([right, *verdict(check, cause, limit)])
    check.say_table(["built in", "verdict", "first evidence", "utilization", "SM activity", "bandwidth", "step"], rows)


def verdict(check, cause, seconds):
    name = f"cause-{cause}"
    document = check.document(
        name, "run", "--no-store", "--hide-output", "--record", check.output / f"{name}.jsonl", "--",
        *models.cause(check, cause, min(8, max(2, seconds - AROUND))), seconds=max(15, seconds + 5),
    )
    if not document or not document["trials"]:
        return ["no document", "", "", "", "", ""]
    trial, diagnosis = document["trials"][0], document.get("diagnosis") or {}
    return [
        diagnosis.get("boundBy") or "-",
        (diagnosis.get("evidence") or ["-"])[0],
        percent(documents.at(trial, "deviceUtilization", "mean")),
        percent(documents.at(trial, "smActivity", "mean")),
        percent(documents.at(trial, "memoryBandwidthUtilization", "mean")),
        f"{documents.at(trial, 'stepSeconds', 'mean') * 1e3:.3g} ms" if trial.get("stepSeconds") else "-",
    ]
