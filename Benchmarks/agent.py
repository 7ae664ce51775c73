"""Measures the agent's cost for a training in PyTorch: the same training alternately with and without it.

A step takes about 5 ms, its memory fits into a cache, and it uses one thread. Each half of a pair is a separate
process, which times its own steps; the order of the halves alternates from pair to pair.

Usage: Benchmarks/agent.py [PAIRS]        after ./test has been used once: it makes the environment for PyTorch
"""

import json
import os
import pathlib
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading

root = pathlib.Path(__file__).resolve().parent.parent
python = root / ".headroom/frameworks/pytorch/bin/python"
agent = root / "Sources/Measure/HeadroomTrials/Agents/python"
pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 30

TRAINING = """
import time, torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0); torch.set_num_threads(1)
data = TensorDataset(torch.randn(6400, 256), torch.randint(0, 10, (6400,)))
model = nn.Sequential(nn.Linear(256, 704), nn.ReLU(), nn.Linear(704, 704), nn.ReLU(), nn.Linear(704, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
steps, started = 0, None
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=64, shuffle=True):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch and started is None:
            started = time.perf_counter()
        steps += epoch > 0
print((time.perf_counter() - started) / (steps - 1))
"""


def train(environment):
    run = subprocess.run(
        [python, "-c", TRAINING], env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True
    )
    return float(run.stdout)


def watched():
    with tempfile.TemporaryDirectory() as folder:
        path, lines = os.path.join(folder, "events"), []
        server = socket.socket(socket.AF_UNIX)
        server.bind(path)
        server.listen()

        def read():
            connection, _ = server.accept()
            with connection.makefile() as file:
                lines.extend(json.loads(line) for line in file)

        reader = threading.Thread(target=read)
        reader.start()
        seconds = train({"PYTHONPATH": str(agent), "PYTHONDONTWRITEBYTECODE": "1", "HEADROOM_EVENTS": path})
        reader.join()
        server.close()
        last = [line for line in lines if line["event"] == "step"][-1]
        costs.append(last["agentSeconds"] / last["step"])
        return seconds


costs, ratios, alone = [], [], []
for pair in range(pairs):
    if pair % 2:
        bare, seen = train({}), watched()
    else:
        seen, bare = watched(), train({})
    ratios.append(seen / bare)
    alone.append(bare)

random.seed(0)
medians = sorted(statistics.median(random.choices(ratios, k=pairs)) for _ in range(10_000))
print(
    f"a step alone: {statistics.median(alone) * 1e3:.2f} ms\n"
    f"{pairs} pairs: a step watched over one alone {statistics.median(ratios):.4f}, "
    f"95 % interval of the median {medians[250]:.4f} to {medians[-251]:.4f}\n"
    f"the agent by its own count: {statistics.median(costs) * 1e6:.1f} us a step, at most {max(costs) * 1e6:.1f} us"
)
