"""Checks coefficients of a logistic regression against Newton's method in NumPy.

Usage: newton.py FILE, a JSON object with the inputs (rows), the labels, the coefficients (the intercept first) and the
largest difference.
"""

import json
import sys

import numpy

data = json.load(open(sys.argv[1]))
x = numpy.column_stack([numpy.ones(len(data["labels"])), numpy.array(data["inputs"])])
y = numpy.array(data["labels"], dtype=float)
beta = numpy.zeros(x.shape[1])
for _ in range(30):
    p = 1 / (1 + numpy.exp(-x @ beta))
    step = numpy.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]), x.T @ (y - p))
    beta += step
    if abs(step).max() < 1e-12:
        break
difference = abs(beta - numpy.array(data["coefficients"])).max()
if not difference <= data["tolerance"]:
    sys.exit(f"expected {beta.tolist()}, found {data['coefficients']}")
