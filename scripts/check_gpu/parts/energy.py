"""Compares the energy counter with the power integrated over the same seconds."""

import recordings
from check import Unavailable
from parts import models

TITLE = "Energy"
WANTS, LEAST = 25, 12

# Seconds of the start of a run, and of its report.
AROUND = 8
# Seconds of a load until its power is steady; power is a mean over a second on many GPUs.
SETTLING = 3


def measure(check, seconds):
    path = check.output / "energy.jsonl"
    length = min(14, max(6, seconds - AROUND))
    check.headroom(
        "energy", "run", "--no-store", "--hide-output", "--logs", check.output / "logs", "--record", path, "--",
        *models.cause(check, "compute", length),
        seconds=max(15, seconds),
    )
    lines = recordings.load(path) if path.exists() else []
    power = recordings.readings(lines, "instantPowerWatts") or recordings.readings(lines, "powerWatts")
    counter = recordings.readings(lines, "energyJoules")
    if not power or not counter:
        raise Unavailable("This device has no energy counter or no power reading.")
    start = recordings.load_begins(power) + SETTLING
    end = max(time for time, value in power if value > 0.5 * max(value for _, value in power)) - 0.5
    found = recordings.energies(power, counter, start, end) if end > start else None
    if not found:
        raise Unavailable("The load was too short.")
    counted, added = found
    check.say(
        "",
        f"Over {end - start:.1f} s of steady load the counter rose by {counted:,.1f} J; the power added up gives "
        f"{added:,.1f} J, {added / counted - 1:+.2%}.",
    )
