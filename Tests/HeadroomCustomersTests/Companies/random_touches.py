"""Writes random companies with touches, and the expected credits of their channels under every rule.

    python3 random_touches.py FOLDER COUNT

The folder of each company has the folders `subscriptions` and `purchases`, whose conversions are the same.

Independent of Headroom's code. The Shapley value is computed by its definition, a sum over all orders of the channels;
the Markov removal effects by solving the chain again without each channel. All values are exact fractions, except the
powers of the time decay.
"""

import csv, itertools, json, random, sys
from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

CHANNELS = ["Ads", "Direct", "Mail", "Search", "Video"]
DAY = timedelta(days=1)


def company(draw):
    start, customers, touches = datetime(2025, 1, 1), [], []
    channels = CHANNELS[: draw.randint(1, 5)]
    for number in range(draw.randint(1, 12)):
        joined = start + draw.randint(0, 150) * DAY + timedelta(seconds=draw.randint(0, 86399))
        paid = draw.random() < 0.6 or number == 0
        if paid: customers.append((f"c{number}", joined, draw.randint(1, 99999)))
        for _ in range(draw.choice([0, 1, 1, 2, 3, 4, 6])):
            seconds = draw.choice([draw.randint(-130 * 86400, 5 * 86400), 0, -90 * 86400, -90 * 86400 - 1, -86400])
            touches.append((f"c{number}", joined + timedelta(seconds=seconds), draw.choice(channels)))
    return customers, sorted(set(touches), key=lambda touch: draw.random())


def solve(matrix, right):
    size = len(matrix)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for column in range(size):
        pivot = next(row for row in range(column, size) if rows[row][column] != 0)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(size):
            if row != column:
                rows[row] = [a - rows[row][column] * b for a, b in zip(rows[row], rows[column])]
    return [row[-1] for row in rows]


def conversion_rate(paths, channels, removed):
    """Probability of a conversion from the start, if all steps to `removed` lead to none."""
    states = ["start"] + channels
    steps = {state: Counter() for state in states}
    for path, value in paths:
        way = ["start"] + path + ["conversion" if value is not None else "none"]
        for a, b in zip(way, way[1:]): steps[a][b] += 1
    matrix, right = [], []
    for state in states:
        total = sum(steps[state].values()) or 1
        chance = {b: Fraction(n, total) for b, n in steps[state].items() if b != removed}
        matrix.append([(state == other) - chance.get(other, Fraction(0)) for other in states])
        right.append(chance.get("conversion", Fraction(0)))
    return solve(matrix, right)[0]


