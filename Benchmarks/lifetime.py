"""Times the lifetime models of `headroom customers report` beside lifetimes 0.11.3 on the transactions of CDNOW.

    python3 -m venv venv && venv/bin/pip install lifetimes==0.11.3
    venv/bin/python Benchmarks/lifetime.py PROGRAM [--runs 5] [--write]

PROGRAM is headroom-customers in its release build. Its time is that of the whole command: start, reading of the file, four
fits with standard errors, expected values with intervals, the document. Of lifetimes, which holds its data in memory, the
parts are timed one by one, and the import not at all. --write puts the table into docs/measurements/customers.md.
"""

import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time
import warnings

import lifetimes
import lifetimes.datasets
import pandas
from lifetimes.utils import summary_data_from_transaction_data

ROOT = pathlib.Path(__file__).resolve().parent.parent
SETS = pathlib.Path(lifetimes.datasets.__file__).parent
MODELS = {
    "BG/NBD": lifetimes.BetaGeoFitter,
    "MBG/NBD": lifetimes.ModifiedBetaGeoFitter,
    "Pareto/NBD": lifetimes.ParetoNBDFitter,
}


def transactions(name):
    """Customer, date and value of each purchase; those of value 0 are left out, as Headroom does."""
    skip, columns = (0, [1, 2, 4]) if name == "CDNOW_sample.txt" else (1, [0, 1, 3])
    table = pandas.read_csv(SETS / name, sep=r"\s+", header=None, skiprows=skip, usecols=columns)
    table.columns = ["customer_id", "date", "amount"]
    table["date"] = pandas.to_datetime(table["date"], format="%Y%m%d")
    return table[(table["amount"] > 0) & (table["date"] <= "1997-09-30")]


def timed(action):
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def of_lifetimes(table):
    """Seconds and, for the models of purchases, the log-likelihood that Headroom's is compared with."""
    seconds, parameters = {}, {}
    seconds["summary"], data = timed(
        lambda: summary_data_from_transaction_data(table, "customer_id", "date", "amount", freq="D")
    )
    for name, model in MODELS.items():
        fitter = model()
        seconds[name], _ = timed(lambda: fitter.fit(data["frequency"], data["recency"], data["T"]))
        parameters[name] = list(fitter.params_)
    repeats = data[data["frequency"] > 0]
    fitter = lifetimes.GammaGammaFitter()
    seconds["Gamma-Gamma"], _ = timed(lambda: fitter.fit(repeats["frequency"], repeats["monetary_value"]))
    parameters["Gamma-Gamma"] = list(fitter.params_)
    return seconds, parameters


def of_headroom(program, table):
    with tempfile.TemporaryDirectory() as folder:
        table.assign(currency="USD").to_csv(f"{folder}/transactions.csv", index=False)
        command = [program, "report", folder, "--until", "1997-09", "--export-json", "-"]
        seconds, done = timed(lambda: subprocess.run(command, stdout=subprocess.PIPE, check=True))
    models = json.loads(done.stdout)["lifetimeValue"]["models"]
    return seconds, {model["name"]: [p["value"] for p in model["fit"]["parameters"]] for model in models}


def processor():
    text = subprocess.run(["lscpu"], stdout=subprocess.PIPE, text=True, check=True).stdout
    lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return f"{lines['CPU(s)'].strip()} cores of {lines['Model name'].strip()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    lines = [
        f"Measured on {datetime.date.today()} on {processor()}, Linux, load average {os.getloadavg()[0]:.1f} at the start; "
        f"medians of {arguments.runs} runs in turn, lowest and highest in brackets, seconds.",
        "",
        "| CDNOW | customers | `headroom customers report`, whole | lifetimes: summary | BG/NBD | MBG/NBD | Pareto/NBD "
        "| Gamma-Gamma | all five | largest difference of a parameter |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, title in (("CDNOW_sample.txt", "a tenth"), ("CDNOW_master.txt", "all")):
        table = transactions(name)
        whole, parts = [], []
        for _ in range(arguments.runs):
            seconds, own = of_headroom(arguments.program, table)
            whole.append(seconds)
            seconds, theirs = of_lifetimes(table)
            parts.append(seconds)
        worst = max(
            (abs(a / b - 1), model) for model in theirs for a, b in zip(own[model], theirs[model])
        )

        def text(values):
            return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"

        cells = [text([part[key] for part in parts]) for key in parts[0]]
        total = text([sum(part.values()) for part in parts])
        customers = table["customer_id"].nunique()
        lines.append(
            f"| {title} | {customers:,} | {text(whole)} | " + " | ".join(cells)
            + f" | {total} | {100 * worst[0]:.2g} % ({worst[1]}) |"
        )
    print("\n".join(lines))
    if arguments.write:
        path = ROOT / "docs/measurements/customers.md"
        head, rest = path.read_text().split("<!-- lifetime -->\n", 1)
        tail = rest.split("<!-- /lifetime -->", 1)[1]
        path.write_text(f"{head}<!-- lifetime -->\n" + "\n".join(lines) + f"\n<!-- /lifetime -->{tail}")


if __name__ == "__main__":
    main()
