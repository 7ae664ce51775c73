"""Faults by invalid messages of a training to the event socket."""

from checks import Expected
from kinds import kind

group = "event socket"
harmless = (
    "random bytes", "half lines", "unfinished line", "flood of rubbish", "flood of empty lines", "flood of evaluations",
    "long line", "long line of a step", "deep nesting", "no numbers", "wrong types", "odd text", "many connections",
    "closed at once", "socket file removed",
)  # fmt: skip
# These are false statements about the training, which may be believed or rejected, but must not cause a crash.
misleading = (
    "flood of steps", "flood of phases", "wrong order", "negative numbers", "huge numbers", "second connection",
    "closed for good",
)  # fmt: skip
clocks = ("clock drifts", "clock jumps forward", "clock jumps back", "clock stands still", "clock of the wall")


def abused(name, codes):
    def happens(scene):
        steps = 40
        options = ["--abuse", name, "--abuse-step", str(scene.dice.randrange(1, steps)),
                   "--seed", str(scene.dice.randrange(10**6))]  # fmt: skip
        running = scene.begin(training_options=options, steps=steps)
        codes_here = codes if scene.command == "run" else (*codes, 1, 4)
        kept = True if scene.command == "run" else None
        return running, Expected(codes=codes_here, kept=kept, written=kept, bound=90)

    return happens


for abuse in harmless:
    kind(group, abuse, ("run", "run", "fit", "sweep"), weight=0.8)(abused(abuse, (0,)))
for abuse in misleading:
    kind(group, abuse, ("run", "run", "fit", "sweep"), weight=0.8)(abused(abuse, (0,)))
for abuse in clocks:
    kind("clock", abuse, ("run", "run", "fit", "sweep"), weight=0.8)(abused(abuse, (0,)))
