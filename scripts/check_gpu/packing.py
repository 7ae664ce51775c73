"""Packs the results into one small file."""

import os
import tarfile

# Larger files are not packed. A recording of half a minute has 300 kB, and a tenth of it when compressed.
LARGEST = 1_000_000


def pack(folder, path):
    """Writes the files of a folder that are small enough into a compressed archive, replacing an earlier one."""
    unfinished = path.with_name(path.name + ".unfinished")
    with tarfile.open(unfinished, "w:gz") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.stat().st_size <= LARGEST:
                archive.add(file, f"{folder.name}/{file.relative_to(folder)}")
    os.replace(unfinished, path)


def left_out(folder):
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return [file.relative_to(folder) for file in files if file.stat().st_size > LARGEST]
