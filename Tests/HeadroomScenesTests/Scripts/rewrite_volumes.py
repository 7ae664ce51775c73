"""Reads a.binvox and a.npz of a folder by trimesh and NumPy, and writes what it read as b.binvox and b.npz."""

import pathlib
import sys

import numpy
import trimesh
from trimesh.exchange.binvox import export_binvox

folder = pathlib.Path(sys.argv[1])
volume = trimesh.load(folder / "a.binvox")
(folder / "b.binvox").write_bytes(export_binvox(volume))
numpy.savez_compressed(folder / "b.npz", trimesh=volume.matrix, **numpy.load(folder / "a.npz"))
