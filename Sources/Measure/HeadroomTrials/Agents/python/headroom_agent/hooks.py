"""Patches a framework at import so that its steps and batches are reported."""

import atexit
import importlib.abc
import importlib.util
import sys

FRAMEWORKS = {
    "accelerate": "headroom_agent.accelerate",
    "keras": "headroom_agent.keras",
    "lightning.pytorch": "headroom_agent.lightning",
    "mxnet": "headroom_agent.mxnet",
    "pytorch_lightning": "headroom_agent.lightning",
    "tensorflow": "headroom_agent.tensorflow",
    "torch": "headroom_agent.pytorch",
}


def install():
    if any(isinstance(finder, Finder) for finder in sys.meta_path):
        return
    from headroom_agent.reporter import reporter

    atexit.register(reporter.end)
    sys.meta_path.insert(0, Finder())


class Finder(importlib.abc.MetaPathFinder):
    """Import finder that patches a framework after its own code has run."""

    def __init__(self):
        self._searching = set()

    def find_spec(self, name, path=None, target=None):
        if name not in FRAMEWORKS or name in self._searching:
            return None
        self._searching.add(name)  # The search below calls this method again.
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._searching.discard(name)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_patch(module):
            execute(module)
            try:
                importlib.import_module(FRAMEWORKS[name]).patch(module)
            except Exception as error:  # A training must continue with an unsupported version.
                print(f"headroom: {name} could not be hooked: {error!r}", file=sys.stderr)

        spec.loader.exec_module = execute_and_patch
        return spec
