"""Code shared by the examples: the digits, and the initial weights of all of them, so that they can be compared."""

import csv

import numpy

SHAPES = [(32, 1, 3, 3), (64, 32, 3, 3), (128, 64 * 4 * 4), (10, 128)]  # [out, in, height, width] or [out, in]


def load(path):
    """Returns training images [count, 1, 8, 8] and labels, and those for testing: every fifth."""
    rows = numpy.array(list(csv.reader(open(path))), dtype=numpy.float32)
    images, labels = rows[:, :64].reshape(-1, 1, 8, 8) / 16, rows[:, 64].astype(numpy.int64)
    held_out = numpy.arange(len(rows)) % 5 == 4
    return images[~held_out], labels[~held_out], images[held_out], labels[held_out]


def starting_weights(seed):
    """Yields weights and biases of the four layers in turn, drawn as in He et al. (2015)."""
    generator = numpy.random.default_rng(seed)
    for shape in SHAPES:
        spread = (2 / numpy.prod(shape[1:])) ** 0.5
        yield generator.normal(0, spread, shape).astype(numpy.float32)
        yield numpy.zeros(shape[0], numpy.float32)


def channels_last(weights):
    """Yields the same weights for images [count, height, width, channels] and layers [.., in, out]."""
    for values in weights:
        if values.ndim == 4:
            values = values.transpose(2, 3, 1, 0)
        elif values.shape == SHAPES[2]:  # The flattened output of the convolutions has another order.
            values = values.reshape(-1, 64, 4, 4).transpose(2, 3, 1, 0).reshape(-1, 128)
        elif values.ndim == 2:
            values = values.T
        yield values
