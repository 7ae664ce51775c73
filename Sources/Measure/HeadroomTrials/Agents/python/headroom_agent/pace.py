"""A bound on the lines of one kind."""


class Pace:
    """At most so many a second, and as many at once."""

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
