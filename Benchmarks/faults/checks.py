"""The four checks after a fault: nothing lost, nothing left, the right words, the next run unharmed."""

import dataclasses
import json
import re
import sqlite3
import time

import fault_environment

# What a program of ours never writes: traces, and the insides of its language and its libraries.
insides = re.compile(
    r"Fatal error|Stack dump|[Bb]acktrace|Crash:|crashed|Optional\(|NSCocoaErrorDomain|Error Domain|POSIXError|"
    r"SubprocessError|DecodingError|fatalError|libswift|Swift/|EXC_|Illegal instruction|terminate called"
)
too_slow = "ended before the first trial had a result"
# More than this a short run takes only where what it is sent is kept without bounds.
most_bytes = 700_000_000


@dataclasses.dataclass
class Expected:
    """What is right after a fault.

    codes    the exit codes that are right: negative for a signal
    says     a pattern that standard error must have; None for no demand
    kept     whether a run with its trials must be in the store: True, False, or None where the fault leaves it open
    written  the same for the exported JSON
    speaks   whether an exit code other than 0 must come with a sentence of ours
    bound    seconds in which headroom must have ended
    next     the exit codes of the same command afterwards
    clears   whether the temporary folder may be left to the next start
    earlier  whether the run that was kept before must still be there
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
    """The documents of a store by their id, in the order of their start."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)
    try:
        if (state := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"integrity: {state}")
        return dict(connection.execute("SELECT id, document FROM run ORDER BY startedAt, rowid").fetchall())
    finally:
        connection.close()


def lost(scene, expected, running, code):
    """What was finished and is nowhere."""
    environment, documents = scene.environment, {}
    try:
        documents = {name: json.loads(text) for name, text in kept_runs(environment.store).items()}
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
    export = environment.work / "out.json"
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
    # A progress line of a trial says that those before it have finished; a kill loses the last five seconds of them.
    begun = [int(number) for number in re.findall(r"^trial (\d+) ", running.errors, re.MULTILINE)]
    if begun and begun[-1] > 1 and expected.kept is not False and expected.earlier and scene.arguments[0] != "run":
        least = 1 if code == -9 else begun[-1] - 1
        if trials < least and not (exported and len(exported["trials"]) >= least) and expected.kept is not None:
            yield f"{begun[-1] - 1} trials had finished and {trials} were kept"
    yield from broken_recording(scene)


def absurd(document):
    """Figures that cannot be."""
    for point in document["points"]:
        rate = (point.get("samplesPerSecond") or {}).get("value")
        if rate is not None and not 0 < rate < 1e6:
            yield f"{rate} samples per second"
        seconds = (point.get("stepSeconds") or {}).get("mean")
        if seconds is not None and not 0 < seconds < 1e4:
            yield f"a step of {seconds} s"


def broken_recording(scene):
    """All lines of a recording but its last one are whole, and it can be read again."""
    recording = scene.environment.work / "out.recording"
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
    reading = scene.environment.start(["report", str(recording)])
    code = reading.finish(30)
    if code not in (0, 1, 3) or (code != 0 and "headroom: " not in reading.errors):
        yield f"the recording cannot be read: {code}, {reading.errors[:200]}"
    if found := insides.search(reading.errors):
        yield f"reading the recording says '{found[0]}'"


def left(scene, expected):
    """Processes, folders and memory groups that stay behind."""
    end = time.monotonic() + 12
    while (living := fault_environment.processes(scene.environment.name)) and time.monotonic() < end:
        time.sleep(0.02)
    living = {number: line for number, line in living.items() if number not in scene.own}
    for number, line in living.items():
        yield f"process {number} is left: {line[:120]}"
    if not expected.clears and (folders := scene.environment.folders_left):
        yield f"folders are left: {folders}"


def words(scene, expected, running, code):
    """Exit code and standard error."""
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
    """The next run, in the same folders and with the same store."""
    environment = scene.environment
    for name in ("out.json", "out.recording"):
        if not (environment.work / name).is_dir():
            (environment.work / name).unlink(missing_ok=True)
    arguments = scene.following_arguments
    running = environment.start(arguments)
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
            if not json.loads((environment.work / "out.json").read_text())["trials"]:
                yield "the next run has no trial"
            if expected.earlier and not any(name not in scene.earlier_runs for name in kept_runs(environment.store)):
                yield "the next run was not kept"
        except (OSError, ValueError, sqlite3.Error) as error:
            yield f"the next run left nothing: {error}"
    if folders := environment.folders_left:
        yield f"folders are left after the next run: {folders}"
    if living := {n: line for n, line in fault_environment.processes(environment.name).items() if n not in scene.own}:
        yield f"processes are left after the next run: {list(living.values())}"
    if groups := environment.groups_left():
        yield f"memory groups are left: {groups}"


def all_of(scene, expected, running, code):
    """The faults of Headroom that a fault brought to light, by the name of the check."""
    if code == 4 and too_slow in running.errors:
        # A budget of a few seconds is not enough for one trial on a machine that is busy with other things.
        expected = dataclasses.replace(expected, codes=(*expected.codes, 4), says=None, kept=None, written=None)
    found = {"words": list(words(scene, expected, running, code)), "left": list(left(scene, expected))}
    # A store on a disk that is full cannot even be looked at.
    scene.repair()
    found["lost"] = list(lost(scene, expected, running, code))
    found["next"] = list(following(scene, expected))
    return {name: texts for name, texts in found.items() if texts}
