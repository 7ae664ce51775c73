from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from headroom._result import Result


class HeadroomError(Exception):
    """A measurement that failed, or a threshold that was not met.

    message: what was wrong, and where. hint: what to do, or None.
    exit_code: 1 the training failed, 2 a threshold was not met, 3 a requirement is missing, 4 the budget ended without
    an answer, 64 wrong usage.
    result: what was measured nevertheless, or None.
    """

    def __init__(self, message: str, hint: str | None, exit_code: int, result: Result | None = None):
        super().__init__(message if hint is None else f"{message}\n{hint}")
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
        self.result = result
