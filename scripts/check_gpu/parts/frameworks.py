"""The same convolutional network in PyTorch and in JAX over the batch size."""

import shlex

import budget
import documents
from check import TRAININGS
from parts import models
from parts.sweeps import sweep

TITLE = "Utilization, SM activity and memory over the batch size, in PyTorch and JAX"
WANTS, LEAST = 60, 25

BATCH_SIZES = "16,128,1024"
JAX = "import jax, sys; print(jax.__version__, jax.default_backend(), flush=True); import numpy"


def measure(check, seconds):
    size, samples = models.convolutions(check)
    options = ["--size", str(size), "--samples", str(samples), "--epochs", "100000"]
    torch = check.training("convolutions_torch", *options)
    check.say("", f"{samples:,} random pictures of {size} x {size} pixels that lie on the device.")
    why = why_no_jax(check, seconds / 3)
    if why:
        check.say("", f"{why} So PyTorch alone:")
        sweep(
            check, "frameworks", [*torch, "--batch-size", "{batch}"], seconds / 2, "--batch-sizes", BATCH_SIZES,
            "--first-step", "30s",
        )
        return
    jax = [check.jax_python, TRAININGS / "convolutions_jax.py", *options]
    compare(check, "frameworks", {"torch": torch, "jax": jax}, BATCH_SIZES, seconds)


def why_no_jax(check, seconds):
    """Returns the reason why JAX cannot be measured here, as a sentence; None where it can."""
    ended = check.run("jax", [check.jax_python, "-c", JAX], seconds, quiet=True)
    if ended.code != 0:
        return "JAX is not installed." if "No module" in check.last_error("jax") else f"JAX does not start: {ended}."
    version, backend = check.written("jax").split()[:2]
    if check.on_gpu and backend != "gpu":
        return f"JAX {version} is installed without support for this GPU ({backend})."
    return None


def compare(check, name, commands, batch_sizes, seconds, **environment):
    """Runs `headroom compare` of commands by name, and reports its table and findings."""
    # By default JAX reserves three quarters of a GPU's memory at its start.
    environment["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"
    document = check.document(
        name, "compare", "--budget", budget.budget_option(seconds), "--batch-sizes", batch_sizes, "--",
        *(f"{key}={shlex.join(map(str, command))} --batch-size {{batch}}" for key, command in commands.items()),
        seconds=seconds, **environment,
    )
    if not document:
        return check.say("", "There is no document.")
    check.say_table(["command", *documents.POINT_HEADINGS], documents.compare_rows(document))
    told = []
    for finding in document.get("findings") or []:
        fastest, slowest = finding["fastest"], finding["slowest"]
        difference = f"{fastest[0]} is {finding['ratio']:.2f} times as fast as {slowest}"
        if slowest in fastest:
            difference = "no difference can be told"
        told.append(f"at {finding['batchSize']:,}: {difference}")
    for kind, name in (("difference", "differences"), ("unchecked", "unchecked"), ("note", "notes")):
        told += [f"{kind}: {line}" for line in document.get(name) or []]
    check.say_list(told)
