"""Trainings limited by a known cause, each for about ten seconds: the labeled set of the diagnosis.

Usage: training.py NAME        a function below without parameters
"""

import os
import sys
import time
import zlib

import numpy
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, IterableDataset, TensorDataset

SECONDS = float(os.environ.get("TRAINING_SECONDS", 9))
# More threads than CPUs: PyTorch limits OMP_NUM_THREADS to the number of CPUs, but not this setting.
if "TRAINING_THREADS" in os.environ:
    torch.set_num_threads(int(os.environ["TRAINING_THREADS"]))


def train(model, data, batch_size, optimizer=None, loss=nn.functional.cross_entropy, **loader):
    """Iterates over the data until the time is up; a started epoch is completed, so that its last batch is observed."""
    optimizer = optimizer or torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    end = time.monotonic() + SECONDS
    shuffle = not isinstance(data, IterableDataset)
    while time.monotonic() < end:
        for x, y in DataLoader(data, batch_size=batch_size, shuffle=shuffle, **loader):
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()


def vectors(count, width, classes=10):
    return TensorDataset(torch.randn(count, width), torch.randint(0, classes, (count,)))


def pictures(count, channels, size, classes=10):
    return TensorDataset(torch.randn(count, channels, size, size), torch.randint(0, classes, (count,)))


def perceptron(*widths):
    layers = [nn.Linear(widths[0], widths[1])]
    for inputs, outputs in zip(widths[1:], widths[2:]):
        layers += [nn.ReLU(), nn.Linear(inputs, outputs)]
    return nn.Sequential(*layers)


def convolutions(*channels, size, classes=10):
    layers = []
    for inputs, outputs in zip(channels, channels[1:]):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels[-1], classes))


# Waiting for data


class Prepared(Dataset):
    """Samples that are prepared by a function when they are loaded."""

    def __init__(self, count, width, prepare):
        self.count, self.width, self.prepare = count, width, prepare

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return self.prepare(self.width), index % 10


def slow_disk(width):
    time.sleep(0.0008)
    return torch.ones(width)


def augmented(width):
    picture = numpy.random.default_rng(0).random((width, width), dtype=numpy.float32)
    for _ in range(6):
        picture = numpy.roll(numpy.clip(picture[::-1] * 1.1 - 0.05, 0, 1), 3, axis=1) @ picture.T / width
    return torch.from_numpy(picture.copy())


PACKED = zlib.compress(numpy.random.default_rng(0).integers(0, 16, 60_000, dtype=numpy.uint8).tobytes())


def unpacked(width):
    return torch.from_numpy(numpy.frombuffer(zlib.decompress(PACKED), numpy.uint8)[:width].astype(numpy.float32))


TEXT = ",".join(f"{value:.5f}" for value in numpy.random.default_rng(0).random(2000))


def parsed(width):
    return torch.tensor([float(word) for word in TEXT.split(",")[:width]])


class Stream(IterableDataset):
    """Stream limited by the rate of its source."""

    def __iter__(self):
        for index in range(4000):
            time.sleep(0.0005)
            yield torch.ones(256), index % 10


def waits_for_a_slow_disk():
    train(perceptron(256, 256, 10), Prepared(1500, 256, slow_disk), 32)


def waits_for_augmentation():
    train(nn.Sequential(nn.Flatten(), perceptron(64 * 64, 64, 10)), Prepared(700, 64, augmented), 32)


def waits_for_unpacking():
    train(perceptron(1024, 256, 10), Prepared(1500, 1024, unpacked), 48)


def waits_for_parsing():
    train(perceptron(2000, 128, 10), Prepared(1000, 2000, parsed), 40)


def waits_for_a_slow_worker():
    train(perceptron(512, 512, 10), Prepared(1300, 512, slow_disk), 64, num_workers=1)


def waits_for_a_stream():
    train(perceptron(256, 128, 10), Stream(), 50)


# Overhead of every step


def small_perceptron():
    train(perceptron(64, 32, 10), vectors(1201, 64), 8)


def deep_and_narrow():
    train(perceptron(16, *[16] * 30, 10), vectors(805, 16), 16)


class StepByStep(nn.Module):
    """Recurrent network whose loop is written in Python."""

    def __init__(self, width):
        super().__init__()
        self.cell, self.out = nn.GRUCell(4, width), nn.Linear(width, 10)

    def forward(self, x):
        state = torch.zeros(len(x), self.cell.hidden_size)
        for part in x.view(len(x), -1, 4).unbind(1):
            state = self.cell(part, state)
        return self.out(state)


def recurrent_in_python():
    train(StepByStep(24), vectors(501, 64), 12)


def small_convolutions():
    train(convolutions(1, 4, 4, size=8), pictures(1203, 1, 8), 4)


def many_small_parameters():
    model = nn.Sequential(*[nn.Sequential(nn.Linear(12, 12), nn.LayerNorm(12), nn.Tanh()) for _ in range(16)], nn.Linear(12, 10))
    train(model, vectors(605, 12), 10, optimizer=torch.optim.Adam(model.parameters(), foreach=False))


# Computation


def wide_perceptron():
    train(perceptron(512, 1024, 512, 10), vectors(3100, 512), 512)


