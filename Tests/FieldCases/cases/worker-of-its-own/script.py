"""A training in a worker process that a driver starts and listens to: python script.py [--batch-size 40]

As with trainers that run a training function on a worker: the worker is a new interpreter (spawn), reports after each
epoch through a queue, and works in a separate folder.
"""

import argparse
import multiprocessing
import os
import tempfile


def train_function(settings, reports):
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    os.chdir(tempfile.mkdtemp())
    torch.manual_seed(0)
    torch.set_num_threads(1)
    data = TensorDataset(torch.randn(2_000, 10), torch.randint(0, 3, (2_000,)))
    loader = DataLoader(data, batch_size=settings["batch_size"], shuffle=True)
    model = nn.Linear(10, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    steps = samples = 0
    for epoch in range(settings["epochs"]):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps, samples = steps + 1, samples + len(x)
        reports.put({"epoch": epoch, "steps": steps, "samples": samples, "loss": loss.item()})
    reports.put(None)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=40)
    parser.add_argument("--epochs", type=int, default=20)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    reports = context.Queue()
    worker = context.Process(target=train_function, args=(vars(options), reports))
    worker.start()
    last = None
    while (report := reports.get()) is not None:
        last = report
    worker.join()
    print(f"steps {last['steps']} samples {last['samples']}")
    raise SystemExit(worker.exitcode)
