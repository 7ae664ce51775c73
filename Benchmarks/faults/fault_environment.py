"""Environment of one fault: its folders, its store, its variables, and the programs started in it."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

training = pathlib.Path(__file__).resolve().parent / "training.py"
# Environment variable of every process of a fault, with the name of the room.
mark = "HEADROOM_FAULT"


def processes(name):
    """Returns the living processes with the mark of a room: their IDs with their command lines."""
    found = {}
    wanted = f"{mark}={name}".encode()
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            environment = pathlib.Path(f"/proc/{entry}/environ").read_bytes().split(b"\0")
            if wanted not in environment:
                continue
            state = pathlib.Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()[0]
            line = pathlib.Path(f"/proc/{entry}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, IndexError):
            continue
        if state not in "ZX" and int(entry) != os.getpid():
            found[int(entry)] = line
    return found


def command(name, *, steps=40, options=(), training_options=()):
    """Returns the arguments of one short run of headroom, by the name of the subcommand."""
    program = [sys.executable, "-S", str(training), *training_options]
    own = ["--export-json", "out.json", "--progress", "plain", *options]
    if name == "run":
        return ["run", "--record", "out.recording", *own, "--", *program, "--steps", str(steps)]
    sized = ["--", *program, "--batch-size", "{batch}"]
    if name == "sweep":
        return ["sweep", "--batch-sizes", "8,16", "--budget", "5s", *own, *sized]
    if name == "shared sweep":
        return ["sweep", "--batch-sizes", "8,16", "--budget", "5s", *own, *sized, "--obeys"]
    if name == "fit":
        return ["fit", "--at-most", "16", "--budget", "15s", *own, *sized]
    if name == "learn":
        return ["learn", "--quick", "--budget", "6s", "--batch-sizes", "8,16", "--learning-rate", "0.1", "--epochs", "1",
                "--gradient-steps", "16", *own, *sized, "--steps", "60"]  # fmt: skip
    return name.split()


class Running:
    """A started headroom, with its output in files."""

    def __init__(self, process, folder):
        self.process, self.folder = process, folder
        self.began = time.monotonic()
        self.seconds = None
        self.code = 0
        self.peak_bytes = 0

    @property
    def is_alive(self):
        return self.process.poll() is None

    def signal(self, number):
        """Sends a signal; returns whether the process still existed."""
        if not self.is_alive:
            return False
        self.process.send_signal(number)
        return True

    def finish(self, bound):
        """Returns the exit code: negative for a signal, None if it had to be killed after the time limit."""
        if self.seconds is not None:
            return self.code
        end = time.monotonic() + bound
        while self.is_alive and time.monotonic() < end:
            self.look()
            time.sleep(0.01)
        self.seconds = time.monotonic() - self.began
        if self.is_alive:
            self.process.kill()
            self.process.wait()
            self.code = None
        else:
            self.code = self.process.returncode
        return self.code

    def look(self):
        try:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return
        if found := re.search(r"VmHWM:\s+(\d+) kB", status):
            self.peak_bytes = max(self.peak_bytes, int(found[1]) * 1024)

    @property
    def output(self):
        return self.text("stdout")

    @property
    def errors(self):
        return self.text("stderr")

    def text(self, name):
        try:
            return (self.folder / name).read_bytes().decode(errors="replace")
        except OSError:
            return ""


class FaultEnvironment:
    """Folders below a short path, since they contain a Unix socket: work, temporary files, home, and its log."""

    def __init__(self, base, name, binary, seed_store):
        self.folder = base / name
        self.name = f"{base.name}.{name}"
        self.binary = binary
        self.work, self.temporary, self.home, self.log = (self.folder / part for part in ("work", "tmp", "home", "log"))
        for folder in (self.work, self.temporary, self.home, self.log):
            folder.mkdir(parents=True)
        self.store = self.folder / "store" / "runs.sqlite"
        self.store.parent.mkdir()
        if seed_store:
            shutil.copy(seed_store, self.store)
        self.mounts = []
        self.seen = {}
        self.count = 0

    def environment(self, **changes):
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        values = {**kept, "HOME": self.home, "TMPDIR": self.temporary, "HEADROOM_STORE": self.store, mark: self.name}
        values |= {"HEADROOM_SUPERVISE": os.environ["HEADROOM_SUPERVISE"]} if "HEADROOM_SUPERVISE" in os.environ else {}
        values |= changes
        return {name: str(value) for name, value in values.items() if value is not None}

    def start(self, arguments, *, environment=None, wrapper=(), **settings):
        """Starts headroom with its streams in files; `wrapper` is a command prefix, such as a shell."""
        self.count += 1
        log = self.log / str(self.count)
        log.mkdir()
        settings.setdefault("cwd", self.work)
        settings.setdefault("stdin", subprocess.DEVNULL)
        files = {name: open(log / name, "wb") for name in ("stdout", "stderr")}
        for name, file in files.items():
            settings.setdefault(name, file)
        try:
            process = subprocess.Popen(
                [*wrapper, str(self.binary), *arguments], env=environment or self.environment(), **settings
            )
        finally:
            for file in files.values():
                file.close()
        return Running(process, log)

    def members(self, part):
        """Returns the processes of this room whose command line contains `part`, and stores them."""
        found = {number: line for number, line in processes(self.name).items() if part in line}
        self.seen |= found
        return found

    @property
    def supervisors(self):
        return [number for number, line in self.members("headroom-supervise").items()
                if line.split()[0].endswith("headroom-supervise")]  # fmt: skip

    @property
    def trainings(self):
        return [number for number, line in self.members("training.py").items() if line.split()[0] == sys.executable]

    def wait_for(self, find, running, seconds=20):
        """Returns the first result of `find`, once there is one; None if headroom ends before."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := find():
                return found[0]
            if not running.is_alive:
                return None
            time.sleep(0.003)
        return None

    def small_disk(self, folder, kilobytes=512):
        """Mounts a separate small disk at a folder."""
        folder.mkdir(exist_ok=True)
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "headroom-faults", folder],
            check=True,
            capture_output=True,
        )
        self.mounts.append(folder)

    @property
    def folders_left(self):
        try:
            return sorted(entry for entry in os.listdir(self.temporary) if entry.startswith("headroom-"))
        except OSError:
            return []

    def groups_left(self):
        """Returns memory groups of ended supervisors of this room."""
        own = next((line for line in open("/proc/self/cgroup") if ":memory:" in line or line.startswith("0::")), "")
        place = pathlib.Path("/sys/fs/cgroup", "memory" if ":memory:" in own else "")
        place = place / own.strip().rsplit(":", 1)[-1].lstrip("/")
        groups = [place / f"headroom-{number}" for number in self.seen if not os.path.exists(f"/proc/{number}")]
        return [str(group) for group in groups if group.exists()]

    def end(self):
        """Ends remaining processes, unmounts the disks and removes the folders."""
        for _ in range(50):
            left = processes(self.name)
            if not left:
                break
            for number in left:
                try:
                    os.kill(number, signal.SIGKILL)
                except OSError:
                    pass
            time.sleep(0.02)
        for folder in self.mounts:
            subprocess.run(["umount", "-l", folder], capture_output=True)
        self.mounts = []
        shutil.rmtree(self.folder, ignore_errors=True)
