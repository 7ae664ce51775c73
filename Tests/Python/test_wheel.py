import base64
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import headroom as headroom_package
from environment import HEADROOM, LOOP, ROOT, WHEEL, WORK, headroom

# Root may write everywhere; the tests of what may not be written run as another user then.
NOBODY = 65534
SWEEP = ("sweep", "--budget", "15s", "--batch-sizes", "8,64", "--precision", "0.5", "--")


def as_a_user():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def is_for_everybody(path):
    """Whether another user may start a program: may pass every folder above it."""
    places = (pathlib.Path(path), *pathlib.Path(path).parents)
    return os.path.exists(path) and all(place.stat().st_mode & 0o001 for place in places)


class WheelTests(unittest.TestCase):
    def test_record_has_the_digest_of_every_file(self):
        with zipfile.ZipFile(WHEEL) as archive:
            names = archive.namelist()
            [record] = [name for name in names if name.endswith(".dist-info/RECORD")]
            lines = [line.rsplit(",", 2) for line in archive.read(record).decode().splitlines()]
            self.assertEqual(sorted(names), sorted(line[0] for line in lines))
            for name, digest, size in lines:
                if name != record:
                    content = archive.read(name)
                    right = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                    self.assertEqual((digest, size), (f"sha256={right}", str(len(content))), name)

    def test_entries_have_one_time_and_fixed_permissions(self):
        with zipfile.ZipFile(WHEEL) as archive:
            entries = archive.infolist()
        self.assertEqual(len({entry.date_time for entry in entries}), 1)
        programs = {entry.filename for entry in entries if entry.external_attr >> 16 == 0o100755}
        self.assertTrue({"headroom/bin/headroom", "headroom/bin/headroom-supervise"} <= programs, programs)
        self.assertEqual({entry.external_attr >> 16 for entry in entries}, {0o100755, 0o100644})

    def test_the_tag_is_of_the_newest_glibc_that_a_program_needs(self):
        needed = []
        folder = pathlib.Path(HEADROOM).parent.parent
        for program in folder.glob("lib/python*/site-packages/headroom/bin/*"):
            command = ["objdump", "-T", str(program)]
            text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
            needed += [tuple(map(int, word.strip("()")[6:].split("."))) for word in text.split() if "GLIBC_2" in word]
        newest = max(version[:2] for version in needed)
        self.assertIn(f"-manylinux_{newest[0]}_{newest[1]}_{os.uname().machine}.whl", WHEEL.name)

    def test_version_is_that_of_the_program(self):
        version = headroom("--version").stdout.strip()
        self.assertIn(f"headroom-{version}-", WHEEL.name)
        self.assertIn(f'"{version}"', (ROOT / "Sources/Common/HeadroomCommandLine/Version.swift").read_text())

    def test_the_other_programs_start_under_their_names(self):
        for command, word in (("train", "digits"), ("customers", "report")):
            helped = headroom(command, "--help")
            self.assertEqual((helped.returncode, word in helped.stdout), (0, True), helped.stderr)


class BadEnvironmentTests(unittest.TestCase):
    """Each measures, or says what is missing."""

    def test_a_read_only_environment_and_no_writable_home(self):
        package = pathlib.Path(headroom_package.__file__).parent
        interpreters = [os.path.realpath(sys.executable), "/usr/bin/python3"]
        interpreter = next(filter(is_for_everybody, interpreters), None)
        if interpreter is None:
            self.skipTest("another user may not start Python here")
        WORK.chmod(0o755)
        modes = [(path, path.stat().st_mode) for path in (package, *package.rglob("*"))]
        home = WORK / "no home"
        home.mkdir(mode=0o555)
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            shutil.copy(LOOP, folder)
            for path, mode in modes:
                path.chmod(mode & ~0o222)
            try:
                swept = subprocess.run(
                    [interpreter, "-m", "headroom", *SWEEP, interpreter, "-S", "loop.py"], cwd=folder, text=True,
                    env={"PATH": os.defpath, "HOME": str(home), "PYTHONPATH": str(package.parent)},
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=as_a_user, timeout=60,
                )  # fmt: skip
            finally:
                for path, mode in modes:
                    path.chmod(mode)
        self.assertEqual(swept.returncode, 0, swept.stderr)
        self.assertRegex(swept.stdout, r"(?m)^[ ▸] +64 .* MiB")
        self.assertIn("the run was not kept", swept.stderr)

    def test_the_engine_cannot_be_kept(self):
        libtorch = WORK / "libtorch"  # looks like one
        for part in ("lib", "include/ATen"):
            (libtorch / part).mkdir(parents=True)
        for part in ("lib/libtorch_cpu.so", "include/ATen/ATen.h"):
            (libtorch / part).touch()
        (libtorch / "build-version").write_text("2.13.0\n")
        home = WORK / "kept"
        home.touch()
        environment = {**os.environ, "HEADROOM_LIBTORCH": str(libtorch), "HEADROOM_HOME": str(home)}
        swept = headroom("sweep", "digits", env=environment)
        self.assertEqual(swept.returncode, 3, swept.stderr)
        self.assertIn(f"cannot be kept in {home}", swept.stderr)
        self.assertIn("HEADROOM_HOME", swept.stderr)

        environment["HEADROOM_HOME"] = str(WORK / "home")
        swept = headroom("sweep", "digits", env={**environment, "PATH": str(WORK)})
        self.assertEqual(swept.returncode, 3, swept.stderr)
        self.assertIn("a C++ compiler is missing", swept.stderr)
        swept = headroom("sweep", "digits", env=environment)
        self.assertEqual(swept.returncode, 3, swept.stderr)
        self.assertIn("the engine could not be compiled", swept.stderr)
        self.assertIn("include does not say its version", swept.stderr)
        del environment["HEADROOM_LIBTORCH"]
        for named in (["--libtorch", str(libtorch)], [f"--libtorch={libtorch}"]):
            swept = headroom("sweep", *named, "digits", env=environment)
            self.assertIn("include does not say its version", swept.stderr)
        self.assertEqual(headroom("sweep", "digits", "--libtorch").returncode, 64)

    def test_a_workload_without_pytorch(self):
        environment = {name: value for name, value in os.environ.items() if "LIBTORCH" not in name}
        if subprocess.run(["python3", "-c", "import torch"], stderr=subprocess.DEVNULL).returncode == 0:
            self.skipTest("the Python of this machine has PyTorch")
        trained = headroom("train", "taxi", env=environment)
        self.assertEqual(trained.returncode, 3, trained.stderr)
        self.assertIn("no libtorch was found", trained.stderr)
        self.assertIn("Install PyTorch", trained.stderr)

    def test_a_training_command_is_missing(self):
        for arguments in (("sweep",), ("sweep", "--"), ("fit", "train.py")):
            refused = headroom(*arguments)
            self.assertEqual(refused.returncode, 64, refused.stderr)
            self.assertIn("workload", refused.stderr)
