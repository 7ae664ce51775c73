"""Faults by full disks and file size limits."""

import os
import resource
import subprocess

from checks import Expected
from kinds import kind

group = "disk"


def may_mount():
    """Returns whether a small disk can be created here."""
    if os.geteuid() != 0:
        return False
    probe = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
    return probe.returncode == 0


def fill(folder):
    """Fills a small disk; returns a function that releases it."""
    path = folder / "filler"
    with open(path, "wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                pass
    return lambda: path.unlink(missing_ok=True)


def small_store(scene, kilobytes=512):
    environment = scene.environment
    store = environment.store.read_bytes()
    environment.small_disk(environment.store.parent, kilobytes)
    environment.store.write_bytes(store)


@kind(group, "store: the disk is full from the start", needs=may_mount)
def store_full_from_the_start(scene):
    small_store(scene)
    scene.later(fill(scene.environment.store.parent))
    running = scene.begin()
    return running, Expected(codes=(0,), says="the run was not kept: the store .* cannot be", kept=False, written=True)


@kind(group, "store: the disk fills while it runs", needs=may_mount, commands=("run", "fit", "sweep", "learn"))
def store_fills(scene):
    small_store(scene)
    running = scene.begin()
    scene.wait(running)
    scene.later(fill(scene.environment.store.parent))
    return running, Expected(codes=(0,), written=True)


@kind(group, "store: named, and the disk is full", needs=may_mount)
def named_store_full(scene):
    small_store(scene)
    scene.later(fill(scene.environment.store.parent))
    running = scene.begin(options=["--store", str(scene.environment.store)])
    return running, Expected(codes=(0, 3), says="the store .* cannot be", kept=False)


@kind(group, "export: the disk is full", needs=may_mount)
def export_full(scene):
    environment = scene.environment
    environment.small_disk(environment.work / "full", 64)
    scene.later(fill(environment.work / "full"))
    options = ["--html", "full/page.html", "--export-csv", "full/out.csv"]
    running = scene.begin(options=options)
    return running, Expected(codes=(3,), says="cannot write to full/", kept=True, written=True)


@kind(group, "export: to a device that is full")
def export_to_full(scene):
    running = scene.begin(options=["--export-markdown", "/dev/full"])
    return running, Expected(codes=(3,), says="cannot write to /dev/full", kept=True, written=True)


@kind(group, "standard output on a device that is full")
def output_full(scene):
    with open("/dev/full", "wb") as full:
        running = scene.begin(stdout=full)
    return running, Expected(codes=(3,), says="cannot write to standard output", kept=True, written=True)


@kind(group, "recording: the disk fills while it runs", ("run",), needs=may_mount, weight=1.5)
def recording_full(scene):
    environment = scene.environment
    environment.small_disk(environment.work / "full", 64)
    scene.recording_may_break = True
    running = scene.begin(options=["--record", "full/run.recording"])
    scene.wait(running)
    scene.later(fill(environment.work / "full"))
    return running, Expected(codes=(0,), kept=True, written=True)


@kind(group, "temporary folder: the disk is full from the start", needs=may_mount)
def temporary_full(scene):
    scene.environment.small_disk(scene.environment.temporary, 512)
    scene.later(fill(scene.environment.temporary))
    running = scene.begin()
    return running, Expected(codes=(0, 1, 3))


@kind(group, "temporary folder: the disk fills while it runs", needs=may_mount, weight=1.5)
def temporary_fills(scene):
    scene.environment.small_disk(scene.environment.temporary, 1024)
    running = scene.begin()
    scene.wait(running)
    scene.later(fill(scene.environment.temporary))
    return running, Expected(codes=(0, 1, 3, 4))


@kind(group, "a limit on the size of files", ("run", "fit"))
def file_size_limit(scene):
    limit = scene.dice.choice([0, 1, 4096, 16384, 100_000])
    scene.recording_may_break = True
    running = scene.begin(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    return running, Expected(codes=(0, 1, 3, 4), speaks=limit > 200)
