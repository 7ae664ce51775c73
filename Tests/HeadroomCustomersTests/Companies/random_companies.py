"""Writes random companies with their expected monthly recurring revenue, computed with exact fractions.

    python3 random_companies.py FOLDER COUNT

Independent of Headroom's code. Each subscription is converted to a monthly amount and rounded half to even to the cent,
as documented; the revenue of a month is that of the subscriptions active at its last instant.
"""

import csv, json, random, sys
from datetime import date, timedelta
from decimal import Decimal, ROUND_HALF_EVEN
from fractions import Fraction
from pathlib import Path

PER_MONTH = {"day": Fraction(365, 12), "week": Fraction(52, 12), "month": Fraction(1), "year": Fraction(1, 12)}
FIRST, MONTHS = (2024, 1), 18


def month_start(index):
    year, month = divmod(FIRST[0] * 12 + FIRST[1] - 1 + index, 12)
    return date(year, month + 1, 1)


def subscriptions(draw):
    rows = []
    for customer in range(draw.randint(1, 9)):
        for number in range(draw.randint(1, 4)):
            start = date(2024, 1, 1) + timedelta(draw.randint(0, 500))
            end = draw.choice([None, start + timedelta(draw.choice([0, 1, 5, 20, 31, 60, 120, 300]))])
            trial = draw.choice([None, None, None, start + timedelta(draw.choice([7, 14, 40]))])
            amount = Decimal(draw.randint(0, 99999)) / 100
            rows.append({
                "subscription_id": f"s{customer}-{number}", "customer_id": f"c{customer}", "plan": "p",
                "amount": str(amount), "currency": "USD", "interval": draw.choice(list(PER_MONTH)),
                "interval_count": draw.choice([1, 1, 1, 2, 3, 6]), "quantity": draw.choice([1, 1, 2, 7]),
                "discount": draw.choice(["", "", "10.00", str(amount)]), "trial_end": trial.isoformat() if trial else "",
                "start": start.isoformat(), "end": end.isoformat() if end else "",
            })
    return rows


def monthly_cents(row):
    price = Fraction(row["amount"]) * row["quantity"] - Fraction(row["discount"] or 0)
    exact = max(Fraction(0), price) * PER_MONTH[row["interval"]] / row["interval_count"] * 100
    return round(exact)  # half to even


def movement(before, after, paid):
    if before == after: return None
    if before == 0: return ("reactivation" if paid else "new", after)
    if after == 0: return ("churn", before)
    return ("expansion", after - before) if after > before else ("contraction", before - after)


def months(rows, view):
    customers = {}
    for row in rows:
        start = max(date.fromisoformat(row["start"]), date.fromisoformat(row["trial_end"] or row["start"]))
        end = date.fromisoformat(row["end"]) if row["end"] else date.max
        if monthly_cents(row) > 0 and start < end:
            customers.setdefault(row["customer_id"], []).append((start, end, monthly_cents(row)))
    if not customers: return None
    first = min(s for items in customers.values() for s, _, _ in items)
    skip = (first.year - FIRST[0]) * 12 + first.month - FIRST[1]
    names = ["new", "expansion", "reactivation", "contraction", "churn"]
    result = [dict.fromkeys(names + ["start", "end", "atStart", "atEnd", "lost", "retained", "kept"], 0) for _ in range(MONTHS)]
    for items in customers.values():
        def at_end(index):  # revenue at the last instant of the month
            bound = month_start(index + 1)
            return sum(m for s, e, m in items if s < bound <= e)
        paid = False
        for index in range(MONTHS):
            before, after, row = at_end(index - 1), at_end(index), result[index]
            row["start"] += before; row["end"] += after
            row["atStart"] += before > 0; row["atEnd"] += after > 0; row["lost"] += before > 0 and after == 0
            row["retained"] += min(before, after)
            if before > 0: row["kept"] += after
            found = movement(before, after, paid)
            if view == "snapshot" and found: row[found[0]] += found[1]
            paid = paid or after > 0
        if view == "ledger":
            paid, before = False, 0
            for day in sorted({t for s, e, _ in items for t in (s, e)}):
                after = sum(m for s, e, m in items if s <= day < e)
                index = (day.year - FIRST[0]) * 12 + day.month - FIRST[1]
                found = movement(before, after, paid)
                if found and 0 <= index < MONTHS: result[index][found[0]] += found[1]
                paid, before = paid or after > 0, after
    return result[skip:]


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    for number in range(count):
        draw = random.Random(number)
        place = folder / str(number)
        place.mkdir(parents=True)
        rows = subscriptions(draw)
        with open(place / "subscriptions.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        expected = {view: months(rows, view) for view in ("snapshot", "ledger")}
        (place / "expected.json").write_text(json.dumps(expected))
