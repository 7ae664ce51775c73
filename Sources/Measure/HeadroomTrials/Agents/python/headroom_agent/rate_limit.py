"""Rate limit for lines of one kind."""


class RateLimit:
    """Allows `per_second` lines per second, with bursts of the same size."""

    def __init__(self, per_second):
        self._per_second = self._left = per_second
        self._at = 0.0

    def allows(self, now):
        self._left = min(self._per_second, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
