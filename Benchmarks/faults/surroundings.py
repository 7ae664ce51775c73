"""Faults by unusual streams, terminals, folders, limits and concurrent programs."""

import fcntl
import os
import pty
import resource
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

from checks import Expected
from disks import may_mount
from kinds import kind
from scene import trials_of

group = "surroundings"
measuring = ("run", "fit", "sweep")


def shell(redirection):
    return ["sh", "-c", f'exec "$0" "$@" {redirection}']


@kind(group, "standard output closed", measuring)
def output_closed(scene):
    running = scene.begin(wrapper=shell(">&-"))
    return running, Expected(codes=(0, 3), kept=True, written=True)


@kind(group, "standard error closed", measuring)
def error_closed(scene):
    running = scene.begin(wrapper=shell("2>&-"))
    return running, Expected(codes=(0, 3), kept=True, written=True, speaks=False)


@kind(group, "all three streams closed", measuring)
def all_closed(scene):
    running = scene.begin(wrapper=shell("<&- >&- 2>&-"))
    return running, Expected(codes=(0, 3), kept=True, written=True, speaks=False)


def reader_gone(scene, stream):
    reading, writing = os.pipe()
    running = scene.begin(**{stream: writing})
    os.close(writing)
    scene.wait(running)
    os.close(reading)
    return running


@kind(group, "the reader of standard output goes", ("run", "fit", "sweep", "runs", "report last"))
def output_reader_gone(scene):
    running = reader_gone(scene, "stdout")
    measures = scene.command in measuring
    return running, Expected(codes=(0, 3, -13, 141), kept=True if measures else None, written=measures or None)


@kind(group, "the reader of standard error goes", measuring)
def error_reader_gone(scene):
    running = reader_gone(scene, "stderr")
    return running, Expected(codes=(0,), kept=True, written=True, speaks=False)


@kind(group, "a terminal of 0 or 1 column", ("run", "fit", "sweep", "runs", "report last", "watch --once", "watch"))
def narrow_terminal(scene):
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", scene.dice.choice([0, 1, 24]), scene.dice.choice([0, 1, 2]), 0, 0))  # fmt: skip

    def swallow():
        try:
            while os.read(leader, 65536):
                pass
        except OSError:
            pass
        os.close(leader)

    options = ["--progress", "auto"] if scene.command in measuring else []
    running = scene.begin(stdout=follower, stderr=follower, stdin=follower, options=options)
    os.close(follower)
    threading.Thread(target=swallow, daemon=True).start()
    if scene.command == "watch":
        time.sleep(scene.dice.uniform(0.2, 2))
        running.signal(signal.SIGINT)
    measures = scene.command in measuring
    codes = (0, 130, -2) if scene.command == "watch" else (0,)
    return running, Expected(codes=codes, kept=True if measures else None, written=measures or None, speaks=False)


@kind(group, "the terminal goes while it runs", ("run", "fit", "watch"))
def terminal_gone(scene):
    leader, follower = pty.openpty()
    options = ["--progress", "auto"] if scene.command in measuring else []
    running = scene.begin(stdout=follower, stderr=follower, stdin=follower, options=options, start_new_session=True)
    os.close(follower)
    scene.wait(running)
    os.close(leader)
    if scene.command == "watch":
        time.sleep(0.5)
        running.signal(signal.SIGTERM)
    return running, Expected(codes=(0, 3, 129, -1, 143, -15), speaks=False)


@kind(group, "watch ended by a signal", ("watch", "watch --json"))
def watch_ended(scene):
    running = scene.begin()
    scene.dice.random()
    time.sleep(scene.dice.uniform(0, 2.5))
    number = scene.dice.choice([signal.SIGINT, signal.SIGTERM])
    running.signal(number)
    return running, Expected(codes=(0, 128 + number, -number), speaks=False, bound=10)


@kind(group, "temporary folder removed while it runs", trials_of, weight=2)
def temporary_removed(scene):
    running = scene.begin()
    scene.wait(running)
    shutil.rmtree(scene.environment.temporary, ignore_errors=True)
    scene.later(lambda: scene.environment.temporary.mkdir(exist_ok=True))
    return running, Expected(codes=(0, 1, 3, 4))


@kind(group, "only our own temporary folder removed", measuring)
def own_folder_removed(scene):
    running = scene.begin()
    scene.wait(running)
    for name in scene.environment.folders_left:
        shutil.rmtree(scene.environment.temporary / name, ignore_errors=True)
    return running, Expected(codes=(0, 1, 3, 4))


@kind(group, "temporary folder missing or no folder", ("run", "fit"))
def temporary_missing(scene):
    shutil.rmtree(scene.environment.temporary)
    if scene.dice.random() < 0.5:
        scene.environment.temporary.write_text("no folder")

    def put_back():
        if scene.environment.temporary.is_file():
            scene.environment.temporary.unlink()
        scene.environment.temporary.mkdir(exist_ok=True)

    scene.later(put_back)
    running = scene.begin()
    return running, Expected(codes=(0, 3))


@kind(group, "working folder removed while it runs", trials_of)
def work_removed(scene):
    running = scene.begin()
    scene.wait(running)
    shutil.rmtree(scene.environment.work, ignore_errors=True)
    scene.later(lambda: scene.environment.work.mkdir(exist_ok=True))
    return running, Expected(codes=(0, 1, 3, 4))


