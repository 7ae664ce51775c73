"""Compares `headroom fit` of a transformer with brute force: does its answer run, and do larger batch sizes?"""

import budget
import documents
from check import Clock
from parts import models
from tables import number, percent

TITLE = "Fit"
WANTS, LEAST = 125, 40

# Larger batch sizes to try, as factors of the answer.
FACTORS = (1, 1.01, 1.03, 1.06)
# The optimizer's state exists after the first step; the peak comes with the second.
STEPS = 5


def measure(check, seconds):
    clock = Clock(seconds)
    command = models.transformer(check)
    # Without a GPU, whose memory is the limit, one is set.
    limit = [] if check.on_gpu else ["--memory-limit", "700MB"]
    for_fit = 0.65 * seconds
    document = check.document(
        "fit", "fit", "--no-store", *limit, "--budget", budget.budget_option(for_fit), "--", *command, seconds=for_fit
    )
    if not document:
        return check.say("", "There is no document.")
    say_found(check, document)
    found = documents.at(document, "fits", "batchSize")
    if found:
        brute_force(check, found, command, limit, clock)


def say_found(check, document):
    fits = document.get("fits")
    if fits:
        verified = f"verified over {fits.get('verifiedOver')}" if fits["verified"] else "not verified"
        smallest = fits.get("smallestOutOfMemory")
        at_least = f", the smallest at {smallest:,}" if smallest else ""
        check.say(
            "",
            f"`headroom fit` answers {number(fits['batchSize'])}, limited by {fits['limitedBy']}, {verified}; the law "
            f"alone says {number(fits.get('estimatedBatchSize'))}. Processes: {documents.process_starts(document)}; "
            f"probes out of memory: {fits['outOfMemoryProbes']}{at_least}.",
        )
    else:
        check.say("", f"`headroom fit` has no answer. {documents.at(document, 'undecided', 'fits') or ''}")
    for name, whose in (("deviceMemory", "device"), ("memory", "host")):
        check.say("", f"Law of the memory of the {whose}: {documents.law(document, name) or '-'}.")
    check.say_table(documents.TRIAL_HEADINGS, map(documents.trial_row, document["trials"]))
    check.say_list(documents.remarks(document))


def brute_force(check, found, command, limit, clock):
    """Trains some steps at the answer and at larger batch sizes, each in a separate process."""
    sizes = sorted({max(round(found * factor), found + (factor > 1)) for factor in FACTORS})
    rows = []
    for size in sizes:
        if clock.left() < (10 if check.on_gpu else 0):
            check.say("", f"No time was left for a batch size of {size:,}.")
            break
        came_out = trained(check, size, command, limit, clock.left())
        rows.append([number(size), percent(size / found - 1, 1), *came_out])
    check.say("", f"{STEPS} steps at the answer and above it, each in a process of its own:")
    check.say_table(["batch size", "above the answer", "came out", "memory, or what it wrote last"], rows)


def trained(check, size, command, limit, seconds):
    """Returns the outcome of the training, and its memory or its last output."""
    name = f"fit-at-{size}"
    command = [*command, "--batch-size", str(size), "--steps", str(STEPS)]
    if limit:
        command = [check.headroom_binary, "run", "--no-store", *limit, "--", *command]
    ended = check.run(name, command, min(40, max(10, seconds)), quiet=True)
    written = check.all_written(name)
    if ended.code == 0:
        return "runs", next((line for line in written.splitlines() if line.startswith("allocated at most")), "")
    came_out = "out of memory" if "out of memory" in written.lower() else str(ended)
    return came_out, check.last_error(name)
