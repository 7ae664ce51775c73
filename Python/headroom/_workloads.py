"""What the workloads need besides the programs: the engine, compiled for the PyTorch of this environment, and data.

They are kept in HEADROOM_HOME (default: `~/.cache/headroom`), never in the environment, which may be read-only. A
training of one's own needs none of it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import typing

from headroom import _program
from headroom._failure import HeadroomError

SOURCES = pathlib.Path(_program.FOLDER) / "engine"
TRAINING = {"train", "play", "sharpness"}
MEASURING = {"sweep", "fit", "learn", "run"}


def prepared(
    program: str, arguments: typing.List[str], inherited: typing.Mapping[str, str]
) -> typing.Tuple[typing.List[str], typing.Dict[str, str]]:
    """A command line for `headroom`, and its variables with those that name the engine and the data of a workload.

    `--libtorch DIR` is an option of what prepares the engine, and not of the program.

    - Raises: HeadroomError where a workload is asked for and something it needs is missing.
    """
    arguments, variables = list(arguments), dict(inherited)
    own = arguments[: arguments.index("--")] if "--" in arguments else list(arguments)
    rest = arguments[len(own) + 1 :]
    for index, word in enumerate(own):
        if word == "--libtorch" or word.startswith("--libtorch="):
            value = word.partition("=")[2] or "".join(own[index + 1 : index + 2])
            if not value or value.startswith("-"):
                raise HeadroomError("--libtorch needs the folder of a libtorch.", None, 64)
            variables["HEADROOM_LIBTORCH"] = value
            count = 1 if "=" in word else 2
            del own[index : index + count], arguments[index : index + count]
            break
    command = own[0] if own else ""
    if any(word in ("-h", "--help", "--version") for word in own):
        return arguments, variables
    if command in MEASURING and rest and not rest[0].startswith("-"):
        return arguments, variables  # a training command of the user's own
    named: typing.Set[str] = set()
    if command in TRAINING | MEASURING:
        named = set(own[1:]) & workloads(program)
    if not named and (command not in ("reconstruct", "scenes") or own[1:2] == ["data"]):
        return arguments, variables

    home = variables.get("HEADROOM_HOME") or os.path.join(
        variables.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "headroom"
    )
    # Trainings start in copies of the working folder.
    variables["HEADROOM_HOME"] = home = os.path.abspath(home)
    variables["HEADROOM_DATA"] = os.path.abspath(variables.get("HEADROOM_DATA") or os.path.join(home, "data"))
    try:
        if not variables.get("HEADROOM_ENGINE"):
            variables["HEADROOM_ENGINE"] = str(engine(program, variables, pathlib.Path(home)))
        if "digits" in named and not any(word.split("=")[0] == "--data" for word in arguments):
            digits(pathlib.Path(variables["HEADROOM_DATA"]) / "digits.csv")
    except OSError as error:
        raise HeadroomError(
            f"what the workloads need cannot be kept in {home}: {error.strerror or error}.",
            "Set HEADROOM_HOME to a folder that can be written.",
            _program.MISSING,
        ) from error
    return arguments, variables


def workloads(program: str) -> typing.Set[str]:
    """The names of the workloads, as the program with them tells."""
    told = subprocess.run([beside(program, "headroom-train"), "describe"], stdout=subprocess.PIPE, check=False)
    if told.returncode != 0:
        return set()
    return {workload["name"] for workload in json.loads(told.stdout)}


def beside(program: str, name: str) -> str:
    return os.path.join(os.path.dirname(program), name)


def engine(program: str, variables: typing.Dict[str, str], home: pathlib.Path) -> pathlib.Path:
    """The engine's library, compiled against the libtorch of this environment where it is not there yet."""
    search = dict(variables)
    # PyTorch of the environment that this package is installed in goes before that of the active one.
    if importlib.util.find_spec("torch") is not None:
        search["PATH"] = os.path.dirname(sys.executable) + os.pathsep + search.get("PATH", os.defpath)
    found = subprocess.run(
        [beside(program, "headroom-train"), "libtorch"],
        env=search, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if found.returncode != 0:
        message, _, hint = found.stderr.partition("\n")
        raise HeadroomError(
            "a workload trains with PyTorch's library: " + message.replace("headroom: ", "").strip(),
            "\n".join(line.strip() for line in hint.splitlines()) or None,
            _program.MISSING,
        )
    libtorch = found.stdout.strip()
    digest = hashlib.sha256(libtorch.encode())
    # Another PyTorch in the same folder is another library.
    library = os.stat(os.path.join(libtorch, "lib", "libtorch_cpu.so"))
    digest.update(f"{library.st_size} {library.st_mtime_ns}".encode())
    for path in sorted(SOURCES.rglob("*.[ch]pp")) + sorted(SOURCES.rglob("*.h")):
        digest.update(path.read_bytes())
    target = home / "engine" / digest.hexdigest()[:16] / "libheadroom_torch.so"
    if target.exists():
        return target
    if not any(map(shutil.which, filter(None, (variables.get("CXX"), "clang++", "g++", "c++")))):
        raise HeadroomError(
            f"a C++ compiler is missing, which compiles the engine of the workloads for the PyTorch in {libtorch}.",
            "On Debian: apt-get install g++. A training of your own needs none: headroom sweep -- python train.py",
            _program.MISSING,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    print("  compiling the engine of the workloads (some minutes the first time) ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = os.path.join(folder, target.name)
        built = subprocess.run(
            ["bash", str(SOURCES / "Engine/build"), "--libtorch", libtorch, "--output", made],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        if built.returncode != 0:
            raise HeadroomError(
                f"the engine could not be compiled for the PyTorch in {libtorch}.",
                "\n".join(built.stdout.splitlines()[-15:]) or None,
                _program.MISSING,
            )
        os.replace(made, target)
    return target


def digits(target: pathlib.Path) -> None:
    """The digits that the package scikit-learn carries, without installing it."""
    if target.exists():
        return
    fetched = subprocess.run(
        [sys.executable, str(SOURCES / "scripts/fetch-digits.py"), str(target)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if fetched.returncode != 0:
        raise HeadroomError(
            "the digits could not be fetched: " + (fetched.stdout.strip().splitlines() or ["no reason was given"])[-1],
            "The Python package index could not be reached, or pip is missing.\n"
            "With data of your own: headroom train digits --data DIR",
            _program.MISSING,
        )
