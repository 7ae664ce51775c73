"""What a training reports by itself: its steps, its pauses, and what is trained (docs/agent.md).

Under Headroom they are those of its agent, which is on the import path of every training it starts; elsewhere they do
nothing.
"""

from __future__ import annotations

import contextlib
import os
import typing

if typing.TYPE_CHECKING or not os.environ.get("HEADROOM_EVENTS"):
    _agent = None
else:
    try:
        import headroom_agent as _agent
    except ImportError:  # `python -S`, or PYTHONPATH was replaced: Headroom names this itself.
        _agent = None


def step(samples: int, result: typing.Any = None) -> None:
    """Reports the end of a step over `samples` samples.

    Asynchronous frameworks (JAX) pass an array computed by the step as `result`, which is waited for now and then.
    """
    if _agent is not None:
        _agent.step(samples, result)


def pause() -> typing.ContextManager[None]:
    """Excludes the enclosed code, such as an evaluation, from the step time: `with headroom.pause():`."""
    return _agent.pause() if _agent is not None else contextlib.nullcontext()


def describe(
    parameters: typing.Optional[int] = None,
    training_samples: typing.Optional[int] = None,
    optimizer: typing.Optional[str] = None,
    **settings: typing.Any,
) -> None:
    """Reports what is trained, for a comparison: `describe(parameters=7850, optimizer="SGD", learning_rate=0.05)`."""
    if _agent is not None:
        _agent.describe(parameters, training_samples, optimizer, **settings)
