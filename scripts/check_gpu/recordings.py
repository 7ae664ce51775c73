"""Power and energy from recordings. Pure, except for reading the file."""

import json


def readings(lines, signal):
    """Returns the times and values of a signal, of the first device except the CPU that has it."""
    found, device = [], None
    for line in lines:
        for name, value, *rest in line.get("readings") or []:
            if name == signal and line["device"] != "cpu" and device in (None, line["device"]):
                device = line["device"]
                found.append((rest[0] if rest else line["at"], value))
    return found


def load(path):
    """Returns the lines of a recording; an incomplete one is used as far as it goes."""
    lines = []
    with open(path) as file:
        for line in file:
            try:
                lines.append(json.loads(line))
            except ValueError:
                break
    return lines


def load_begins(power):
    """Returns the time at which the power first exceeds half of its maximum."""
    high = max(value for _, value in power)
    return next(time for time, value in power if value > 0.5 * high)


def value_at(series, time):
    """Returns the value at a time by linear interpolation; None outside the readings."""
    for (t0, v0), (t1, v1) in zip(series, series[1:]):
        if t0 <= time <= t1:
            return v1 if t1 == t0 else v0 + (v1 - v0) * (time - t0) / (t1 - t0)
    return None


def energies(power, counter, start, end):
    """Returns the energy between two times in joules, from the counter and from the integrated power (trapezoids); None
    outside the readings."""
    edges = [value_at(counter, start), value_at(counter, end), value_at(power, start), value_at(power, end)]
    if None in edges:
        return None
    inside = [(start, edges[2]), *((t, v) for t, v in power if start < t < end), (end, edges[3])]
    added = sum((t1 - t0) * (v0 + v1) / 2 for (t0, v0), (t1, v1) in zip(inside, inside[1:]))
    return edges[1] - edges[0], added
