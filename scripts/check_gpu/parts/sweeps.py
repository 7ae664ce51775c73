"""Runs a sweep, and reports its table."""

import budget
import documents
from tables import percent


def sweep(check, name, command, seconds, *options, **environment):
    """Measures a training at its batch sizes, and reports the table and the conclusions."""
    document = check.document(
        name, "sweep", "--no-store", "--html", check.output / f"{name}.html", "--budget", budget.budget_option(seconds),
        *options, "--", *command, seconds=seconds, **environment,
    )
    if not document:
        return check.say("", "There is no document.")
    rows = documents.point_rows(document)
    if rows:
        check.say_table(documents.POINT_HEADINGS, rows)
    told = documents.conclusions(document)
    told.append(
        f"trials: {len(document['trials'])}, in processes: {documents.process_starts(document)}, out of memory: "
        f"{documents.out_of_memory_probes(document)}"
    )
    observer = document.get("observer") or {}
    if observer.get("wallSeconds"):
        told.append(
            f"watching took {percent(observer['cpuSeconds'] / observer['wallSeconds'], 2)} of one CPU and "
            f"{observer['privateMemoryBytes'] / 2**20:.1f} MiB"
        )
    check.say_list(told)
