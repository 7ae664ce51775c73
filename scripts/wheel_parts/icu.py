"""The data of ICU, Foundation's library of languages and regions, without the languages the programs do not speak.

The programs write English only. Of the 34 MB that the Swift toolchain links into each program, the resources of other
locales are left out; everything else (character properties, time zones, converters, collation of the root) stays. ICU
falls back to its root locale where one is missing.
"""

import pathlib
import re
import struct
import subprocess

# A resource of a locale, such as `de.res` or `zh_Hant_TW.res`; `root`, `pool` and tables have longer names.
LOCALE = re.compile(r"(?P<language>[a-z]{2,3})(_[A-Za-z0-9_]+)?\.res")
MEMBER = "icu_packaged_data.cpp.o"


def without_other_locales(data: bytes) -> bytes:
    """A package of ICU's common data (icu4c, `udata.h`, type `CmnD`) without the resources of other languages.

    Layout: a header, the number of entries, (offset of the name, offset of the data) for each, names, data; all offsets
    are from the end of the header, and entries are sorted by name.
    """
    header, first, second = struct.unpack_from("<HBB", data)
    if (first, second) != (0xDA, 0x27) or data[12:16] != b"CmnD":
        raise ValueError("this is not a package of ICU's data")
    (count,) = struct.unpack_from("<I", data, header)
    table = [struct.unpack_from("<II", data, header + 4 + 8 * index) for index in range(count)]
    ends = [offset for _, offset in table[1:]] + [len(data) - header]
    kept = []
    for (name_offset, offset), end in zip(table, ends):
        name = data[header + name_offset : data.index(b"\0", header + name_offset)]
        locale = LOCALE.fullmatch(name.decode("ascii").rsplit("/", 1)[-1])
        if locale is None or locale["language"] == "en":
            kept.append((name, data[header + offset : header + end]))

    names, contents, entries = b"", b"", []
    names_begin = 4 + 8 * len(kept)
    data_begin = names_begin + sum(len(name) + 1 for name, _ in kept)
    data_begin += -data_begin % 16
    for name, content in kept:
        entries.append((names_begin + len(names), data_begin + len(contents)))
        names += name + b"\0"
        contents += content + bytes(-len(content) % 16)
    body = struct.pack("<I", len(kept)) + b"".join(struct.pack("<II", *entry) for entry in entries) + names
    return data[:header] + body + bytes(data_begin - len(body)) + contents


def small_object(archive: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """An object file with the smaller data; the linker takes it in place of the archive's member.

    archive: lib_FoundationICU.a of the Swift toolchain.
    """
    subprocess.run(["ar", "x", str(archive), MEMBER], cwd=folder, check=True)
    symbols = subprocess.run(["nm", MEMBER], cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    symbol = next(name for name in symbols if re.fullmatch(r"icudt\d+_dat", name))
    subprocess.run(["objcopy", "-O", "binary", "-j", ".rodata", MEMBER, "icu.dat"], cwd=folder, check=True)
    (folder / "icu-small.dat").write_bytes(without_other_locales((folder / "icu.dat").read_bytes()))
    (folder / "icu.s").write_text(
        f".section .rodata\n.balign 16\n.globl {symbol}\n.type {symbol}, %object\n"
        f'{symbol}:\n.incbin "icu-small.dat"\n.size {symbol}, . - {symbol}\n'
        '.section .note.GNU-stack,"",%progbits\n'
    )
    subprocess.run(["clang", "-c", "icu.s", "-o", "icu.o"], cwd=folder, check=True)
    return folder / "icu.o"
