"""Writes random surveys with the expected results of their waves. Independent of Headroom's code.

    python3 random_surveys.py FOLDER COUNT
"""

import csv, json, random, sys
from datetime import datetime, timedelta
from math import sqrt
from pathlib import Path
from statistics import NormalDist


def rows(draw):
    result = []
    for number in range(draw.randint(1, 400)):
        sent = datetime(2025, draw.randint(1, 4), 1) + timedelta(minutes=draw.randint(0, 40000))
        score = draw.choice(["", "", 0, 3, 6, 7, 8, 9, 9, 10, 10, 10])
        delivered = draw.choice(["yes", "yes", "true", "1", "no", "", "bounced"])
        answered = sent + timedelta(minutes=draw.randint(0, 9000)) if score != "" else None
        result.append([f"r{number:03}", f"c{draw.randint(1, 150)}", sent, delivered, answered, score])
    draw.shuffle(result)
    return result


def waves(table):
    months = sorted({row[2].strftime("%Y-%m") for row in table})
    result, before = [], None
    for month in months:
        inside = [row for row in table if row[2].strftime("%Y-%m") == month]
        reached = {row[1] for row in inside if row[3] in ("yes", "true", "1") or row[5] != ""}
        latest = {}
        for row in sorted((row for row in inside if row[5] != ""), key=lambda row: (row[4], row[2], row[0])):
            latest[row[1]] = row[5]
        n = len(latest)
        p, d = sum(s >= 9 for s in latest.values()), sum(s <= 6 for s in latest.values())
        wave = {"month": month, "delivered": len(reached), "responses": n, "promoters": p, "detractors": d}
        if n > 0:
            wave["value"] = 100 * (p - d) / n
            error = 100 * sqrt((p / n + d / n - (p / n - d / n) ** 2) / n)
            if n >= 30 and error > 0:
                wave["half"] = 1.96 * error
                if before:
                    wave["z"] = (wave["value"] - before[0]) / sqrt(error ** 2 + before[1] ** 2)
                    wave["p"] = 2 * (1 - NormalDist().cdf(abs(wave["z"])))
        before = (wave["value"], error) if "half" in wave else None
        result.append(wave)
    return result


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    for number in range(count):
        draw = random.Random(number)
        place = folder / str(number)
        place.mkdir(parents=True)
        table = rows(draw)
        with open(place / "surveys.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow("response_id customer_id sent_at delivered responded_at score".split())
            for name, who, sent, delivered, answered, score in table:
                writer.writerow([name, who, sent.isoformat(), delivered, answered.isoformat() if answered else "", score])
        (place / "subscriptions.csv").write_text(
            "subscription_id,customer_id,amount,currency,interval,start\ns,c1,10,USD,month,2025-01-01\n"
        )
        (place / "expected.json").write_text(json.dumps(waves(table)))
