"""Runs cases from the field through Headroom, and reports whether each expectation holds.

A case is a folder with a script and a manifest, case.json:

    source     public reports that the case represents
    right      the correct result, in two or three sentences
    framework  environment that it needs: pytorch, tensorflow, jax or mxnet
    itself     commands without Headroom, each with the texts that it `prints`: the correct counts
    measures   by name, commands that print a number: a property of the script, from which expectations follow
    checks     in order, each in the folder that the one before has left:
      name     name of the check
      command  for bash; `headroom` is the binary, whose run, sweep, fit and learn write a report that is read here
      expect   statements (expectations.py) about `exit`, `seconds`, `text` (`output` and `errors`) and the report;
               every command is also expected to leave no process and no temporary folder
      keep     by name, an expression whose value later commands have as a variable, and later statements as a name
      runs     "always" by default; "quiet" if it needs a machine without other load, or minutes
      limit    time limit of the command in seconds, 100 by default
"""

import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from expectations import Malformed, Reader, judge

FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")
MANIFEST_KEYS = {"source", "right", "framework", "itself", "measures", "checks", "everyTime"}
CHECK_KEYS = {"name", "command", "expect", "keep", "runs", "limit"}

# Preamble of the user's command, with the settings needed by every measurement here.
SHELL = """
set -u
headroom() {
    case $1 in
    run | sweep | fit | learn) "$HEADROOM_BINARY" "$1" --progress none --export-json "$REPORT" "${@:2}" ;;
    *) "$HEADROOM_BINARY" "$@" ;;
    esac
}
"""


@dataclasses.dataclass
class Verdict:
    """One expectation of a case, with its actual value."""

    case: str
    check: str
    expectation: str
    got: str
    passed: bool


class BadManifest(Exception):
    """A manifest that cannot be used, with the reason."""


def read_manifest(folder):
    """Reads the manifest of a case; missing or unknown fields are an error."""
    path = pathlib.Path(folder) / "case.json"
    manifest = json.loads(path.read_text())
    if unknown := set(manifest) - MANIFEST_KEYS:
        raise BadManifest(f"{path} has {', '.join(sorted(unknown))}; known are {', '.join(sorted(MANIFEST_KEYS))}")
    for key in ("source", "right", "framework", "checks"):
        if not manifest.get(key):
            raise BadManifest(f"{path} has no {key}")
    if manifest["framework"] not in FRAMEWORKS:
        raise BadManifest(f"{path}: the framework {manifest['framework']} is none of {', '.join(FRAMEWORKS)}")
    names = set()
    for check in manifest["checks"]:
        if unknown := set(check) - CHECK_KEYS:
            raise BadManifest(f"{path}: a check has {', '.join(sorted(unknown))}")
        for key in ("name", "command", "expect"):
            if not check.get(key):
                raise BadManifest(f"{path}: the check {check.get('name', '?')} has no {key}")
        if check["name"] in names:
            raise BadManifest(f"{path} has two checks of the name {check['name']}")
        if check.get("runs", "always") not in ("always", "quiet"):
            raise BadManifest(f"{path}: {check['name']} runs '{check['runs']}', which is neither always nor quiet")
        names.add(check["name"])
        for text in check["expect"]:
            try:
                judge(text, {}, {})
            except (Malformed, TypeError) as error:
                if isinstance(error, Malformed):
                    raise BadManifest(f"{path}, {check['name']}: {error}")
    return manifest


def end(process):
    """Ends a command with all its descendants, and returns its output so far."""
    for number, seconds in ((signal.SIGTERM, 15), (signal.SIGKILL, None)):
        os.killpg(process.pid, number)
        try:
            return process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            pass


