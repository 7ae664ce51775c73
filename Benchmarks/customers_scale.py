"""Measures time and memory of `headroom customers report` on many subscriptions.

    python3 Benchmarks/customers_scale.py PROGRAM [--rows 1000000 10000000] [--runs 3] [--store] [--write]

PROGRAM is headroom-customers in its release build. The files are made with a fixed seed: one customer for every ten rows,
60 months, ids of 9 to 10 characters, every price paid monthly or yearly. --store measures the import into a store and the
report from it as well. The memory is the largest resident set of the process. --write puts the table into
docs/measurements/customers.md.
"""

import argparse
import datetime
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/measurements/customers.md"
FIRST = datetime.date(2020, 1, 1).toordinal()
DAYS = 60 * 30


def write_rows(path, count):
    """Rows in random order of customers: the state of a file that was sorted by the time of its rows."""
    draw = random.Random(1)
    dates = [datetime.date.fromordinal(FIRST + day).isoformat() for day in range(DAYS + 400)]
    with open(path, "w") as file:
        file.write("subscription_id,customer_id,plan,amount,currency,interval,start,end\n")
        for number in range(count):
            start = draw.randrange(DAYS)
            end = dates[start + draw.randrange(1, 400)] if draw.random() < 0.7 else ""
            interval = "year" if draw.random() < 0.2 else "month"
            file.write(
                f"s{number:08d},c{draw.randrange(count // 10):07d},team,{draw.randrange(900, 30000) / 100:.2f},USD,{interval},"
                f"{dates[start]},{end}\n"
            )


def measured(command):
    """Seconds, processor seconds, and the largest resident set in bytes, of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{command} ended with status {status}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def text(values, unit, digits):
    low, middle, high = min(values) / unit, statistics.median(values) / unit, max(values) / unit
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def processor():
    lines = subprocess.run(["lscpu"], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    known = dict(line.split(":", 1) for line in lines if ":" in line)
    return f"{known['CPU(s)'].strip()} cores of {known['Model name'].strip()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--folder", help="a folder to keep the files in")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    root = pathlib.Path(arguments.folder or tempfile.mkdtemp())
    lines = [
        f"Measured on {datetime.date.today()} on {processor()}, Linux, load average {os.getloadavg()[0]:.1f} at the start; "
        f"medians of {arguments.runs} runs, lowest and highest in brackets.",
        "",
        "| rows | what | seconds | processor seconds | memory, MB |",
        "| ---: | --- | ---: | ---: | ---: |",
    ]
    print(lines[0])
    for count in arguments.rows:
        folder = root / str(count)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "subscriptions.csv").exists():
            write_rows(folder / "subscriptions.csv", count)
        store = root / f"{count}.sqlite"
        commands = [("report on the folder", ["report", str(folder), "--until", "2024-12"])]
        if arguments.store:
            commands += [
                ("import into a new store", ["import", str(folder), "--store", str(store)]),
                ("report on the store", ["report", str(store), "--until", "2024-12"]),
            ]
        results = {name: [] for name, _ in commands}
        for _ in range(arguments.runs):
            for name, command in commands:
                if command[0] == "import":
                    store.unlink(missing_ok=True)
                results[name].append(measured([arguments.program, *command]))
        for name, found in results.items():
            lines.append(
                f"| {count:,} | {name} | {text([f[0] for f in found], 1, 1)} | {text([f[1] for f in found], 1, 1)} "
                f"| {text([f[2] for f in found], 1e6, 0)} |"
            )
            print(lines[-1], flush=True)
    if not arguments.folder:
        shutil.rmtree(root)
    if arguments.write:
        document = DOCUMENT.read_text()
        start, end = document.index("<!-- scale -->"), document.index("<!-- /scale -->")
        DOCUMENT.write_text(document[:start] + "<!-- scale -->\n" + "\n".join(lines) + "\n" + document[end:])


if __name__ == "__main__":
    main()
