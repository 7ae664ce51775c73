"""The programs that this package carries, and whether they run on this machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re

from headroom._failure import HeadroomError

FOLDER = os.path.dirname(os.path.abspath(__file__))
MISSING = 3  # the exit code for a missing requirement


def path() -> str:
    """Path of the program `headroom`: HEADROOM_BINARY, or the one in this package."""
    named = os.environ.get("HEADROOM_BINARY")
    if named:
        return named
    check_machine(tag(), platform.system(), platform.machine(), glibc())
    carried = os.path.join(FOLDER, "bin", "headroom")
    if not os.access(carried, os.X_OK):
        there = os.path.exists(carried)
        raise HeadroomError(
            f"{carried} {'may not be executed' if there else 'is missing'}.",
            "Install the wheel again, on a file system that allows programs." if there
            else "This is the package without its programs: install the wheel that scripts/wheel makes, "
            "or name a program with HEADROOM_BINARY.",
            MISSING,
        )  # fmt: skip
    return carried


def tag() -> str | None:
    """The platform tag that this package was installed with; None where it was not installed as a wheel."""
    try:
        wheel = importlib.metadata.distribution("headroom").read_text("WHEEL") or ""
    except importlib.metadata.PackageNotFoundError:
        return None
    found = re.search(r"^Tag: py3-none-(\S+)$", wheel, re.MULTILINE)
    return found[1] if found else None


def glibc() -> str | None:
    """The version of the C library, such as `2.36`; None where it is another one than glibc, as on Alpine."""
    try:
        name, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
    except (AttributeError, OSError, ValueError):
        return None
    return version if name == "glibc" else None


def check_machine(tag: str | None, system: str, machine: str, glibc: str | None) -> None:
    """Refuses a machine on which the programs cannot start.

    pip refuses it as well; a folder that several machines share, or `pip install --platform`, passes it by.
    """
    built = re.fullmatch(r"manylinux_(\d+)_(\d+)_(\w+)", tag or "")
    if built is None:
        return
    if system != "Linux" or machine != built[3]:
        raise HeadroomError(
            f"this package is for Linux on {built[3]}, and this machine is {system} on {machine}.",
            "Install the wheel for it, or build one there with scripts/wheel.",
            MISSING,
        )
    needed = (int(built[1]), int(built[2]))
    if glibc is None or tuple(map(int, re.findall(r"\d+", glibc)[:2])) < needed:
        raise HeadroomError(
            f"this package needs glibc {needed[0]}.{needed[1]} or newer, and this system has "
            + (f"glibc {glibc}." if glibc else "another C library."),
            "Use a newer system or container image, or build a wheel on this one with scripts/wheel.",
            MISSING,
        )
