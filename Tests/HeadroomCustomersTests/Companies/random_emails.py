"""Writes random companies with e-mail campaigns and the expected counts of each. Independent of Headroom's code.

    python3 random_emails.py FOLDER COUNT

Every other company has purchases, the others first payments only. Times are at noon, payments are dates.
"""

import csv, json, random, sys
from datetime import date, timedelta
from math import sqrt
from pathlib import Path

EVENTS = ["opened_at", "clicked_at", "replied_at", "unsubscribed_at", "complained_at"]
Z, DAYS = 1.959963984540054, 14


def wilson(count, n):
    if n == 0: return None
    p = count / n
    # The roots of (p - x)^2 = z^2 x (1 - x) / n.
    a, b, c = 1 + Z * Z / n, -(2 * p + Z * Z / n), p * p
    root = sqrt(max(0, b * b - 4 * a * c))
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)]


def company(draw, has_purchases):
    customers = [f"c{n}" for n in range(draw.randint(5, 120))]
    paid = {c: date(2025, 1, 1) + timedelta(draw.randint(0, 170)) for c in customers if draw.random() < .7}
    bought = [(draw.choice(customers[:25]), date(2025, 1, 1) + timedelta(draw.randint(0, 170))) for _ in range(60)] if has_purchases else []
    emails = []
    for campaign in draw.sample(["spring", "summer", "news"], draw.randint(1, 3)):
        grouped = draw.random() < .6
        for number in range(draw.randint(1, 150)):
            day = date(2025, 2, 1) + timedelta(draw.randint(0, 130))
            group = draw.choice(["treatment", "treatment", "control"]) if grouped else ""
            row = {"email_id": f"{campaign}-{number:03}", "campaign": campaign, "customer_id": draw.choice(customers),
                   "sent_at": f"{day}T12:00:00Z", "group": group, "delivered": "no" if group == "control" else draw.choice(["yes", "1", "no", ""]),
                   "bounced": draw.choice(["", "", "no", "yes"]) if group != "control" else ""}
            for event in EVENTS:
                happens = group != "control" and draw.random() < .1
                row[event] = draw.choice([f"{day + timedelta(draw.randint(1, 9))}T08:00:00Z", f"{day}", "yes"]) if happens else ""
            emails.append(row)
    draw.shuffle(emails)
    return paid, bought, emails


def expected(paid, bought, emails, has_purchases):
    # The last known instant in whole days: payments and purchases are dates, e-mails at noon.
    last = max([(d, 0) for d in paid.values()] + [(d, 1) for _, d in bought] + [(date.fromisoformat(r["sent_at"][:10]), .5) for r in emails],
               key=lambda pair: pair[0].toordinal() + pair[1])
    end = last[0].toordinal() + last[1]
    def happened(row, event): return row[event] not in ("", "no")
    def delivered(row):
        return any(happened(row, e) for e in EVENTS) or (row["delivered"] in ("yes", "1") and row["bounced"] != "yes")
    def converted(row):
        day = date.fromisoformat(row["sent_at"][:10])
        if day.toordinal() + .5 + DAYS > end: return None
        first = paid.get(row["customer_id"])
        hit = first is not None and day <= first <= day + timedelta(DAYS)
        if not has_purchases: return None if first is not None and first < day else hit
        return hit or any(c == row["customer_id"] and day <= d <= day + timedelta(DAYS) for c, d in bought)
    def conversions(rows, without=()):
        seen, results = set(without), []
        for row in rows:
            if row["customer_id"] in seen: continue
            seen.add(row["customer_id"])
            results.append(converted(row))
        known = [r for r in results if r is not None]
        return [sum(known), len(known)]
    result = {}
    for campaign in {row["campaign"] for row in emails}:
        rows = sorted((r for r in emails if r["campaign"] == campaign), key=lambda r: (r["sent_at"], r["email_id"]))
        sent = [r for r in rows if r["group"] != "control"]
        arrived = [r for r in sent if delivered(r)]
        found = {"emails": len(sent), "delivered": len(arrived),
                 "events": [sum(happened(r, e) for r in arrived) for e in EVENTS], "converted": conversions(arrived)}
        found["clickInterval"] = wilson(found["events"][1], len(arrived))
        treatment = [r for r in rows if r["group"] == "treatment"]
        control = [r for r in rows if r["group"] == "control"]
        if treatment and control:
            both = {r["customer_id"] for r in treatment} & {r["customer_id"] for r in control}
            found["holdout"] = conversions(treatment, both) + conversions(control, both) + [len(both)]
        result[campaign] = found
    return result


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    for number in range(count):
        draw = random.Random(number)
        place = folder / str(number)
        place.mkdir(parents=True)
        has_purchases = number % 2 == 1
        paid, bought, emails = company(draw, has_purchases)
        (place / "subscriptions.csv").write_text("subscription_id,customer_id,amount,currency,interval,start\n"
            + "s,nobody,1.00,USD,month,2025-01-01\n" + "".join(f"s-{c},{c},10.00,USD,month,{d}\n" for c, d in paid.items()))
        if has_purchases:
            (place / "transactions.csv").write_text("customer_id,date,amount,currency\n" + "".join(f"{c},{d},5.00,USD\n" for c, d in bought))
        with open(place / "emails.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, emails[0].keys())
            writer.writeheader()
            writer.writerows(emails)
        (place / "expected.json").write_text(json.dumps(expected(paid, bought, emails, has_purchases)))