class Run:
    """Commands of one case, in a copy of its folder."""

    def __init__(self, folder, frameworks, binary, supervise, quiet):
        self.name = pathlib.Path(folder).name
        self.manifest = read_manifest(folder)
        self.quiet = quiet
        python = pathlib.Path(frameworks) / self.manifest["framework"] / "bin"
        if not (python / "python").exists():
            sys.exit(f"field-cases: {self.name} needs {python}/python, which ./test makes; or set HEADROOM_FRAMEWORKS")
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="case-"))
        self.work = self.scratch / self.name
        shutil.copytree(folder, self.work)
        environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("HEADROOM_", "KMP_", "OMP_")) and name not in ("PYTHONPATH", "PYTHONHOME")
        }
        environment |= {
            "PATH": f"{python}:{environment['PATH']}",
            "HEADROOM_BINARY": str(binary),
            "HEADROOM_STORE": str(self.scratch / "runs.sqlite"),
            "XDG_STATE_HOME": str(self.scratch),
            "TMPDIR": str(self.scratch),
            "OMP_NUM_THREADS": "1",
            "OMP_WAIT_POLICY": "passive",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "HF_HUB_OFFLINE": "1",
            "TF_CPP_MIN_LOG_LEVEL": "2",
        }
        for name in ("HEADROOM_ENGINE", "HEADROOM_DATA"):
            if os.environ.get(name):
                environment[name] = os.environ[name]
        if supervise:
            environment["HEADROOM_SUPERVISE"] = str(supervise)
        self.environment = environment
        self.names = {}

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def shell(self, command, limit):
        """Runs a command; returns its exit code, both outputs and its time in seconds. It is ended after the time
        limit."""
        began = time.monotonic()
        process = subprocess.Popen(
            ["bash", "-c", SHELL + command], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )
        try:
            output, errors = process.communicate(timeout=limit)
            code = process.returncode
        except subprocess.TimeoutExpired:
            output, errors = end(process)
            code = "still running"
        except BaseException:
            end(process)
            raise
        return code, output.decode(errors="replace"), errors.decode(errors="replace"), time.monotonic() - began

    def left(self):
        """Returns the processes of the last command that still run, and the temporary folders that Headroom made for
        it."""
        found = [str(path.name) for path in self.scratch.glob("headroom-*")]
        for _ in range(20):
            running = [name for name in map(self.process, pathlib.Path("/proc").glob("[0-9]*")) if name]
            if not running:
                break
            time.sleep(0.1)
        return found + running

    def process(self, folder):
        """Returns the command of a process if it belongs to this case, by its environment or its working directory."""
        try:
            environment, working = (folder / "environ").read_bytes(), os.readlink(folder / "cwd")
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:  # It has ended, or belongs to another user.
            return None
        ours = str(self.scratch)
        return command[:80] if f"XDG_STATE_HOME={ours}".encode() in environment or working.startswith(ours) else None

    def itself(self):
        """Yields a verdict for each of the script's own counts, without Headroom."""
        for command in self.manifest.get("itself", []):
            code, output, errors, _ = self.shell(command["command"], 200)
            for text in command["prints"]:
                said = " ".join((output + errors).split())
                yield Verdict(self.name, command["command"], f'prints "{text}"', said[-200:], text in said)

    def measure(self):
        """Runs the case's measurements of its script."""
        if self.manifest.get("measures"):
            self.environment["MEMORY_FIELD"] = self.memory_field()
        for name, command in self.manifest.get("measures", {}).items():
            code, output, errors, _ = self.shell(command, 100)
            try:
                self.know(name, float(output.split()[-1]))
            except (IndexError, ValueError):
                raise BadManifest(f"{self.name}: '{command}' printed no number ({code}): {(output + errors)[-300:]}")

    def memory_field(self):
        """Returns the field of /proc/self/status that the memory limit applies to on this machine."""
        code, output, _, _ = self.shell("headroom doctor --json", 60)
        mode = json.loads(output)["memoryLimit"]["mode"] if code == 0 else ""
        return "VmData" if mode == "data" else "RssAnon"

    def checks(self):
        """Yields a verdict for each expectation."""
        self.measure()
        for number, check in enumerate(self.manifest["checks"]):
            if check.get("runs") == "quiet" and not self.quiet:
                continue
            report = self.scratch / f"report-{number}.json"
            self.environment["REPORT"] = str(report)
            code, output, errors, seconds = self.shell(check["command"], check.get("limit", 100))
            try:
                document = json.loads(report.read_text()) if report.exists() else {}
            except ValueError:
                document = {}
            names = self.names | {
                "exit": code, "seconds": seconds, "text": " ".join((output + "\n" + errors).split()),
                "output": " ".join(output.split()), "errors": " ".join(errors.split()),
            }
            for text in check["expect"]:
                try:
                    passed, got = judge(text, names, document)
                except TypeError as error:
                    passed, got = False, f"kinds that cannot be compared: {error}"
                if not passed and code not in (0, None) and "exit" not in got:
                    got += f"; exit {code}, {names['errors'][-300:]}"
                yield Verdict(self.name, check["name"], text, got, passed)
            left = self.left()
            yield Verdict(self.name, check["name"], "nothing is left behind", ", ".join(left) or "nothing", not left)
            for name, expression in check.get("keep", {}).items():
                self.know(name, Reader(expression, names, document).sum())

    def know(self, name, value):
        """Makes a value a name of later statements, and a variable of later commands; null is empty there."""
        self.names[name] = value
        shown = f"{value:.15g}" if isinstance(value, float) else value
        self.environment[name] = "" if value is None else str(shown)


def folders(names=()):
    """Returns the folders of all cases, or of the named ones."""
    home = pathlib.Path(__file__).resolve().parent.parent / "cases"
    every = sorted(path.parent for path in home.glob("*/case.json"))
    if missing := set(names) - {path.name for path in every}:
        sys.exit(f"field-cases: there is no case {', '.join(sorted(missing))} in {home}")
    return [path for path in every if not names or path.name in names]
