"""Values from the JSON documents of Headroom. Pure; a value that is missing or null is None."""

import statistics

from tables import gibibytes, number, percent


def at(document, *path):
    """Returns the value at a path of keys, or None where there is none."""
    for key in path:
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return document


def mean_of(trials, name):
    """Returns the mean over trials of a distribution's mean."""
    means = [mean for trial in trials if (mean := at(trial, name, "mean")) is not None]
    return statistics.mean(means) if means else None


def peak_memory(holder):
    """Returns the peak device memory of a trial or point; of the host if the device has no separate memory."""
    of_device = at(holder, "deviceMemory", "peakBytes") or at(holder, "peakDeviceMemoryBytes")
    return of_device if of_device is not None else at(holder, "peakHostMemoryBytes")


POINT_HEADINGS = [
    "batch size", "samples/s", "step", "utilization", "SM activity", "SM occupancy", "tensor", "bandwidth", "memory",
    "power", "J/sample",
]


def point_row(point, trials):
    """Returns a row of the measurements at one batch size; `trials` are all of the document."""
    trials = [trial for trial in trials if trial["id"] in point["trials"]]
    throughput = point["samplesPerSecond"]
    plus_minus = (throughput["high"] - throughput["low"]) / 2 / throughput["value"]
    watts = [trial["averagePowerWatts"] for trial in trials if trial.get("averagePowerWatts")]
    # The peak of a trial after a larger one in the same process is unknown; the point may have that of a separate
    # trial.
    peaks = [peak for peak in map(peak_memory, [point, *trials]) if peak is not None]
    return [
        number(point["batchSize"]),
        f"{number(throughput['value'])} ± {percent(plus_minus, 1)}",
        f"{point['stepSeconds']['mean'] * 1e3:.3g} ms",
        percent(point.get("deviceUtilization")),
        *(
            percent(mean_of(trials, name))
            for name in ("smActivity", "smOccupancy", "tensorActivity", "memoryBandwidthUtilization")
        ),
        gibibytes(max(peaks, default=None)),
        f"{number(statistics.mean(watts))} W" if watts else "-",
        number(point.get("joulesPerSample")),
    ]


def point_rows(document):
    return [point_row(point, document["trials"]) for point in document.get("points") or []]


def conclusions(document):
    """Returns lines with the ceilings, the recommendation and the diagnosis of a sweep."""
    lines = []
    for name in ("fits", "pays", "recommendation"):
        found = document.get(name)
        why = at(document, "undecided", name)
        if found:
            words = [f"**{name}** {number(found['batchSize'])}"]
            words += [f"limited by {found['limitedBy']}"] if found.get("limitedBy") else []
            words += [found["why"]] if found.get("why") else []
            lines.append("; ".join(words))
        else:
            lines.append(f"**{name}** -" + (f"; {why}" if why else ""))
    diagnosis = document.get("diagnosis")
    if diagnosis:
        lines.append(f"**diagnosis** {diagnosis['boundBy']}: {'; '.join(diagnosis['evidence'])}")
    return lines + remarks(document)


def remarks(document):
    """Returns lines with the failed trials, and the notes."""
    failed = [
        f"trial {trial['id']} {trial['outcome']}: {trial.get('message') or 'no reason is known'}"
        for trial in document["trials"]
        if trial["outcome"] in ("failed", "timedOut")
    ]
    return failed + [f"note: {note}" for note in document.get("notes") or []]


def law(document, name):
    """Returns a sentence about a memory law, or None where there is none."""
    law = at(document, "laws", name)
    if not law:
        return None
    words = (
        f"{gibibytes(law['fixedBytes'])} and {law['bytesPerSample'] / 2**20:.4g} MiB a sample, of "
        f"{gibibytes(law.get('capacityBytes'))}; relative residual {percent(law.get('residualRatio'), 2)}"
    )
    return words + (f"; {law['departure']}" if law.get("departure") else "")


TRIAL_HEADINGS = [
    "trial", "purpose", "batch size", "outcome", "process", "device peak", "allocated", "reserved", "context", "others",
    "host peak", "seconds",
]


def trial_row(trial):
    memory = trial.get("deviceMemory")
    outcome = trial["outcome"]
    ran_out = at(trial, "outOfMemory", "resource")
    return [
        trial["id"],
        trial["purpose"],
        number(trial.get("batchSize")),
        outcome + (f" ({ran_out})" if ran_out else ""),
        trial.get("processId") or "-",
        gibibytes(at(memory, "peakBytes") or trial.get("peakDeviceMemoryBytes")),
        *(gibibytes(at(memory, f"{name}Bytes")) for name in ("allocated", "reserved", "context", "others")),
        gibibytes(trial.get("peakHostMemoryBytes")),
        f"{trial['wallSeconds']:.1f}",
    ]


def process_starts(document):
    return len({trial["processId"] for trial in document["trials"] if trial.get("processId")})


def out_of_memory_probes(document):
    return sum(trial["outcome"] == "outOfMemory" for trial in document["trials"])


def compare_rows(document):
    """Returns rows of a comparison: the name of the command, then the measurements at each batch size."""
    return [
        [contestant["name"], *point_row(point, contestant["trials"])]
        for contestant in document.get("contestants") or []
        for point in contestant["points"]
    ]
