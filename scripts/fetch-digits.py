"""Extracts the handwritten digits from scikit-learn's package: 1,797 lines of 64 pixels and a label.

The package itself is not installed. Usage: fetch-digits.py TARGET
"""

import gzip
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

MEMBER = "sklearn/datasets/data/digits.csv.gz"

target = pathlib.Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", folder, "scikit-learn"],
        check=True,
    )
    [wheel] = pathlib.Path(folder).glob("scikit_learn-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(MEMBER))
lines = text.splitlines()
if len(lines) != 1797 or any(line.count(b",") != 64 for line in lines):
    sys.exit(f"{MEMBER} of {wheel.name} is not the table of 1,797 digits it should be")
# Written to another file and renamed, so that an interrupted run does not leave a partial file.
partial = target.with_suffix(".partial")
partial.write_bytes(text)
os.replace(partial, target)
