"""The platform tag of a wheel, from what its programs need (PEP 600).

A wheel tagged manylinux_2_35 runs where the C library is glibc 2.35 or newer.
"""

import platform
import re
import subprocess

from wheel_parts.failure import Failure

# Libraries of which PEP 600 lets every wheel assume that the system has them.
ALLOWED = {
    "libc.so.6", "libdl.so.2", "libgcc_s.so.1", "libm.so.6", "libpthread.so.0", "librt.so.1", "libstdc++.so.6",
    "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
}  # fmt: skip


def readelf(option: str, program) -> str:
    return subprocess.run(
        ["readelf", "-W", option, str(program)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def platform_tag(programs) -> str:
    newest = (2, 17)
    for program in programs:
        for library in re.findall(r"\(NEEDED\).*\[(.*)\]", readelf("-d", program)):
            if library not in ALLOWED:
                raise Failure(f"{program} needs {library}, which a wheel may not expect of its machine.")
        for version in re.findall(r"Name: GLIBC_(\d+)\.(\d+)", readelf("-V", program)):
            newest = max(newest, (int(version[0]), int(version[1])))
    return f"manylinux_{newest[0]}_{newest[1]}_{platform.machine()}"