def convolutions_in_cache():
    train(convolutions(1, 32, 32, size=16), pictures(1500, 1, 16), 64)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(128, 4, 256, dropout=0, batch_first=True)
        self.out = nn.Linear(128, 10)

    def forward(self, x):
        return self.out(self.layer(x.view(len(x), -1, 128)).mean(1))


def attention():
    train(Attention(), vectors(700, 32 * 128), 48)


def convolutions_in_one_dimension():
    model = nn.Sequential(
        nn.Unflatten(1, (1, 256)), nn.Conv1d(1, 32, 9, padding=4), nn.ReLU(), nn.Conv1d(32, 32, 9, padding=4), nn.ReLU(),
        nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(32, 10),
    )
    train(model, vectors(900, 256), 64)


def bilinear():
    class Bilinear(nn.Module):
        def __init__(self):
            super().__init__()
            self.mix, self.out = nn.Bilinear(96, 96, 64), nn.Linear(64, 10)

        def forward(self, x):
            return self.out(torch.relu(self.mix(x, x)))

    train(Bilinear(), vectors(2100, 96), 256)


# Memory bandwidth of parameters: the same for any batch size


def wide_matrix_and_few_samples():
    train(perceptron(8192, 6144, 10), vectors(43, 8192), 2)


def optimizer_of_many_parameters():
    model = perceptron(4096, 5120, 10)
    train(model, vectors(51, 4096), 4, optimizer=torch.optim.Adam(model.parameters()))


class Embedded(nn.Module):
    """Dense gradient for a large table."""

    def __init__(self, rows, width):
        super().__init__()
        self.table, self.out = nn.Embedding(rows, width), nn.Linear(width, 10)

    def forward(self, x):
        return self.out(self.table(x).mean(1))


def large_table():
    data = TensorDataset(torch.randint(0, 400_000, (300, 32)), torch.randint(0, 10, (300,)))
    train(Embedded(400_000, 64), data, 32)


# Memory bandwidth of activations: a few operations on each of very many numbers, more of them for more samples


class Wide(nn.Module):
    """Expands a few numbers of a sample to very many, and applies operations to each of them."""

    def __init__(self, width, operation):
        super().__init__()
        self.scale, self.operation = nn.Parameter(torch.ones(1, width)), operation

    def forward(self, x):
        return self.operation(x[:, :1] * self.scale).mean(1)


def square(prediction, y):
    return (prediction - y).square().mean()


def wide(operation, width=700_000, batch_size=40):
    train(Wide(width, operation), vectors(5 * batch_size + 3, 16), batch_size, loss=square)


def squared():
    wide(lambda x: x.square() + 1)


def leaky():
    wide(lambda x: nn.functional.leaky_relu(x, 0.1))


def chosen():
    wide(lambda x: torch.where(x > 0, x, 0.5 * x), width=1_200_000, batch_size=24)


def added_twice():
    wide(lambda x: (x + 1) + (x - 1), width=400_000, batch_size=100)


def normalized():
    wide(lambda x: nn.functional.layer_norm(x, x.shape[1:]), width=900_000)


def large_activations():
    model = nn.Sequential(
        nn.BatchNorm2d(8), nn.ReLU(), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
    )
    train(model, pictures(70, 8, 256), 32)


def pooled():
    model = nn.Sequential(nn.AvgPool1d(4), nn.ReLU(), nn.AvgPool1d(4), nn.Flatten(), nn.Linear(16_384, 10))
    train(model, vectors(300, 262_144), 64)


# Several processes


def ranks(slow_seconds=0.0, widths=(64, 64, 10), batch_sizes=(32, 32)):
    """Two processes that average their gradients after every step, each with half of the threads."""
    import torch.distributed as distributed

    torch.set_num_threads(1)
    distributed.init_process_group("gloo")
    rank = distributed.get_rank()
    model = nn.parallel.DistributedDataParallel(perceptron(*widths))
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    loader = DataLoader(vectors(6400, widths[0]), batch_size=batch_sizes[rank], shuffle=True)
    steps, started = 0, time.monotonic()
    while True:
        for x, y in loader:
            # The slow one does not compute more than the other: it is delayed, as by a slow disk.
            if rank == 1 and slow_seconds:
                time.sleep(slow_seconds)
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
            steps += 1
            if steps % 50 == 0:
                end = torch.tensor([float(time.monotonic() - started > SECONDS)])
                distributed.all_reduce(end)
                if end > 0:
                    return distributed.destroy_process_group()


def a_slow_peer():
    ranks(slow_seconds=0.008)


def a_very_slow_peer():
    ranks(slow_seconds=0.03, widths=(256, 256, 10))


def a_peer_with_more_to_do():
    ranks(widths=(512, 1024, 10), batch_sizes=(16, 512))


def a_slow_peer_of_a_wide_one():
    ranks(slow_seconds=0.02, widths=(512, 512, 512, 10))


def a_slow_peer_of_a_deep_one():
    ranks(slow_seconds=0.025, widths=(64, *[64] * 12, 10))


# Delays by an unobservable cause


def sleeps_in_the_step():
    class Sleeping(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = perceptron(64, 64, 10)

        def forward(self, x):
            time.sleep(0.01)
            return self.inner(x)

    train(Sleeping(), vectors(640, 64), 64)


if __name__ == "__main__":
    torch.manual_seed(0)
    globals()[sys.argv[1]]()
