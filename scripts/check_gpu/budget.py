"""Division of a check's time among its parts. Pure."""


def share(part, following, left):
    """Returns the seconds that a part may take, or None if it must be skipped.

    A part gets its portion of the remaining time, in proportion to the wanted times of it and the parts after it; if a
    part ends early, its time goes to all that follow. It never gets less than its minimum, nor more than twice its
    wanted time.
    """
    if left < part.least:
        return None
    wanted = part.wanted + sum(other.wanted for other in following)
    return min(max(part.least, left * part.wanted / wanted), 2 * part.wanted, left)


def budget_option(seconds):
    """Returns the budget of a command of Headroom that must end within these seconds, including its start and
    report."""
    return f"{max(5, round(0.9 * seconds - 4))}s"
