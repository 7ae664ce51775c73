"""Runs after sitecustomize, if user site packages are enabled: installs the hooks if another one hid ours."""

import os
import sys

_folder = os.path.dirname(os.path.abspath(__file__))


def _run_the_one_that_was_here():
    """Runs a usercustomize further down the path, which this file hides."""
    import importlib.machinery
    import importlib.util

    path = [entry for entry in sys.path if os.path.abspath(entry or ".") != _folder]
    spec = importlib.machinery.PathFinder.find_spec("usercustomize", path)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["usercustomize"] = module
    spec.loader.exec_module(module)


try:
    _run_the_one_that_was_here()
finally:
    if os.environ.get("HEADROOM_EVENTS") and "headroom_agent.hooks" not in sys.modules:
        try:
            import headroom_agent.hooks

            headroom_agent.hooks.install()
            # Otherwise Headroom could not tell that the agent reaches this process.
            open(os.path.join(_folder, f"loaded-{os.getpid()}"), "w").close()
        except Exception as error:  # An error of the agent must not end a training.
            print(f"headroom: the agent could not be installed: {error!r}", file=sys.stderr)
