"""Number of samples of batches as created by loaders and collate functions; prints those that are wrong."""

import collections
import dataclasses

import torch
from headroom_agent.lengths import length
from torch.nn.utils.rnn import pack_sequence


@dataclasses.dataclass
class Pair:
    x: object
    y: object


class Record:
    def __init__(self, **values):
        self.__dict__.update(values)


def zeros(*shape):
    return torch.zeros(shape)


def image(height):
    return zeros(3, height, 20)


def boxes(count):
    return {"boxes": zeros(count, 4)}


Named = collections.namedtuple("Named", "x y")
packed = pack_sequence([zeros(5, 2), zeros(3, 2)])
graphs = Record(x=zeros(100, 6), edges=zeros(2, 300), labels=zeros(32))
counted_graphs = Record(x=zeros(100, 6), num_graphs=32)
images, targets = tuple(map(image, (10, 12, 14, 16))), tuple(map(boxes, (1, 2, 3, 4)))
CASES = {
    "a tensor": (zeros(8, 2), 8),
    "a scalar": (zeros(), None),
    "default collate": ([zeros(8, 2), zeros(8)], 8),
    "a scalar first": ([zeros(), zeros(8)], 8),
    "nothing first": ([None, zeros(6)], 6),
    "nested columns": ([[zeros(8, 2), zeros(8, 3)], zeros(8)], 8),
    "columns of columns": ([[zeros(8, 2), zeros(8, 2)], [zeros(8, 3), zeros(8)]], 8),
    "token columns": ([zeros(16, 10), zeros(16, 10), zeros(16, 10)], 16),
    "a dictionary": ({"number": 3, "x": zeros(8, 2)}, 8),
    "a dictionary of sentences": ({"text": ["a"] * 5}, 5),
    "a UserDict": (collections.UserDict(x=zeros(8, 2)), 8),
    "a data class": (Pair(zeros(8, 2), zeros(8)), 8),
    "a named tuple": (Named(zeros(8, 2), zeros(8)), 8),
    "graphs that count themselves": (counted_graphs, 32),
    "those, and labels of nodes": ((counted_graphs, zeros(5)), 32),
    "graphs": (graphs, None),
    "nodes": (Record(x=zeros(100, 6)), None),
    "packed sequences": (packed, 2),
    "a list of dictionaries": ([boxes(1), boxes(2), boxes(3)], 3),
    "a list of samples": ([(image(10), boxes(1)), (image(12), boxes(5))], 2),
    "zipped samples": ((images, targets), 4),
    "lists of images and targets": (([image(10)] * 4, [boxes(1)] * 4), 4),
    "stacked images, and targets": ((torch.stack([image(10)] * 4), targets), 4),
    "pixels and targets": ({"pixels": zeros(4, 3, 8, 8), "targets": [boxes(1)] * 4}, 4),
    "ragged sequences": ([zeros(5, 2), zeros(3, 2), zeros(4, 2)], 3),
    "nested tensors": (torch.nested.nested_tensor([zeros(2, 3), zeros(4, 3)]), 2),
    "sentences and labels": ([["a", "b", "c"], zeros(3)], 3),
    "pairs of sentences": ((["a", "b"], ["c", "d"]), 2),
    "an object": (object(), None),
    "an empty list": ([], None),
    "a number": (3, None),
    "a sentence": ("abc", None),
    "nothing": (None, None),
}
for name, (batch, samples) in CASES.items():
    if length(batch) != samples:
        print(f"{name}: {length(batch)} where {samples} is right")
