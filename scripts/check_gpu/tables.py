"""Numbers and tables as Markdown. Pure."""


def number(value, digits=3):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}g}"


def percent(ratio, digits=0):
    return "-" if ratio is None else f"{ratio * 100:.{digits}f} %"


def gibibytes(count):
    return "-" if count is None else f"{count / 2**30:.3g} GiB"


def table(headings, rows):
    """Returns lines of a table; the first column is aligned to the left, numeric ones to the right."""
    rows = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]

    def right(column):
        cells = [row[column] for row in rows]
        return column > 0 and all(cell[:1].isdigit() or cell[:1] in ("-", "+", "") for cell in cells)

    marks = [" ---: " if right(column) else " --- " for column in range(len(headings))]
    return [f"| {' | '.join(headings)} |", f"|{'|'.join(marks)}|", *(f"| {' | '.join(row)} |" for row in rows)]
