"""One fault: what is run, when it happens, and what is left to be repaired before the next run."""

import random
import time

import fault_environment


class Scene:
    """What a kind of fault is given to work with.

    `seconds` are those that the command takes when nothing happens to it.
    """

    def __init__(self, environment, command, seed, seconds, earlier_runs):
        self.environment, self.command, self.seconds = environment, command, seconds
        self.dice = random.Random(seed)
        self.earlier_runs = earlier_runs
        self.arguments = fault_environment.command(command)
        self.recording_may_break = False
        self.came_too_late = False
        # Programs of the campaign's own in this environment: they are no leftovers.
        self.own = set()
        self.repairs = []

    def begin(self, *, options=(), training_options=(), steps=40, **settings):
        """Starts the command."""
        self.arguments = fault_environment.command(self.command, steps=steps, options=options, training_options=training_options)
        return self.environment.start(self.arguments, **settings)

    def wait(self, running, share=1.0):
        """Waits until a random time of the run."""
        end = time.monotonic() + self.dice.uniform(0, share * self.seconds)
        while time.monotonic() < end and running.is_alive:
            running.look()
            time.sleep(min(0.005, max(0, end - time.monotonic())))
        self.environment.members("headroom-supervise")

    def later(self, repair):
        """Notes what restores the environment before the next run."""
        self.repairs.append(repair)

    def repair(self):
        while self.repairs:
            self.repairs.pop()()

    @property
    def following_arguments(self):
        """The same command where it is short, else a run: most of a campaign would be spent on what comes after."""
        short = self.command in ("run", "fit") or self.dice.random() < 0.25
        return fault_environment.command(self.command if short and self.command in trials_of else "run")


trials_of = ("run", "sweep", "shared sweep", "fit", "learn")
