"""Runs trainings of the workload and listens to their events, like Headroom (docs/protocol.md)."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
binary = pathlib.Path(os.environ.get("HEADROOM_BINARY", root / ".build/release/headroom"))


def environment(**more):
    """Returns the launcher's variables: the engine and the data."""
    engines = sorted((root / ".headroom/engine").glob("*/libheadroom_torch.so"), key=os.path.getmtime)
    found = {"HEADROOM_DATA": str(root / ".headroom/data")}
    if engines:
        found["HEADROOM_ENGINE"] = str(engines[-1])
    return {**found, **os.environ, **more}


def listen(arguments, hear, seconds=120, workload="digits", **variables):
    """Runs `headroom train WORKLOAD` and calls `hear` with each of its events until it returns True; then it is stopped.

    The variables are added to its environment."""
    with tempfile.TemporaryDirectory(prefix="grid") as folder, socket.socket(socket.AF_UNIX) as server:
        path = f"{folder}/events"
        server.bind(path)
        server.listen(1)
        server.settimeout(seconds)
        command = [binary, "train", workload, "--checkpoint", f"{folder}/model.safetensors", *map(str, arguments)]
        with open(f"{folder}/output", "w+") as output:
            process = subprocess.Popen(
                command, env=environment(HEADROOM_EVENTS=path, **variables), stdout=output, stderr=subprocess.STDOUT
            )
            try:
                connection = accept(server, process, seconds)
                if connection is None:
                    output.seek(0)
                    sys.exit(f"{' '.join(map(str, command))} reported nothing:\n{output.read()[-2000:]}")
                with connection, connection.makefile("r") as lines:
                    for line in lines:
                        if hear(json.loads(line)):
                            process.terminate()
                            break
                process.wait(seconds)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()


def accept(server, process, seconds):
    server.settimeout(0.2)
    for _ in range(int(seconds / 0.2)):
        try:
            connection, _ = server.accept()
            connection.settimeout(seconds)
            return connection
        except TimeoutError:
            if process.poll() is not None:
                return None
    return None
