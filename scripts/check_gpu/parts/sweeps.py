"""A sweep, and its table."""

import budget
import documents
from tables import percent


def sweep(check, name, command, seconds, *options, **environment):
    """Measures a training at its batch sizes, and writes the table and what was concluded."""
    document = check.document(
        name, "sweep", "--no-store", "--html", check.output / f"{name}.html", "--budget", budget.budget_option(seconds),
        *options, "--", *command, seconds=seconds, **environment,
    )
    if not document:
        return check.say("", "There is no document.")
    rows = documents.point_rows(document)
    if rows:
        check.say_table(documents.POINT_HEADINGS, rows)
    check.say("", *documents.conclusions(document))
    check.say(
        f"- {len(document['trials'])} trials in {documents.process_starts(document)} processes, "
        f"{documents.out_of_memory_probes(document)} out of memory"
    )
    observer = document.get("observer") or {}
    if observer.get("wallSeconds"):
        check.say(
            f"- watching took {percent(observer['cpuSeconds'] / observer['wallSeconds'], 2)} of one CPU and "
            f"{observer['privateMemoryBytes'] / 2**20:.1f} MiB"
        )
