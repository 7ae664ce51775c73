"""Faults by stores that are locked by another program, damaged, read-only, or of a later version."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading

from checks import Expected, kept_runs
from disks import may_mount
from kinds import kind

group = "store"
holder = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


def hold(scene, seconds):
    """Starts a program that locks the store, and waits until it does; it ends by itself."""
    program = [sys.executable, "-S", "-c", holder, str(scene.environment.store), str(seconds)]
    process = subprocess.Popen(program, stdout=subprocess.PIPE)
    process.stdout.readline()

    def let_go():
        process.kill()
        process.wait()
        process.stdout.close()

    scene.later(let_go)


@kind(group, "held for a while", ("run", "fit", "sweep"))
def held_for_a_while(scene):
    late = scene.dice.random() < 0.5
    seconds = scene.dice.uniform(0.2, 3)
    if not late:
        hold(scene, seconds)
    running = scene.begin()
    if late:
        scene.wait(running)
        hold(scene, seconds)
    return running, Expected(codes=(0,), kept=True, written=True)


@kind(group, "held for ever", ("run", "fit"), weight=0.3)
def held_for_ever(scene):
    hold(scene, 120)
    running = scene.begin()
    running.finish(100)
    scene.repair()
    return running, Expected(codes=(0,), says="the run was not kept: the store .* is held", kept=False, written=True)


@kind(group, "held for ever, then read", ("runs", "report last", "survey"), weight=0.2)
def held_and_read(scene):
    hold(scene, 60)
    running = scene.begin()
    return running, Expected(codes=(0, 3))


def broken_store(scene, change, named):
    for rest in ("-wal", "-shm"):
        scene.environment.store.with_name(scene.environment.store.name + rest).unlink(missing_ok=True)
    original = scene.environment.store.read_bytes()
    change(scene.environment.store)

    def put_back():
        for rest in ("", "-wal", "-shm"):
            path = scene.environment.store.with_name(scene.environment.store.name + rest)
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        scene.environment.store.write_bytes(original)

    scene.later(put_back)
    return scene.begin(options=["--store", str(scene.environment.store)] if named else [])


def garbage(scene):
    """Writes an invalid store: random bytes, only a header, a part of a store, or one with wrong bytes."""
    dice = scene.dice

    def change(path):
        data = bytearray(path.read_bytes())
        what = dice.choice(["random", "header", "part", "bytes", "text"])
        if what == "random":
            data = dice.randbytes(dice.randrange(1, 50_000))
        elif what == "header":
            data = data[:100]
        elif what == "part":
            data = data[: dice.randrange(4096, len(data) - 1)]
        elif what == "bytes":
            for _ in range(200):
                data[dice.randrange(len(data))] = dice.randrange(256)
        else:
            data = b"no store at all\n"
        path.write_bytes(data)

    return change


@kind(group, "damaged", ("run", "fit"))
def damaged(scene):
    running = broken_store(scene, garbage(scene), named=False)
    return running, Expected(codes=(0,), written=True, earlier=False)


@kind(group, "named, and damaged", ("run", "fit", "sweep"))
def named_and_damaged(scene):
    running = broken_store(scene, garbage(scene), named=True)
    return running, Expected(codes=(0, 3), earlier=False)


@kind(group, "damaged, and read", ("runs", "report last", "survey"))
def damaged_and_read(scene):
    running = broken_store(scene, garbage(scene), named=False)
    return running, Expected(codes=(0, 3, 64), earlier=False)


@kind(group, "of a later version", ("run", "fit", "runs", "report last"))
def later_version(scene):
    def change(path):
        connection = sqlite3.connect(path)
        connection.execute("INSERT INTO grdb_migrations VALUES ('99 later')")
        connection.commit()
        connection.close()

    running = broken_store(scene, change, named=False)
    measures = scene.command in ("run", "fit")
    codes = (0,) if measures else (3,)
    return running, Expected(codes=codes, says="was written by a newer headroom", kept=False if measures else None)


@kind(group, "a folder in its place", ("run", "fit", "runs"))
def folder_in_its_place(scene):
    def change(path):
        path.unlink()
        path.mkdir()

    running = broken_store(scene, change, named=False)
    codes = (3,) if scene.command == "runs" else (0,)
    return running, Expected(codes=codes, says="the store .* is a folder", earlier=False)


@kind(group, "on a disk that is read-only", ("run", "fit", "runs", "report last"), needs=may_mount)
def read_only(scene):
    environment = scene.environment
    store = environment.store.read_bytes()
    environment.small_disk(environment.store.parent, 2048)
    environment.store.write_bytes(store)
    remount = ["mount", "-o", "remount"]
    subprocess.run([*remount, "-r", environment.store.parent], check=True, capture_output=True)
    scene.later(lambda: subprocess.run([*remount, "-w", environment.store.parent], capture_output=True))
    running = scene.begin()
    measures = scene.command in ("run", "fit")
    return running, Expected(
        codes=(0,), says="the run was not kept" if measures else None, kept=False if measures else None
    )


@kind(group, "removed while it runs", ("run", "fit", "sweep"))
def removed(scene):
    running = scene.begin()
    scene.wait(running)
    for path in scene.environment.store.parent.iterdir():
        path.unlink(missing_ok=True)
    scene.earlier_runs = {}
    return running, Expected(codes=(0,), written=True, earlier=False)


@kind(group, "its folder removed while it runs", ("run", "fit"))
def folder_removed(scene):
    running = scene.begin()
    scene.wait(running)
    shutil.rmtree(scene.environment.store.parent, ignore_errors=True)
    scene.earlier_runs = {}
    return running, Expected(codes=(0,), written=True, earlier=False)


@kind(group, "written by four at once", ("run",), weight=0.5)
def four_at_once(scene):
    scene.environment.store.unlink()
    scene.earlier_runs = {}
    others = []
    for number in range(3):
        folder = scene.environment.folder / f"beside{number}"
        folder.mkdir()
        others.append(scene.environment.start(scene.arguments, cwd=folder))
    running = scene.begin()
    code = running.finish(60)
    codes = {other.finish(60) for other in others} | {code}
    expected = Expected(codes=(0,), kept=True, written=True)
    if codes != {0}:
        expected.says = f"(?!)exit codes {codes}"
    elif len(kept_runs(scene.environment.store)) != 4:
        expected.says = f"(?!)only {len(kept_runs(scene.environment.store))} of 4 were kept"
    return running, expected
