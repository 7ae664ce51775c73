"""Code shared by convolutions_torch.py and convolutions_jax.py: options, random images, and initial weights.

The network is that of `headroom train digits --model cnn`, so that the three can be compared.
"""

import argparse

import numpy


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--device", default="cuda:0", help="of PyTorch; JAX takes its own first device")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--learning-rate", type=float, default=0.05)
    parser.add_argument("--samples", type=int, default=50_000)
    parser.add_argument("--size", type=int, default=32, help="height and width of a picture")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def pictures(samples, size, seed):
    """Returns images [samples, 1, size, size] and their labels."""
    generator = numpy.random.default_rng(seed)
    x = generator.random((samples, 1, size, size), dtype=numpy.float32)
    return x, generator.integers(0, 10, samples)


def starting_weights(size, seed):
    """Yields weights [out, in, ..] and biases of the four layers, drawn as in He et al. (2015, arXiv 1502.01852)."""
    generator = numpy.random.default_rng(seed + 1)
    for shape in [(32, 1, 3, 3), (64, 32, 3, 3), (128, 64 * (size // 2) ** 2), (10, 128)]:
        spread = (2 / numpy.prod(shape[1:])) ** 0.5
        yield generator.normal(0, spread, shape).astype(numpy.float32)
        yield numpy.zeros(shape[0], numpy.float32)
