"""Writes the pictures of this folder, with Pillow 11 and NumPy; those that Pillow cannot write, byte by byte.

The expected pixels in PictureTests.swift are those that Pillow reads.
"""

import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

folder = pathlib.Path(__file__).parent


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, width, height, depth, color, rows, extra=b"", interlaced=0):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced)
    (folder / name).write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
        + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    )


# Byte i is 4 i (mod 256): 5 x 4 pixels.
ramp = (np.arange(5 * 4 * 3).reshape(4, 5, 3) * 4 % 256).astype(np.uint8)
Image.fromarray(ramp).save(folder / "rgb.png")
Image.fromarray(np.concatenate([ramp, 255 - ramp[:, :, :1]], 2)).save(folder / "rgba.png")
Image.fromarray(ramp[:, :, 0].copy()).save(folder / "gray.png")
png("rgb16.png", 5, 4, 16, 2,
    b"".join(b"\0" + (row.astype(">u2") * 257).astype(">u2").tobytes() for row in ramp.reshape(4, 15)))

# Adam7: the passes over columns and rows.
passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
rows = [row for x, y, dx, dy in passes for row in ramp[y::dy, x::dx] if row.size]
png("interlaced.png", 5, 4, 8, 2, b"".join(b"\0" + row.tobytes() for row in rows), interlaced=1)

palette = chunk(b"PLTE", bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7]))
indices = b"\0" + bytes([0b00011011]) + b"\0" + bytes([0b11100100])  # 0 1 2 3 and 3 2 1 0
png("palette.png", 4, 2, 2, 3, indices, palette)
png("palette-transparent.png", 4, 2, 2, 3, indices, palette + chunk(b"tRNS", bytes([255, 128, 0])))
png("gray-alpha.png", 2, 1, 8, 4, b"\0" + bytes([10, 200, 250, 0]))
png("gray1.png", 8, 1, 1, 0, b"\0" + bytes([0b10110001]))

y, x = np.mgrid[0:16, 0:24]
ramps = np.stack([x * 10, y * 15, 255 - x * 10], 2).clip(0, 255).astype(np.uint8)
picture = Image.fromarray(ramps)
picture.save(folder / "rgb.jpg", quality=90, subsampling=0)
picture.save(folder / "progressive.jpg", quality=90, subsampling=0, progressive=True)
picture.convert("CMYK").save(folder / "cmyk.jpg", quality=90)
Image.fromarray(ramps[:, :, 0].copy()).save(folder / "gray.jpg", quality=90)
for orientation in range(2, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(folder / f"orientation{orientation}.jpg", quality=90, subsampling=0, exif=exif)
