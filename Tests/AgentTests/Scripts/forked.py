"""Runs a script in a fork of a process that has imported its framework: forked.py SOCKET MODULE,... SCRIPT ARGUMENTS...

Importing PyTorch, and the imports of its first optimizer, takes three seconds of CPU time, and most scripts here train
for a tenth of a second. Therefore a server at SOCKET imports the modules once, without the agent, and forks a process
for each script, with the environment, working directory and streams of the call. The first call starts the server; it
ends with the process that created the folder of the socket, whose ID is at the end of the folder's name.

In the forked process the agent is installed by its own sitecustomize, as in a new interpreter; a framework that is
already imported is removed from `sys.modules`, so that the script's import of it passes through the agent's hook. Call
this with `python -I -S`: it needs neither the agent nor a framework itself.
"""

import os
import socket
import sys


def call(path, modules, command):
    """Runs a script through the server, and returns its exit status."""
    import fcntl
    import json
    import subprocess

    connection = socket.socket(socket.AF_UNIX)
    with open(f"{path}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            connection.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            if os.path.exists(path):
                os.unlink(path)  # From a server that has died.
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            listener.listen(16)
            kept = {
                name: value for name, value in os.environ.items()
                if name != "PYTHONPATH" and not name.startswith("HEADROOM_")
            }
            subprocess.Popen(
                [sys.executable, __file__, "--serve", str(listener.fileno()), path, modules], env=kept,
                pass_fds=[listener.fileno()], start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            connection.connect(path)
            listener.close()  # If the server fails, nothing waits for it.
    request = json.dumps({"command": command, "environment": dict(os.environ), "folder": os.getcwd()}).encode()
    socket.send_fds(connection, [len(request).to_bytes(4)], [0, 1, 2])
    connection.sendall(request)
    status = connection.recv(4)
    return int.from_bytes(status, signed=True) if status else "the server of forked.py has ended"


def serve(listener, path, modules):
    """Returns the request for a script, in its forked process."""
    import gc
    import importlib
    import json
    import select
    import shutil

    for name in modules:
        importlib.import_module(name)
    gc.freeze()  # Otherwise a garbage collection would copy all of it in each process.
    owner = int(os.path.dirname(path).split("-")[-1])
    while True:
        ready, _, _ = select.select([listener], [], [], 1)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
        if not ready:
            try:
                os.kill(owner, 0)
            except ProcessLookupError:
                shutil.rmtree(os.path.dirname(path), ignore_errors=True)
                os._exit(0)
            continue
        connection, _ = listener.accept()
        if os.fork():
            connection.close()
            continue
        listener.close()
        length, streams, _, _ = socket.recv_fds(connection, 4, 3)
        text, length = b"", int.from_bytes(length)
        while len(text) < length:
            part = connection.recv(length - len(text))
            if not part:
                os._exit(1)
            text += part
        script = os.fork()
        if script:
            for stream in streams:
                os.close(stream)
            _, status = os.waitpid(script, 0)
            connection.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, signed=True))
            os._exit(0)
        connection.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        return json.loads(text)


class Imported:
    """Finder for modules that were imported before, which presents them as new imports."""

    def __init__(self, names):
        self._modules = {name: sys.modules.pop(name) for name in names if name in sys.modules}

    def find_spec(self, name, path=None, target=None):
        from importlib.machinery import ModuleSpec

        if name not in self._modules:
            return None
        module = self._modules[name]
        # The agent's hook sets the loader's exec_module: each module has a separate loader.
        spec = ModuleSpec(name, Loader(module, self._modules), origin=module.__file__, is_package=True)
        spec.submodule_search_locations = module.__path__
        return spec


class Loader:
    def __init__(self, module, beside):
        self._module = module
        self._beside = beside

    def create_module(self, spec):
        return self._module

    def exec_module(self, module):
        """Imports the other modules as well, since frameworks import each other."""
        import importlib

        for name in self._beside:
            importlib.import_module(name)


def become(request, modules):
    """Makes this process equivalent to a new interpreter before a script; returns the script's code and globals."""
    import types

    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = request["command"]
    folders = [folder for folder in os.environ.get("PYTHONPATH", "").split(":") if folder]
    sys.path[:] = [os.path.dirname(sys.argv[0]), *folders, *sys.path[1:]]
    sys.meta_path.insert(0, Imported([name for name in modules if "." not in name]))
    for folder in folders:
        path = f"{folder}/sitecustomize.py"
        if os.path.exists(path):
            with open(path) as file:
                exec(compile(file.read(), path, "exec"), {"__file__": path, "__name__": "sitecustomize"})
            break
    main = types.ModuleType("__main__")
    main.__file__ = sys.argv[0]
    sys.modules["__main__"] = main
    with open(sys.argv[0]) as file:
        return compile(file.read(), sys.argv[0], "exec"), main.__dict__


if sys.argv[1] == "--serve":
    import atexit
    import threading
    import traceback

    modules = sys.argv[4].split(",")
    request = serve(socket.socket(fileno=int(sys.argv[2])), sys.argv[3], modules)
    status = 0
    try:
        exec(*become(request, modules))
    except SystemExit as error:
        status = error.code or 0
        if not isinstance(status, int):
            print(status, file=sys.stderr)
            status = 1
    except BaseException:
        traceback.print_exc()
        status = 1
    # As at the end of an interpreter, except for destroying its modules, which takes longer than most scripts.
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
else:
    sys.exit(call(sys.argv[1], sys.argv[2], sys.argv[3:]))
