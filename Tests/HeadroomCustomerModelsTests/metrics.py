"""Checks figures that a test has written, from their definitions, without a library.

Usage: metrics.py FILE, a JSON object with the scores, the labels and the figures.
"""

import json
import math
import sys

data = json.load(open(sys.argv[1]))
scores, labels, figures = data["scores"], data["labels"], data["figures"]
rows = list(zip(scores, labels))
positive = [s for s, y in rows if y]
negative = [s for s, y in rows if not y]

wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
expected = {"area": wins / (len(positive) * len(negative))}

precision = 0.0
for threshold in sorted(set(scores)):
    taken = [y for s, y in rows if s >= threshold]
    at_threshold = sum(1 for s, y in rows if s == threshold and y)
    precision += at_threshold / len(positive) * sum(taken) / len(taken)
expected["averagePrecision"] = precision

expected["brier"] = sum((s - y) ** 2 for s, y in rows) / len(rows)
expected["logLoss"] = sum(-math.log(s if y else 1 - s) for s, y in rows) / len(rows)

# The slope by bisection on the two score equations' profile: a grid that shrinks around the best likelihood.
logits = [math.log(s / (1 - s)) for s in scores]


def likelihood(a, b):
    return sum(-math.log1p(math.exp(-(a + b * x) if y else a + b * x)) for x, y in zip(logits, labels))


a, b, width = 0.0, 1.0, 2.0
while width > 1e-6:
    a, b = max(
        ((a + i * width / 4, b + j * width / 4) for i in range(-4, 5) for j in range(-4, 5)),
        key=lambda point: likelihood(*point),
    )
    width *= 0.6
expected["calibrationSlope"] = b

ordered = sorted(range(len(rows)), key=lambda row: (scores[row], row))
error = 0.0
for part in range(10):
    chosen = ordered[len(rows) * part // 10 : len(rows) * (part + 1) // 10]
    error += abs(sum(scores[r] for r in chosen) - sum(labels[r] for r in chosen)) / len(rows)
expected["calibrationError"] = error

# Lift of the 10 % with the highest scores; rows with the score at the limit count in part.
wanted = len(rows) / 10
taken = found = 0.0
for threshold in sorted(set(scores), reverse=True):
    group = [y for s, y in rows if s == threshold]
    share = min(1, (wanted - taken) / len(group))
    taken += share * len(group)
    found += share * sum(group)
    if taken >= wanted:
        break
expected["lift"] = found / taken / (len(positive) / len(rows))

tolerance = {"calibrationSlope": 1e-4}
wrong = {k: (figures[k], v) for k, v in expected.items() if abs(figures[k] - v) > tolerance.get(k, 1e-9)}
if wrong:
    sys.exit(f"figure, expected: {wrong}")
