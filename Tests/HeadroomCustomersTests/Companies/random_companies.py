"""Writes random companies with their expected monthly recurring revenue, computed with exact fractions.

    python3 random_companies.py FOLDER COUNT

Independent of Headroom's code. Each subscription is converted to a monthly amount and rounded half to even to the cent,
as documented; the revenue of a month is that of the subscriptions active at its last instant. Every other company has
three currencies with rates that change; its revenue is in dollars, at the rate of each subscription's first paid day
(fixed) or at those of the ends of months (month-end).
"""

import csv, json, random, sys
from datetime import date, timedelta
from decimal import Decimal, ROUND_HALF_EVEN
from fractions import Fraction
from pathlib import Path

PER_MONTH = {"day": Fraction(365, 12), "week": Fraction(52, 12), "month": Fraction(1), "year": Fraction(1, 12)}
FIRST, MONTHS = (2024, 1), 18


DIGITS = {"USD": 2, "EUR": 2, "JPY": 0}


def month_start(index):
    year, month = divmod(FIRST[0] * 12 + FIRST[1] - 1 + index, 12)
    return date(year, month + 1, 1)


def rates(draw):
    """Rates of each currency by day: dense, sparse, and on the last and first days of months."""
    result = {}
    for currency, level in (("EUR", 1.1), ("JPY", 0.0071)):
        days = {date(2023, 12, draw.randint(1, 31))}
        days |= {date(2024, 1, 1) + timedelta(draw.randint(0, 540)) for _ in range(draw.randint(5, 40))}
        days |= {month_start(draw.randint(0, MONTHS)) - timedelta(draw.randint(0, 1)) for _ in range(6)}
        places = 4 if currency == "EUR" else 6
        result[currency] = [(day, f"{level * draw.uniform(0.8, 1.2):.{places}f}") for day in sorted(days)]
    return result


def value(minor, currency, day, table):
    """Value in cents by the rate of a day; before the first rate, the first one applies."""
    if currency == "USD": return minor
    known = table[currency]
    rate = next((rate for since, rate in reversed(known) if since <= day), known[0][1])
    return round(Fraction(minor, 10 ** DIGITS[currency]) * Fraction(rate) * 100)


def subscriptions(draw, currencies=("USD",)):
    rows = []
    for customer in range(draw.randint(1, 9)):
        for number in range(draw.randint(1, 4)):
            start = date(2024, 1, 1) + timedelta(draw.randint(0, 500))
            end = draw.choice([None, start + timedelta(draw.choice([0, 1, 5, 20, 31, 60, 120, 300]))])
            trial = draw.choice([None, None, None, start + timedelta(draw.choice([7, 14, 40]))])
            amount = Decimal(draw.randint(0, 99999)) / 100
            rows.append({
                "subscription_id": f"s{customer}-{number}", "customer_id": f"c{customer}", "plan": "p",
                "amount": str(amount), "currency": currencies[0] if len(currencies) == 1 else draw.choice(currencies), "interval": draw.choice(list(PER_MONTH)),
                "interval_count": draw.choice([1, 1, 1, 2, 3, 6]), "quantity": draw.choice([1, 1, 2, 7]),
                "discount": draw.choice(["", "", "10.00", str(amount)]), "trial_end": trial.isoformat() if trial else "",
                "start": start.isoformat(), "end": end.isoformat() if end else "",
            })
    return rows


def monthly_minor(row):
    price = Fraction(row["amount"]) * row["quantity"] - Fraction(row["discount"] or 0)
    exact = max(Fraction(0), price) * PER_MONTH[row["interval"]] / row["interval_count"] * 10 ** DIGITS[row["currency"]]
    return round(exact)  # half to even


def movement(before, after, paid):
    if before == after: return None
    if before == 0: return ("reactivation" if paid else "new", after)
    if after == 0: return ("churn", before)
    return ("expansion", after - before) if after > before else ("contraction", before - after)


def months(rows, view, table, month_end):
    customers = {}
    for row in rows:
        start = max(date.fromisoformat(row["start"]), date.fromisoformat(row["trial_end"] or row["start"]))
        end = date.fromisoformat(row["end"]) if row["end"] else date.max
        if monthly_minor(row) > 0 and start < end:
            amount, currency = monthly_minor(row), row["currency"]
            if not month_end: amount, currency = value(amount, currency, start, table), "USD"
            customers.setdefault(row["customer_id"], []).append((start, end, amount, currency))
    if not customers: return None
    first = min(s for items in customers.values() for s, *_ in items)
    skip = (first.year - FIRST[0]) * 12 + first.month - FIRST[1]
    names = ["new", "expansion", "reactivation", "contraction", "churn", "exchange"]
    result = [dict.fromkeys(names + ["start", "end", "atStart", "atEnd", "lost", "retained", "kept"], 0) for _ in range(MONTHS)]
    for items in customers.values():
        def at_end(index, rate):  # revenue at the last instant of a month, at the rates of the end of another
            bound, day = month_start(index + 1), month_start(rate + 1) - timedelta(1)
            return sum(value(m, c, day, table) for s, e, m, c in items if s < bound <= e)
        paid = False
        for index in range(MONTHS):
            before, held, after = at_end(index - 1, index - 1), at_end(index, index - 1), at_end(index, index)
            row = result[index]
            row["start"] += before; row["end"] += after; row["exchange"] += after - held
            row["atStart"] += before > 0; row["atEnd"] += after > 0; row["lost"] += before > 0 and held == 0
            row["retained"] += min(before, held)
            if before > 0: row["kept"] += held
            found = movement(before, held, paid)
            if view == "snapshot" and found: row[found[0]] += found[1]
            paid = paid or after > 0
        if view == "ledger":
            paid = False
            for day in sorted({t for s, e, *_ in items for t in (s, e)}):
                index = (day.year - FIRST[0]) * 12 + day.month - FIRST[1]
                if not 0 <= index < MONTHS: continue
                rate = month_start(index) - timedelta(1)
                before = sum(value(m, c, rate, table) for s, e, m, c in items if s < day <= e)
                after = sum(value(m, c, rate, table) for s, e, m, c in items if s <= day < e)
                found = movement(before, after, paid)
                if found: result[index][found[0]] += found[1]
                paid = paid or after > 0
    return result[skip:]


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    for number in range(count):
        draw = random.Random(number)
        place = folder / str(number)
        place.mkdir(parents=True)
        rows = subscriptions(draw, ("USD", "EUR", "JPY") if number % 2 else ("USD",))
        table = rates(draw) if number % 2 else {}
        if table:
            lines = [f"{day},{currency},{rate}" for currency, known in table.items() for day, rate in known]
            draw.shuffle(lines)
            (place / "rates.csv").write_text("date,currency,rate\n" + "\n".join(lines) + "\n")
        with open(place / "subscriptions.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        expected = {
            f"{view} {exchange}": months(rows, view, table, exchange == "month-end")
            for view in ("snapshot", "ledger") for exchange in ("fixed", "month-end")
        }
        (place / "expected.json").write_text(json.dumps(expected))