def expected(customers, touches):
    end, lookback = datetime(2025, 7, 1), 90 * DAY
    bought = {name: (time, value) for name, time, value in customers}
    paths, unattributed = [], [0, 0]
    for name in sorted({c[0] for c in customers} | {t[0] for t in touches}):
        own = sorted((time, channel) for who, time, channel in touches if who == name and time < end)
        at, value = bought.get(name, (own[-1][0] if own else None, None))
        path = [touch for touch in own if timedelta(0) <= at - touch[0] <= lookback]
        if path: paths.append((path, value))
        elif value is not None: unattributed = [unattributed[0] + 1, unattributed[1] + value]
    channels = sorted({channel for _, _, channel in touches})
    sold = [(path, value) for path, value in paths if value is not None]
    result = {}

    def give(rule, share):
        credit = {channel: [Fraction(0), Fraction(0)] for channel in channels}
        for path, value in sold:
            for (_, channel), part in zip(path, share(path)):
                credit[channel][0] += part
                credit[channel][1] += part * value
        result[rule] = credit

    def one(path, place): return [Fraction(int(index == place)) for index in range(len(path))]

    def last_non_direct(path):
        return one(path, max([i for i, t in enumerate(path) if t[1] != "Direct"], default=len(path) - 1))

    def position(path):
        if len(path) < 3: return [Fraction(1, len(path))] * len(path)
        return [Fraction(2, 5)] + [Fraction(1, 5 * (len(path) - 2))] * (len(path) - 2) + [Fraction(2, 5)]

    def decay(path):
        weights = [Fraction(2 ** (-((path[-1][0] - time).total_seconds()) / 604800)) for time, _ in path]
        return [weight / sum(weights) for weight in weights]

    give("first", lambda path: one(path, 0))
    give("last", lambda path: one(path, len(path) - 1))
    give("lastNonDirect", last_non_direct)
    give("linear", lambda path: [Fraction(1, len(path))] * len(path))
    give("position", position)
    give("timeDecay", decay)

    # Markov chain, solved with and without each channel.
    plain = [([channel for _, channel in path], value) for path, value in paths]
    credit = {channel: [Fraction(0), Fraction(0)] for channel in channels}
    if sold:
        whole = conversion_rate(plain, channels, None)
        effects = {channel: 1 - conversion_rate(plain, channels, channel) / whole for channel in channels}
        for channel in channels:
            share = effects[channel] / sum(effects.values())
            credit[channel] = [share * len(sold), share * sum(value for _, value in sold)]
    result["markov"] = credit

    # Shapley value: the contribution of a channel to those before it, averaged over all orders.
    credit = {channel: [Fraction(0), Fraction(0)] for channel in channels}
    orders = list(itertools.permutations(channels))
    def worth(coalition):
        inside = [value for path, value in sold if {channel for _, channel in path} <= coalition]
        return len(inside), sum(inside)
    for order in orders:
        for place, channel in enumerate(order):
            before, after = worth(set(order[:place])), worth(set(order[: place + 1]))
            for index in (0, 1): credit[channel][index] += Fraction(after[index] - before[index], len(orders))
    result["shapley"] = credit
    return {
        "conversions": len(customers), "value": sum(value for _, _, value in customers), "unattributed": unattributed,
        "rules": {
            rule: {channel: [float(part) for part in parts] for channel, parts in credit.items()}
            for rule, credit in result.items()
        },
    }


def purchases(customers, draw):
    """Rows of transactions.csv whose first purchases are the conversions, with orders that change nothing."""
    for name, time, cents in customers:
        midnight = datetime(time.year, time.month, time.day)
        # Divided into two orders of a day, the second at any later time of it.
        part = draw.randint(0, cents - 1)
        later = time + timedelta(seconds=draw.randint(0, 86399 - int((time - midnight).total_seconds())))
        yield name, time, cents - part, "paid"
        if part: yield name, later, part, "paid"
        if draw.random() < 0.5: yield name, time - draw.randint(1, 20) * DAY, 500, "failed"
        for _ in range(draw.randint(0, 3)): yield name, midnight + draw.randint(1, 40) * DAY, draw.randint(1, 9999), "paid"


def write(path, head, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head.split())
        writer.writerows(rows)


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    for number in range(count):
        draw = random.Random(number)
        place = folder / str(number)
        place.mkdir(parents=True)
        customers, touches = company(draw)
        # Conversions after the last month do not count.
        customers = [customer for customer in customers if customer[1] < datetime(2025, 7, 1)]
        contacts = [(name, time.isoformat() + "Z", channel) for name, time, channel in touches]
        for form in ("subscriptions", "purchases"):
            write(place / form / "touches.csv", "customer_id time channel", contacts)
        write(
            place / "subscriptions/subscriptions.csv", "subscription_id customer_id amount currency interval start",
            [(f"s{name}", name, f"{cents / 100:.2f}", "USD", "month", time.isoformat() + "Z") for name, time, cents in customers],
        )
        write(
            place / "purchases/transactions.csv", "customer_id date amount currency payment_status",
            sorted(
                (name, time.isoformat() + "Z", f"{cents / 100:.2f}", "USD", status)
                for name, time, cents, status in purchases(customers, draw)
            ),
        )
        (place / "expected.json").write_text(json.dumps(expected(customers, touches)))
