"""Extracts the random objects that the package pybullet carries: 1,000 meshes, as random_urdfs/NNN/NNN.obj.

The package itself is not installed, and its wheel is the same whatever the machine. Usage: fetch-pybullet.py TARGET
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

MEMBER = re.compile(r"pybullet_data/(random_urdfs/\d{3}/\d{3}\.obj)")

target = pathlib.Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", folder,
            "--python-version", "3.11", "--platform", "manylinux2014_x86_64", "pybullet==3.2.7",
        ],
        check=True,
    )
    [wheel] = pathlib.Path(folder).glob("*.whl")
    # Written to another folder and renamed, so that an interrupted run does not leave a partial one.
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    count = 0
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            # In a wheel the data may lie below NAME.data/.
            if found := MEMBER.search(name):
                path = partial / found[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name))
                count += 1
if count != 1000:
    sys.exit(f"{wheel.name} has {count} objects, not the 1,000 it should have")
shutil.rmtree(target, ignore_errors=True)
os.replace(partial, target)
