"""The four checks after a fault: nothing lost, nothing left, the right messages, the next run unaffected."""

import dataclasses
import json
import re
import sqlite3
import time

import room as rooms

# Texts that our programs never write: stack traces, and internals of the language and its libraries.
insides = re.compile(
    r"Fatal error|Stack dump|[Bb]acktrace|Crash:|crashed|Optional\(|NSCocoaErrorDomain|Error Domain|POSIXError|"
    r"SubprocessError|DecodingError|fatalError|libswift|Swift/|EXC_|Illegal instruction|terminate called"
)
too_slow = "ended before the first trial had a result"
# A short run exceeds this only if its input is stored without a limit.
most_bytes = 700_000_000


@dataclasses.dataclass
class Expected:
    """Expected results after a fault.

    codes    accepted exit codes: negative for a signal
    says     pattern that standard error must contain; None for no requirement
    kept     whether a run with its trials must be in the store: True, False, or None if the fault allows both
    written  the same for the exported JSON
    speaks   whether an exit code other than 0 requires a message of ours
    bound    time limit of headroom in seconds
    next     accepted exit codes of the same command afterwards
    clears   whether the next start may delete the temporary folder
    earlier  whether the run stored before must still exist
    """

    codes: tuple
    says: str | None = None
    kept: bool | None = None
    written: bool | None = None
    speaks: bool = True
    bound: float = 60
    next: tuple = (0,)
    clears: bool = False
    earlier: bool = True


