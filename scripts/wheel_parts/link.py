"""The programs of a wheel, linked from the objects of a release build."""

import json
import pathlib
import shutil
import subprocess

from wheel_parts import icu
from wheel_parts.failure import Failure

PROGRAMS = ("headroom", "headroom-train", "headroom-customers")
# Linked statically, since a wheel may not expect them of the machine it is installed on; with Debian's packages.
ARCHIVES = {
    "sqlite3": "libsqlite3-dev",
    "png16": "libpng-dev",
    "turbojpeg": "libturbojpeg0-dev",
    "z": "zlib1g-dev",
}
FOUNDATION = (
    "FoundationEssentials", "FoundationInternationalization", "CoreFoundation", "_FoundationCShims",
    "_FoundationCollections", "_FoundationICU",
)  # fmt: skip


def objects(build: pathlib.Path) -> list:
    """The object files of the three programs, each once."""
    found = {}
    for program in PROGRAMS:
        listing = build / f"{program}.product" / "Objects.LinkFileList"
        if not listing.exists():
            raise Failure(f"{build} has no build of {program}.", "scripts/wheel without --build makes one.")
        for line in listing.read_text().splitlines():
            path = pathlib.Path(line.strip("'\""))
            if not path.exists():
                raise Failure(f"the object {path} of {program} is missing.", "Build it again.")
            found[path] = None
    return list(found)


def archives(folder: pathlib.Path) -> pathlib.Path:
    """A folder with the static libraries alone, so that the linker finds no shared ones."""
    folder.mkdir()
    for name, package in ARCHIVES.items():
        places = [*pathlib.Path("/usr/lib").glob(f"*/lib{name}.a"), *pathlib.Path("/usr").glob(f"lib*/lib{name}.a")]
        if not places:
            raise Failure(f"the static library lib{name}.a is missing.", f"On Debian: apt-get install {package}.")
        (folder / f"lib{name}.a").symlink_to(places[0])
    return folder


def swift_static() -> pathlib.Path:
    """The folder of the static libraries of the Swift toolchain."""
    if shutil.which("swiftc") is None:
        raise Failure("Swift is missing, which links the programs.", "Install Swift 6.2 or newer from swift.org.")
    info = subprocess.run(
        ["swiftc", "-static-stdlib", "-print-target-info"], check=True, stdout=subprocess.PIPE
    ).stdout
    return pathlib.Path(json.loads(info)["paths"]["runtimeResourcePath"]) / "linux"


def link(build: pathlib.Path, sources: pathlib.Path, work: pathlib.Path) -> dict:
    """Links the programs into `work`; returns their paths by name.

    One file has the code of all three (sources/main.c); the other names start it (sources/name.c).
    """
    libraries = archives(work / "archives")
    data = icu.small_object(swift_static() / "lib_FoundationICU.a", work)
    compile_c = ["clang", "-O2", "-Wall", "-Wextra", "-Werror"]
    subprocess.run([*compile_c, "-c", str(sources / "main.c"), "-o", "main.o"], cwd=work, check=True)
    (work / "objects").write_text("".join(f"'{path}'\n" for path in objects(build)))
    command = ["swiftc", "-o", "headroom", "-module-name", "headroom", "-emit-executable", "-static-stdlib"]
    command += ["@objects", "main.o", data.name, "-L", str(libraries), "-ldl", "-lm", "-lstdc++"]
    command += [f"-l{name}" for name in ("turbojpeg", "png16", "z", *FOUNDATION)]
    # Exported symbols would count as used: nothing looks them up, neither the engine nor the runtime.
    for option in ("--gc-sections", "--no-export-dynamic", "-s"):
        command += ["-Xlinker", option]
    linked = subprocess.run(command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if linked.returncode != 0:
        raise Failure("the programs could not be linked:\n" + linked.stdout[-4000:])
    programs = {"headroom": work / "headroom"}
    for name in PROGRAMS[1:]:
        subprocess.run([*compile_c, "-s", str(sources / "name.c"), "-o", name], cwd=work, check=True)
        programs[name] = work / name
    supervisor = build / "headroom-supervise"
    if not supervisor.exists():
        raise Failure(f"{build} has no build of headroom-supervise.", "scripts/wheel without --build makes one.")
    subprocess.run(["strip", "-o", "headroom-supervise", str(supervisor)], cwd=work, check=True)
    programs["headroom-supervise"] = work / "headroom-supervise"
    return programs
