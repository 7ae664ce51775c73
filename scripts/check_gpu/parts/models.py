"""The options of the trainings: small ones on a CPU, which only tries the check itself."""

import os
import shutil


def transformer(check):
    small = ["--length", "64", "--width", "64", "--layers", "2", "--vocabulary", "1000"]
    return check.training("transformer", *([] if check.on_gpu else small))


def resnet(check):
    if not check.on_gpu:
        return check.training("resnet", "--size", "32", "--width", "8")
    # Processes of a loader hand over their batches through shared memory, of which a container may have little.
    roomy = shutil.disk_usage("/dev/shm").free > 8 * 2**30
    return check.training("resnet", "--workers", str(min(8, os.cpu_count() // 2) if roomy else 0))


def convolutions(check):
    """The size of the pictures, and their number: every epoch ends with a full batch, for which JAX need not compile anew."""
    return (32, 2**14) if check.on_gpu else (16, 2**11)


def cause(check, name, seconds):
    return check.training("causes", name, "--seconds", f"{seconds:.1f}", *([] if check.on_gpu else ["--small"]))
