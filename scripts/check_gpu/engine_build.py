"""The engine, built in the background while other parts measure."""

import os
import pathlib
import time

import processes
from check import ROOT, Unavailable


class EngineBuild:
    """Builds Engine/ against a PyTorch; HEADROOM_ENGINE names one that is built already."""

    def __init__(self, output, work, libtorch):
        self.library = work / "libheadroom_torch.so"
        self.process = None
        self.errors = output / "engine-build.err"
        self.libtorch = libtorch
        if os.environ.get("HEADROOM_ENGINE"):
            self.library = pathlib.Path(os.environ["HEADROOM_ENGINE"])
        elif libtorch:
            command = ["nice", ROOT / "Engine/build", "--libtorch", libtorch, "--output", self.library]
            self.process = processes.start(command, output / "engine-build.out", self.errors)

    def environment(self, seconds):
        """The variables for commands that train with the engine, once it is built."""
        end = time.monotonic() + seconds
        while self.process and self.process.poll() is None:
            if time.monotonic() > end:
                raise Unavailable("The engine was not built in time.")
            time.sleep(0.2)
        if self.process and self.process.returncode != 0:
            lines = self.errors.read_text(errors="replace").strip().splitlines()
            raise Unavailable(f"The engine could not be built: {lines[-1][:200] if lines else 'no reason was written'}")
        if not self.library.exists():
            raise Unavailable("There is no engine: this Python has no PyTorch to build it against.")
        return {"HEADROOM_ENGINE": str(self.library), "HEADROOM_LIBTORCH": str(self.libtorch)}

    def end(self):
        if self.process:
            processes.end(self.process)