@kind(group, "working folder removed before the start", ("run", "fit"))
def work_missing(scene):
    gone = scene.environment.folder / "gone"
    gone.mkdir()
    running = scene.begin(cwd=gone, wrapper=["sh", "-c", f'rmdir "{gone}"; exec "$0" "$@"'])
    return running, Expected(codes=(0, 1, 3))


def limited(what, value):
    return lambda: resource.setrlimit(what, (value, value))


@kind(group, "few file descriptors", measuring, weight=2)
def few_descriptors(scene):
    limit = scene.dice.choice([8, 12, 16, 20, 24, 32, 48, 64])
    running = scene.begin(preexec_fn=limited(resource.RLIMIT_NOFILE, limit))
    # With fewer not even its libraries can be opened.
    return running, Expected(codes=(0, 1, 3, 4, 127), speaks=limit > 8)


@kind(group, "little address space", ("run", "fit"))
def little_address_space(scene):
    limit = scene.dice.choice([300, 600, 1000, 4000]) << 20
    running = scene.begin(preexec_fn=limited(resource.RLIMIT_AS, limit))
    return running, Expected(codes=(0, 1, 3, 4))


def may_limit_processes():
    """Returns whether a control group that limits the number of processes can be created here."""
    group = f"/sys/fs/cgroup/pids/headroom-faults-{os.getpid()}"
    try:
        os.mkdir(group)
        os.rmdir(group)
        return os.geteuid() == 0
    except OSError:
        return False


@kind(group, "few processes and threads", measuring, needs=may_limit_processes)
def few_processes(scene):
    folder = f"/sys/fs/cgroup/pids/headroom-faults-{scene.environment.name}"
    os.mkdir(folder)
    limit = scene.dice.choice([2, 4, 6, 8, 10, 12, 16])
    with open(f"{folder}/pids.max", "w") as file:
        file.write(str(limit))

    def enter():
        with open(f"{folder}/cgroup.procs", "w") as file:
            file.write("0")

    def remove():
        for _ in range(100):
            try:
                os.rmdir(folder)
                break
            except OSError:
                time.sleep(0.05)

    scene.later(remove)
    running = scene.begin(preexec_fn=enter)
    return running, Expected(codes=(0, 1, 3, 4))


@kind(group, "inherited signal settings", ("run", "fit"))
def ignored_signals(scene):
    def ignore():
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGPIPE, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD, signal.SIGUSR1])

    running = scene.begin(preexec_fn=ignore, restore_signals=False)
    return running, Expected(codes=(0,), kept=True, written=True)


@kind(group, "an environment with next to nothing in it", ("run", "fit", "runs"))
def empty_environment(scene):
    environment = {"HEADROOM_FAULT": scene.environment.name, "TMPDIR": str(scene.environment.temporary)}
    environment |= {"HEADROOM_STORE": str(scene.environment.store)}
    if supervise := os.environ.get("HEADROOM_SUPERVISE"):
        environment |= {"HEADROOM_SUPERVISE": supervise}
    running = scene.begin(environment=environment)
    return running, Expected(codes=(0,), kept=True if scene.command != "runs" else None)


@kind(group, "home on a disk that is full", ("run", "fit"), needs=may_mount)
def home_full(scene):
    from disks import fill

    scene.environment.small_disk(scene.environment.home, 32)
    scene.later(fill(scene.environment.home))
    running = scene.begin()
    return running, Expected(codes=(0,), kept=True, written=True)


@kind(group, "started by nohup, and the terminal closed", ("run", "fit"))
def nohup(scene):
    running = scene.begin(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    scene.wait(running)
    scene.came_too_late = not running.signal(signal.SIGHUP)
    return running, Expected(codes=(0,), kept=True, written=True)


neighbour = """
import sys, time
held = bytearray(int(sys.argv[1]))
for index in range(0, len(held), 4096): held[index] = 1
time.sleep(30)
"""


def available_bytes():
    with open("/proc/meminfo") as file:
        fields = dict(line.split(":") for line in file)
    return int(fields["MemAvailable"].split()[0]) * 1024


@kind("memory", "a neighbour takes memory", measuring, weight=0.8, needs=lambda: available_bytes() > 6e9)
def neighbour_takes_memory(scene):
    size = scene.dice.randrange(200, 1500) << 20
    running = scene.begin(options=["--memory-limit", "300MB"], training_options=["--hold-bytes", str(40 << 20)])
    scene.wait(running, 0.5)
    taker = subprocess.Popen([sys.executable, "-S", "-c", neighbour, str(size)])

    def end():
        taker.kill()
        taker.wait()

    scene.later(end)
    return running, Expected(codes=(0,), kept=True, written=True)


@kind("memory", "the training takes more than its limit", measuring)
def beyond_the_limit(scene):
    running = scene.begin(options=["--memory-limit", "60MB"], training_options=["--hold-bytes", str(200 << 20)])
    if scene.command == "run":
        return running, Expected(codes=(137, 1), says="out of memory")
    return running, Expected(codes=(3,), says="takes more than the memory limit of 57 MiB before its first step")


@kind("memory", "supervisor and training under a small limit of their own", ("run",), weight=0.5)
def little_data(scene):
    running = scene.begin(options=["--memory-limit", scene.dice.choice(["1MB", "5MB", "12MB"])])
    return running, Expected(codes=(0, 1, 137, 127, 134, 139))
