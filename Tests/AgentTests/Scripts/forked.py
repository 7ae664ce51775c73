"""Runs a script in a process that has its framework already: forked.py SOCKET MODULE,... SCRIPT ARGUMENTS...

To import PyTorch, and what its first optimizer imports, takes three seconds of a processor, and most scripts here train
for a tenth of one. So a server at SOCKET imports the modules once, without the agent, and forks a process for each
script, with the environment, the folder and the streams of the call. The first call starts it; it ends with the process
that made the folder of the socket, whose number is the folder's last word.

In the forked process the agent is installed by its own sitecustomize, as where an interpreter starts; a framework that
is there already is out of `sys.modules`, so that the script's import of it goes through the agent's hook. Call it with
`python -I -S`: it needs neither the agent nor a framework itself.
"""

import os
import socket
import sys


def call(path, modules, command):
    """The exit status of a script."""
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
                os.unlink(path)  # Of a server that has died.
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
            listener.close()  # Where the server fails, nobody waits for it.
    request = json.dumps({"command": command, "environment": dict(os.environ), "folder": os.getcwd()}).encode()
    socket.send_fds(connection, [len(request).to_bytes(4)], [0, 1, 2])
    connection.sendall(request)
    status = connection.recv(4)
    return int.from_bytes(status, signed=True) if status else "the server of forked.py has ended"


def serve(listener, path, modules):
    """Returns what a script needs, in a process of its own."""
    import gc
    import importlib
    import json
    import select
    import shutil

    for name in modules:
        importlib.import_module(name)
    gc.freeze()  # A collection would copy all of it in each process.
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
    """Finds modules that were imported before, as if they were imported only now."""

    def __init__(self, names):
        self._modules = {name: sys.modules.pop(name) for name in names if name in sys.modules}

    def find_spec(self, name, path=None, target=None):
        from importlib.machinery import ModuleSpec

        if name not in self._modules:
            return None
        module = self._modules[name]
        # The agent's hook sets the loader's exec_module: each module has a loader of its own.
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
        """Frameworks that import each other are imported together."""
        import importlib

        for name in self._beside:
            importlib.import_module(name)


def become(request, modules):
    """Makes this process what an interpreter is before it runs a script; returns the script's code and names."""
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
    # As an interpreter ends, but for its modules: to take those apart takes longer than most scripts.
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
else:
    sys.exit(call(sys.argv[1], sys.argv[2], sys.argv[3:]))
