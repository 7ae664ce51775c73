"""Context of every part of the check: paths, running commands, and writing results."""

import json
import os
import pathlib
import time

import processes
import tables

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TRAININGS = ROOT / "Benchmarks/gpu"


class Unavailable(Exception):
    """Reason why something cannot be measured here, as a sentence."""


class Check:
    def __init__(self, options, work, binaries, engine):
        self.options = options
        self.python = options.python
        self.jax_python = options.jax_python or options.python
        self.device = options.device
        self.on_gpu = options.device.startswith("cuda")
        self.output = options.output
        # For temporary files.
        self.work = work
        # Working directory of commands: Headroom copies it for each process that it starts.
        self.empty = work / "empty"
        self.empty.mkdir()
        self.headroom_binary = binaries / "headroom"
        # Build of the engine; see engine_build.py.
        self.engine = engine
        self.results = open(self.output / "results.md", "w")

    def say(self, *lines):
        """Adds lines to the results, immediately."""
        for line in lines or [""]:
            print(line, file=self.results)
            print(line, flush=True)
        self.results.flush()

    def say_table(self, headings, rows):
        self.say("", *tables.table(headings, rows))

    def say_list(self, items):
        items = [f"- {item}" for item in items]
        if items:
            self.say("", *items)

    def run(self, name, command, seconds, quiet=False, **environment):
        """Runs a command, with its output in NAME.out and NAME.err; reports a failure, unless quiet."""
        out, err = (self.output / f"{name}.{ending}" for ending in ("out", "err"))
        try:
            ended = processes.run(command, out, err, seconds, {**os.environ, **environment}, self.empty)
        except OSError as error:
            err.write_text(f"{error}\n")
            ended = processes.Ended(127, 0)
        if ended.code != 0 and not quiet:
            self.say("", f"`{name}`: {ended}; it wrote last: {self.last_error(name)}")
        return ended

    def headroom(self, name, *command, seconds, **environment):
        return self.run(name, [self.headroom_binary, *command], seconds, **environment)

    def document(self, name, *command, seconds, **environment):
        """Returns the JSON document written by a command of Headroom, stored in NAME.json; None where it writes
        none."""
        path = self.output / f"{name}.json"
        options = ["--export-json", path, "--progress", "none", "--logs", self.output / "logs"]
        self.headroom(name, command[0], *options, *command[1:], seconds=seconds, **environment)
        try:
            return json.loads(path.read_text())
        except (OSError, ValueError):
            return None

    def written(self, name):
        return (self.output / f"{name}.out").read_text(errors="replace")

    def all_written(self, name):
        """Returns its standard output and error; Headroom passes a command's output on to the latter."""
        return "".join((self.output / f"{name}.{ending}").read_text(errors="replace") for ending in ("out", "err"))

    def last_error(self, name):
        """Returns the last line of a command's standard error, or of its standard output if that is empty."""
        for ending in ("err", "out"):
            lines = (self.output / f"{name}.{ending}").read_text(errors="replace").splitlines()
            # Headroom's last line is the path of the training's complete output.
            told = [words for line in lines if (words := line.strip()) and not words.startswith("All of it:")]
            if told:
                return told[-1][:200]
        return "nothing"

    def training(self, script, *options):
        """Returns the command of a training in Benchmarks/gpu on the device."""
        return [self.python, TRAININGS / f"{script}.py", "--device", self.device, *options]


class Clock:
    """Time limit of a part."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self):
        return self.end - time.monotonic()
