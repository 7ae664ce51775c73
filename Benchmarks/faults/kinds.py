"""Registry of the kinds of fault."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass
class Kind:
    """Kind of fault: `happens` starts headroom, causes the fault, and returns (running, expected)."""

    name: str
    group: str
    happens: Callable
    commands: tuple
    # Relative frequency: rare ones take half a minute.
    weight: float
    needs: Callable | None = None


all_kinds: list[Kind] = []


def kind(group, name, commands=("run", "fit", "sweep"), weight=1.0, needs=None):
    """Registers a function as a kind of fault."""

    def register(function):
        all_kinds.append(Kind(name, group, function, commands, weight, needs))
        return function

    return register
