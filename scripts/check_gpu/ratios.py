"""Ratio of paired measurements, with its interval. Pure."""

import math
import statistics

# Student's quantiles for 95 % intervals, by the degrees of freedom from 1 on.
QUANTILES = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
]


def ratio(pairs):
    """Returns the geometric mean of second over first, and its 95 % interval, which is None with fewer than two
    pairs."""
    logarithms = [math.log(second / first) for first, second in pairs]
    mean = statistics.mean(logarithms)
    if len(pairs) < 2:
        return math.exp(mean), None
    quantile = QUANTILES[min(len(pairs) - 1, len(QUANTILES)) - 1]
    half = quantile * statistics.stdev(logarithms) / math.sqrt(len(pairs))
    return math.exp(mean), (math.exp(mean - half), math.exp(mean + half))
