"""Options of the trainings: small ones on a CPU, to test the check itself."""

import os
import shutil


def transformer(check):
    """GPT-2 on samples of 256 tokens: 80 GB of memory hold some hundreds, so that 1 % is a sample or more."""
    if check.on_gpu:
        return check.training("transformer", "--length", "256")
    return check.training("transformer", "--length", "64", "--width", "64", "--layers", "2", "--vocabulary", "1000")


def small_transformer(check):
    """A typical size for character models; a GPU is only saturated at large batch sizes."""
    if check.on_gpu:
        size = ["--length", "256", "--width", "384", "--layers", "6", "--vocabulary", "65"]
        return check.training("transformer", *size)
    return transformer(check)


def resnet(check):
    if not check.on_gpu:
        return check.training("resnet", "--size", "64", "--width", "8")
    # Data loader processes pass their batches through shared memory, of which a container may have little.
    roomy = shutil.disk_usage("/dev/shm").free > 8 * 2**30
    return check.training("resnet", "--workers", str(min(8, os.cpu_count() // 2) if roomy else 0))


def convolutions(check):
    """Returns the size and number of the images: every epoch ends with a full batch, so that JAX compiles once."""
    return (32, 2**14) if check.on_gpu else (16, 2**11)


def cause(check, name, seconds):
    return check.training("causes", name, "--seconds", f"{seconds:.1f}", *([] if check.on_gpu else ["--small"]))
