"""The registry of the kinds of fault."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass
class Kind:
    """A kind of fault: `happens` starts headroom, lets it happen, and gives (running, what is expected)."""

    name: str
    group: str
    happens: Callable
    commands: tuple
    # How often it comes beside the others: rare ones cost half a minute.
    weight: float
    needs: Callable | None = None


all_kinds: list[Kind] = []


def kind(group, name, commands=("run", "fit", "sweep"), weight=1.0, needs=None):
    """Registers a function as a kind of fault."""

    def register(function):
        all_kinds.append(Kind(name, group, function, commands, weight, needs))
        return function

    return register
