"""Faults by killed, terminated or stopped processes."""

import os
import signal
import time

from checks import Expected
from kinds import kind
from scene import trials_of

measuring = trials_of
group = "processes"


def send(number, what):
    try:
        os.kill(number, what)
        return True
    except (OSError, TypeError):
        return False


def whole(scene, hit, otherwise):
    """Returns the expectation `hit` if the fault came in time, otherwise that of a run without a fault."""
    scene.came_too_late = not hit
    return otherwise if hit else Expected(codes=(0,), kept=True, written=True)


@kind(group, "headroom killed", measuring, weight=3)
def headroom_killed(scene):
    child = scene.dice.random() < 0.3
    running = scene.begin(training_options=["--child"] if child else [])
    scene.wait(running)
    hit = running.signal(signal.SIGKILL)
    return running, whole(scene, hit, Expected(codes=(-9,), clears=True))


def ended_by(scene, name, times):
    running = scene.begin(training_options=["--child"] if scene.dice.random() < 0.3 else [])
    scene.wait(running)
    # Before its first output it has not installed its signal handlers.
    has_begun = bool(running.errors)
    hit = False
    for _ in range(times):
        hit = running.signal(name) or hit
        time.sleep(scene.dice.uniform(0.01, 0.1))
    expected = Expected(codes=(128 + name,) if has_begun else (128 + name, -name), bound=20)
    if running.finish(expected.bound) == 0:
        # It came while the last report was written: then the report is complete.
        expected = Expected(codes=(0,), kept=True, written=True)
        scene.came_too_late = hit
        return running, expected
    return running, whole(scene, hit, expected)


@kind(group, "headroom asked to end (TERM)", measuring, weight=2)
def terminated(scene):
    return ended_by(scene, signal.SIGTERM, 1)


@kind(group, "headroom interrupted once", measuring, weight=2)
def interrupted(scene):
    return ended_by(scene, signal.SIGINT, 1)


@kind(group, "headroom interrupted twice", measuring, weight=2)
def interrupted_twice(scene):
    return ended_by(scene, signal.SIGINT, 2)


@kind(group, "headroom interrupted three times", measuring)
def interrupted_thrice(scene):
    running, expected = ended_by(scene, signal.SIGINT, 3)
    # It ends at once, as requested by the user: the next start deletes the folder.
    expected.clears = True
    return running, expected


@kind(group, "the terminal is closed (HUP)", ("run", "fit"))
def hung_up(scene):
    return ended_by(scene, signal.SIGHUP, 1)


@kind(group, "supervisor killed", measuring, weight=3)
def supervisor_killed(scene):
    running = scene.begin(training_options=["--child"] if scene.dice.random() < 0.2 else [])
    scene.wait(running, 0.8)
    number = scene.environment.wait_for(lambda: scene.environment.supervisors, running)
    hit = send(number, signal.SIGKILL)
    return running, whole(scene, hit, Expected(codes=(3, 0), says="the supervisor was ended by signal 9|^(?!.*headroom: )"))


@kind(group, "training killed", measuring, weight=3)
def training_killed(scene):
    running = scene.begin()
    scene.wait(running, 0.8)
    number = scene.environment.wait_for(lambda: scene.environment.trainings, running)
    name = scene.dice.choice([signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGABRT, signal.SIGBUS])
    hit = send(number, name)
    # A sweep treats a failing batch size as too large if another size does not fail.
    codes = (128 + name, 0) if scene.command == "run" else (0, 1)
    return running, whole(scene, hit, Expected(codes=codes))


@kind(group, "training stopped for a while", measuring)
def training_stopped(scene):
    return stopped_for_a_while(scene, lambda: scene.environment.trainings)


@kind(group, "supervisor stopped for a while", measuring)
def supervisor_stopped(scene):
    return stopped_for_a_while(scene, lambda: scene.environment.supervisors)


@kind(group, "headroom stopped for a while", measuring)
def headroom_stopped(scene):
    return stopped_for_a_while(scene, None)


def stopped_for_a_while(scene, find):
    running = scene.begin()
    scene.wait(running, 0.8)
    number = scene.environment.wait_for(find, running) if find else running.process.pid
    hit = running.is_alive and send(number, signal.SIGSTOP)
    time.sleep(scene.dice.uniform(0.1, 2.0))
    send(number, signal.SIGCONT)
    # A budget may end in the meantime, before there is an answer.
    codes = (0,) if scene.command == "run" else (0, 4)
    return running, whole(scene, hit, Expected(codes=codes, kept=True if scene.command == "run" else None))


@kind(group, "headroom stopped, then killed", ("run", "fit"))
def headroom_stopped_and_killed(scene):
    running = scene.begin()
    scene.wait(running)
    running.signal(signal.SIGSTOP)
    time.sleep(scene.dice.uniform(0.1, 1.0))
    hit = running.signal(signal.SIGKILL)
    return running, whole(scene, hit, Expected(codes=(-9,), clears=True))


@kind(group, "supervisor stopped for ever", ("run", "fit", "sweep"), weight=0.3)
def supervisor_stopped_for_ever(scene):
    running = scene.begin()
    scene.wait(running, 0.6)
    number = scene.environment.wait_for(lambda: scene.environment.supervisors, running)
    hit = send(number, signal.SIGSTOP)
    return running, whole(scene, hit, Expected(codes=(0, 1, 4, 137), bound=60))


@kind(group, "supervisor stopped, then headroom interrupted", ("run", "fit"), weight=0.3)
def supervisor_stopped_and_interrupted(scene):
    running = scene.begin()
    scene.wait(running, 0.6)
    number = scene.environment.wait_for(lambda: scene.environment.supervisors, running)
    hit = send(number, signal.SIGSTOP)
    time.sleep(0.3)
    running.signal(signal.SIGINT)
    return running, whole(scene, hit, Expected(codes=(130, 0), bound=30))


@kind(group, "supervisor stopped, then headroom killed", ("run",), weight=0.3)
def supervisor_stopped_and_headroom_killed(scene):
    running = scene.begin()
    scene.wait(running, 0.8)
    number = scene.environment.wait_for(lambda: scene.environment.supervisors, running)
    hit = send(number, signal.SIGSTOP)
    hit = running.signal(signal.SIGKILL) and hit
    time.sleep(0.5)
    send(number, signal.SIGCONT)
    return running, whole(scene, hit, Expected(codes=(-9,), clears=True))


@kind(group, "training stopped for ever", ("run", "fit", "sweep"), weight=0.2)
def training_stopped_for_ever(scene):
    running = scene.begin()
    scene.wait(running, 0.6)
    number = scene.environment.wait_for(lambda: scene.environment.trainings, running)
    hit = send(number, signal.SIGSTOP)
    if scene.command != "run":
        return running, whole(scene, hit, Expected(codes=(0, 1, 4), bound=90))
    # A run is only watched: it continues as long as its training, and ends when the user stops it.
    time.sleep(1)
    running.signal(signal.SIGINT)
    return running, whole(scene, hit, Expected(codes=(130,), bound=20))
