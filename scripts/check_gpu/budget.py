"""How the parts of a check share its time. Pure."""


def share(part, following, left):
    """The seconds that a part may take, or None where it has to be skipped.

    A part gets its portion of what is left, by what it and the parts after it want; so a part that ends early leaves
    its time to all that follow. It never gets less than its least, nor more than twice what it wants.
    """
    if left < part.least:
        return None
    wanted = part.wanted + sum(other.wanted for other in following)
    return min(max(part.least, left * part.wanted / wanted), 2 * part.wanted, left)


def budget_option(seconds):
    """The budget of a command of Headroom that is to have ended within these seconds: it starts and reports as well."""
    return f"{max(5, round(0.9 * seconds - 4))}s"