def kept_runs(store):
    """Returns the documents of a store by their ID, in the order of their start."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)
    try:
        if (state := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"integrity: {state}")
        return dict(connection.execute("SELECT id, document FROM run ORDER BY startedAt, rowid").fetchall())
    finally:
        connection.close()


def lost(scene, expected, running, code):
    """Yields completed trials that are missing everywhere."""
    room, documents = scene.room, {}
    try:
        documents = {name: json.loads(text) for name, text in kept_runs(room.store).items()}
    except (sqlite3.Error, ValueError) as error:
        if expected.earlier:
            yield f"the store cannot be read: {error}"
    new = {name: document for name, document in documents.items() if name not in scene.earlier_runs}
    if expected.earlier and (gone := set(scene.earlier_runs) - set(documents)):
        yield f"an earlier run is gone from the store: {gone}"
    trials = max((len(document["trials"]) for document in new.values()), default=0)
    if expected.kept is True and trials == 0:
        yield "no run with a trial was kept"
    if expected.kept is False and new:
        yield "a run was kept that should not have been"
    export = room.work / "out.json"
    exported = None
    if export.exists() and (export.stat().st_size > 0 or expected.written):
        try:
            exported = json.loads(export.read_text())
        except (ValueError, OSError) as error:
            if expected.written is not None:
                yield f"the exported JSON is broken: {error}"
    if expected.written and not (exported and exported["trials"]):
        yield "no trial was exported"
    if exported and expected.kept and len(exported["trials"]) > trials:
        yield f"{len(exported['trials'])} trials were exported and {trials} kept"
    for document in [exported, *new.values()]:
        yield from absurd(document) if document else ()
    # A progress line of a trial implies that those before it are complete; a kill loses those of the last five seconds.
    begun = [int(number) for number in re.findall(r"^trial (\d+) ", running.errors, re.MULTILINE)]
    if begun and begun[-1] > 1 and expected.kept is not False and expected.earlier and scene.arguments[0] != "run":
        least = 1 if code == -9 else begun[-1] - 1
        if trials < least and not (exported and len(exported["trials"]) >= least) and expected.kept is not None:
            yield f"{begun[-1] - 1} trials had finished and {trials} were kept"
    yield from broken_recording(scene)


def absurd(document):
    """Yields impossible values."""
    for point in document["points"]:
        rate = (point.get("samplesPerSecond") or {}).get("value")
        if rate is not None and not 0 < rate < 1e6:
            yield f"{rate} samples per second"
        seconds = (point.get("stepSeconds") or {}).get("mean")
        if seconds is not None and not 0 < seconds < 1e4:
            yield f"a step of {seconds} s"


def broken_recording(scene):
    """Yields faults of a recording: all lines except the last must be complete, and it must be readable."""
    recording = scene.room.work / "out.recording"
    if not recording.is_file() or scene.recording_may_break:
        return
    lines = recording.read_bytes().split(b"\n")
    for number, line in enumerate(lines[:-1], 1):
        try:
            json.loads(line)
        except ValueError:
            yield f"line {number} of {len(lines)} of the recording is broken: {line[:80]!r}"
            return
    if not recording.stat().st_size:
        return
    reading = scene.room.start(["report", str(recording)])
    code = reading.finish(30)
    if code not in (0, 1, 3) or (code != 0 and "headroom: " not in reading.errors):
        yield f"the recording cannot be read: {code}, {reading.errors[:200]}"
    if found := insides.search(reading.errors):
        yield f"reading the recording says '{found[0]}'"


def left(scene, expected):
    """Yields processes, folders and memory groups left behind."""
    end = time.monotonic() + 12
    while (living := rooms.processes(scene.room.name)) and time.monotonic() < end:
        time.sleep(0.02)
    living = {number: line for number, line in living.items() if number not in scene.own}
    for number, line in living.items():
        yield f"process {number} is left: {line[:120]}"
    if not expected.clears and (folders := scene.room.folders_left):
        yield f"folders are left: {folders}"


def words(scene, expected, running, code):
    """Yields faults of the exit code and of standard error."""
    if code is None:
        yield f"it had not ended after {expected.bound} s"
        return
    if code not in expected.codes:
        yield f"exit code {code} in place of {', '.join(map(str, expected.codes))}: {running.errors[-300:]!r}"
    if found := insides.search(running.errors + running.output):
        at = found.start()
        yield f"it says '{(running.errors + running.output)[max(0, at - 60):at + 200]}'"
    if expected.says and not re.search(expected.says, running.errors):
        yield f"standard error has no /{expected.says}/: {running.errors[-300:]!r}"
    spoke = re.search(r"headroom: |stopping: |Error: ", running.errors)
    if expected.speaks and code is not None and code > 0 and code < 128 and not spoke:
        yield f"exit code {code} without a word: {running.errors[-200:]!r}"
    if running.peak_bytes > most_bytes:
        yield f"it took {running.peak_bytes / 1e6:.0f} MB"


def following(scene, expected):
    """Yields faults of the next run, in the same folders and with the same store."""
    room = scene.room
    for name in ("out.json", "out.recording"):
        if not (room.work / name).is_dir():
            (room.work / name).unlink(missing_ok=True)
    arguments = scene.following_arguments
    running = room.start(arguments)
    code = running.finish(60)
    if code == 4 and too_slow in running.errors:
        return
    if code not in expected.next:
        yield f"the next run ended with {code}: {running.errors[-300:]!r}"
        return
    if found := insides.search(running.errors):
        yield f"the next run says '{running.errors[max(0, found.start() - 60):found.start() + 200]}'"
    if code == 0:
        try:
            if not json.loads((room.work / "out.json").read_text())["trials"]:
                yield "the next run has no trial"
            if expected.earlier and not any(name not in scene.earlier_runs for name in kept_runs(room.store)):
                yield "the next run was not kept"
        except (OSError, ValueError, sqlite3.Error) as error:
            yield f"the next run left nothing: {error}"
    if folders := room.folders_left:
        yield f"folders are left after the next run: {folders}"
    if living := {n: line for n, line in rooms.processes(room.name).items() if n not in scene.own}:
        yield f"processes are left after the next run: {list(living.values())}"
    if groups := room.groups_left():
        yield f"memory groups are left: {groups}"


def all_of(scene, expected, running, code):
    """Returns the faults of Headroom that a fault revealed, by the name of the check."""
    if code == 4 and too_slow in running.errors:
        # A budget of a few seconds may not suffice for one trial on a busy machine.
        expected = dataclasses.replace(expected, codes=(*expected.codes, 4), says=None, kept=None, written=None)
    found = {"words": list(words(scene, expected, running, code)), "left": list(left(scene, expected))}
    # A store on a full disk cannot even be read.
    scene.repair()
    found["lost"] = list(lost(scene, expected, running, code))
    found["next"] = list(following(scene, expected))
    return {name: texts for name, texts in found.items() if texts}
