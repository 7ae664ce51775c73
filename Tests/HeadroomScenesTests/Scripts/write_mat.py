"""Writes volumes as SciPy does, with and without compression, beside a text. Usage: write_mat.py FOLDER"""

import sys

import numpy
from scipy.io import savemat

# In the order of MATLAB, the first index changes fastest.
values = (numpy.arange(24) % 5 == 0).reshape((2, 3, 4), order="F")
for name, compressed in [("plain", False), ("compressed", True)]:
    variables = {"text": "a chair", "voxel": values.astype(numpy.uint8), "instance": values.astype(float)}
    savemat(f"{sys.argv[1]}/{name}.mat", variables, do_compression=compressed)
