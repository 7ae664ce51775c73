"""Tables of Benchmarks/taxi_learning.py; each training is a row with its cost."""

import statistics

import report


def of(rows, name):
    return [row for row in rows if row["name"] == name]


def span(values, form="{:.0f}"):
    """Returns the median, and the range from minimum to maximum."""
    low, middle, high = (form.format(value) for value in (min(values), statistics.median(values), max(values)))
    return middle if low == high else f"{middle} ({low} to {high})"


def thousands(rows, key):
    exact = [row[key] / 1000 for row in rows if row["isExact"]]
    return span(exact) if exact else "-"


def among_exact(rows, key, form="{:.1f}"):
    exact = [row[key] for row in rows if row["isExact"]]
    return span(exact, form) if exact else "-"


def rates(rows, key="processorSeconds"):
    return [row["updates"] / row[key] for row in rows]


def exact(rows):
    return f"{sum(row['isExact'] for row in rows)} of {len(rows)}"


def loads(rows):
    return f"load {span([row['load'] for row in rows], '{:.1f}')}"


def seeds_table(rows):
    steps = sorted(row["environmentSteps"] for row in rows)
    within = sum(row["isExact"] and row["environmentSteps"] <= 120_000 for row in rows)
    return report.table(
        ["20 seeds", "asked", "measured"],
        [
            ["exact within 120,000 steps", "18", within],
            ["exact within 200,000 steps", "20", sum(row["isExact"] for row in rows)],
            ["environment steps, in thousands", "", span([step / 1000 for step in steps])],
            ["updates a second of processor time", "2,000", span(rates(rows))],
            ["updates a second of the clock", "", span(rates(rows, "seconds"))],
            ["seconds of processor time", "", span([row["processorSeconds"] for row in rows], "{:.1f}")],
            ["seconds of the clock", "60", span([row["seconds"] for row in rows], "{:.1f}")],
        ],
    ) + f"\n\nThe median, and from the least to the most; {loads(rows)}."


def peers_table(rows):
    ours = {row["seed"]: row for row in of(rows, "Headroom")}
    lines = []
    for name in dict.fromkeys(row["name"] for row in rows):
        found = of(rows, name)
        ratios = [theirs / rates([ours[row["seed"]]])[0] for theirs, row in zip(rates(found), found)]
        lines.append([
            name, span(rates(found)), span(ratios, "{:.2f}"), span(rates(found, "seconds")), exact(found),
            thousands(found, "environmentSteps"), among_exact(found, "processorSeconds"),
            among_exact(found, "seconds"), span([row["bestReturn"] for row in found], "{:.2f}"),
        ])
    heads = ["", "updates a second of processor time:", "of Headroom's:", "updates a second of the clock:", "exact:",
             "steps to it, in thousands:", "processor seconds to it:", "seconds to it:", "best return:"]
    return report.table(heads, lines) + f"\n\nAt most 120,000 steps; {loads(rows)}."


def tables_table(rows):
    lines = []
    for name in dict.fromkeys(row["name"] for row in rows):
        found = of(rows, name)
        lines.append([
            name, exact(found), thousands(found, "environmentSteps"), among_exact(found, "processorSeconds", "{:.3f}"),
            among_exact(found, "seconds", "{:.3f}"),
        ])
    heads = ["", "exact:", "steps to it, in thousands:", "processor seconds to it:", "seconds to it:"]
    return report.table(heads, lines) + f"\n\n{loads(rows).capitalize()}."


def switches_table(rows):
    lines = []
    for name in dict.fromkeys(row["name"] for row in rows):
        found = of(rows, name)
        lines.append([
            name, exact(found), thousands(found, "environmentSteps"), thousands(found, "updates"),
            thousands(found, "samples"), among_exact(found, "processorSeconds"), span(rates(found)),
            span([row["bestReturn"] for row in found], "{:.2f}"),
        ])
    heads = ["", "exact:", "steps to it, in thousands:", "updates, in thousands:", "samples, in thousands:",
             "processor seconds to it:", "updates a second of processor time:", "best return:"]
    return report.table(heads, lines) + f"\n\nAt most 120,000 steps; {loads(rows)}."


def candidates_table(rows, by_default):
    """Returns a table that compares candidates with the default settings."""
    default = {row["seed"]: row["environmentSteps"] for row in by_default}
    lines = []
    for name in dict.fromkeys(row["name"] for row in rows):
        found = of(rows, name)
        sooner = sum(row["isExact"] and row["environmentSteps"] < default[row["seed"]] for row in found)
        lines.append([
            name, exact(found), thousands(found, "environmentSteps"), f"{sooner} of {len(found)}",
            among_exact(found, "processorSeconds"),
        ])
    heads = ["", "exact:", "steps to it, in thousands:", "sooner than by default:", "processor seconds to it:"]
    return report.table(heads, lines) + f"\n\nAt most 200,000 steps; {loads(rows)}."
