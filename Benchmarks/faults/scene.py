"""A fault in progress: its command, its time, and the repairs before the next run."""

import random
import time

import room as rooms


class Scene:
    """Context of a kind of fault.

    `seconds` is the time of the command without a fault.
    """

    def __init__(self, room, command, seed, seconds, earlier_runs):
        self.room, self.command, self.seconds = room, command, seconds
        self.dice = random.Random(seed)
        self.earlier_runs = earlier_runs
        self.arguments = rooms.command(command)
        self.recording_may_break = False
        self.came_too_late = False
        # Programs started by the campaign itself in this room, which are not leftovers.
        self.own = set()
        self.repairs = []

    def begin(self, *, options=(), training_options=(), steps=40, **settings):
        """Starts the command."""
        self.arguments = rooms.command(self.command, steps=steps, options=options, training_options=training_options)
        return self.room.start(self.arguments, **settings)

    def wait(self, running, share=1.0):
        """Waits until a random time of the run."""
        end = time.monotonic() + self.dice.uniform(0, share * self.seconds)
        while time.monotonic() < end and running.is_alive:
            running.look()
            time.sleep(min(0.005, max(0, end - time.monotonic())))
        self.room.members("headroom-supervise")

    def later(self, repair):
        """Registers a repair to perform before the next run."""
        self.repairs.append(repair)

    def repair(self):
        while self.repairs:
            self.repairs.pop()()

    @property
    def following_arguments(self):
        """Returns the same command if it is short, otherwise a run: else most of a campaign would be spent on
        subsequent runs."""
        short = self.command in ("run", "fit") or self.dice.random() < 0.25
        return rooms.command(self.command if short and self.command in trials_of else "run")


trials_of = ("run", "sweep", "shared sweep", "fit", "learn")
