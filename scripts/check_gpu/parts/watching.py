"""Measures the cost of watching: the same steps alone and under `headroom run`, in pairs."""

import re
import statistics

from check import Clock
from parts import models
from ratios import ratio

TITLE = "What watching costs"
WANTS, LEAST = 55, 20

# Short steps, with which the agent's cost is largest.
CAUSE = "launch"
MOST_PAIRS = 30


def measure(check, seconds):
    clock = Clock(seconds)
    pairs, slowest = [], 0
    while len(pairs) < MOST_PAIRS:
        before = clock.left()
        if pairs and before < 1.2 * slowest:
            break
        pair = one_pair(check, watched_first=len(pairs) % 2 == 1, clock=clock)
        slowest = max(slowest, before - clock.left())
        if pair is None:
            break
        pairs.append(pair)
    if not pairs:
        return check.say("", "There is no pair.")
    mean, interval = ratio(pairs)
    words = f"95 % interval {interval[0]:.4f} to {interval[1]:.4f}" if interval else "no interval from one pair"
    check.say(
        "",
        f"A step takes {mean:.4f} times as long under `headroom run`: pairs of runs: {len(pairs)}, step alone "
        f"{statistics.median(alone for alone, _ in pairs):.3g} ms, {words}.",
    )


def one_pair(check, watched_first, clock):
    """Returns the step time alone and watched, in milliseconds; None where one of them failed."""
    found = {}
    for watched in (watched_first, not watched_first):
        command = models.cause(check, CAUSE, 3 if check.on_gpu else 1)
        if watched:
            run = ["run", "--no-store", "--progress", "none", "--logs", check.output / "logs"]
            command = [check.headroom_binary, *run, "--", *command]
        name = "watched" if watched else "alone"
        check.run(name, command, max(20, clock.left()))
        line = re.search(r"steps of ([\d.]+) ms", check.all_written(name))
        if not line:
            check.say("", f"`{name}` did not say how long its steps took.")
            return None
        found[watched] = float(line[1])
    return found[False], found[True]
