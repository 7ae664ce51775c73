"""Classifies handwritten digits with a small convolutional network, in MXNet. It knows nothing of Headroom."""

import argparse
import csv

import mxnet
import numpy
from mxnet import autograd, gluon

parser = argparse.ArgumentParser()
parser.add_argument("--data", default=".headroom/data/digits.csv", help="64 pixels and a digit on each line")
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--learning-rate", type=float, default=0.05)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
mxnet.random.seed(arguments.seed)
numpy.random.seed(arguments.seed)

# Every fifth of the digits is for testing.
rows = numpy.array(list(csv.reader(open(arguments.data))), dtype=numpy.float32)
images, labels = rows[:, :64].reshape(-1, 1, 8, 8) / 16, rows[:, 64]
held_out = numpy.arange(len(rows)) % 5 == 4
training = gluon.data.ArrayDataset(images[~held_out], labels[~held_out])
test = gluon.data.ArrayDataset(images[held_out], labels[held_out])

model = gluon.nn.HybridSequential()
model.add(
    gluon.nn.Conv2D(32, 3, padding=1, activation="relu"),
    gluon.nn.Conv2D(64, 3, padding=1, activation="relu"),
    gluon.nn.MaxPool2D(2),
    gluon.nn.Flatten(),
    gluon.nn.Dense(128, activation="relu"),
    gluon.nn.Dense(10),
)
model.initialize(mxnet.init.Xavier())
model.hybridize()
trainer = gluon.Trainer(
    model.collect_params(), "sgd", {"learning_rate": arguments.learning_rate, "momentum": 0.9}
)
cross_entropy = gluon.loss.SoftmaxCrossEntropyLoss()

for epoch in range(1, arguments.epochs + 1):
    for x, y in gluon.data.DataLoader(training, batch_size=arguments.batch_size, shuffle=True):
        with autograd.record():
            loss = cross_entropy(model(x), y)
        loss.backward()
        trainer.step(len(x))
    accuracy = mxnet.metric.Accuracy()
    for x, y in gluon.data.DataLoader(test, batch_size=arguments.batch_size):
        accuracy.update(y, model(x))
    print(f"epoch {epoch}: loss {loss.mean().asscalar():.4f}, test accuracy {accuracy.get()[1]:.1%}", flush=True)
