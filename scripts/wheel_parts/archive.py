"""A wheel as a file: the same bytes for the same contents (PEP 427).

Entries are sorted, have the time of the commit and fixed permissions.
"""

import base64
import hashlib
import pathlib
import time
import zipfile

METADATA = """\
Metadata-Version: 2.1
Name: headroom
Version: {version}
Summary: Finds the batch size a training should use: what fits, what fills the device, what still learns
License: Apache-2.0
Requires-Python: >=3.9
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3
Classifier: Topic :: Scientific/Engineering :: Artificial Intelligence
Classifier: Typing :: Typed
Provides-Extra: pandas
Requires-Dist: pandas; extra == "pandas"
Description-Content-Type: text/markdown

{description}"""

WHEEL = """\
Wheel-Version: 1.0
Generator: headroom scripts/wheel
Root-Is-Purelib: false
Tag: {tag}
"""

ENTRY_POINTS = """\
[console_scripts]
headroom = headroom.__main__:main
"""


def write(folder: pathlib.Path, files: dict, version: str, tag: str, description: str, seconds: int) -> pathlib.Path:
    """Writes a wheel into `folder`.

    files: its contents by name, each (bytes, whether it is a program).
    tag: such as `py3-none-manylinux_2_35_x86_64`.
    seconds: the time of its entries, since 1970.
    """
    info = f"headroom-{version}.dist-info"
    files = dict(files)
    files[f"{info}/METADATA"] = (METADATA.format(version=version, description=description).encode(), False)
    files[f"{info}/WHEEL"] = (WHEEL.format(tag=tag).encode(), False)
    files[f"{info}/entry_points.txt"] = (ENTRY_POINTS.encode(), False)
    record = []
    for name in sorted(files):
        digest = base64.urlsafe_b64encode(hashlib.sha256(files[name][0]).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(files[name][0])}\n")
    record.append(f"{info}/RECORD,,\n")
    # PEP 427 recommends the metadata at the end of the archive, where they can be read without the rest.
    order = sorted(files, key=lambda name: (name.startswith(info), name))
    files[f"{info}/RECORD"] = ("".join(record).encode(), False)

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"headroom-{version}-{tag}.whl"
    partial = path.with_suffix(".partial")
    # The oldest time of a zip file is 1980.
    moment = max(time.gmtime(seconds)[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(partial, "w") as archive:
        for name in [*order, f"{info}/RECORD"]:
            content, is_program = files[name]
            entry = zipfile.ZipInfo(name, date_time=moment)
            entry.create_system = 3  # Unix, which has permissions
            entry.external_attr = (0o100755 if is_program else 0o100644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    partial.replace(path)
    return path
