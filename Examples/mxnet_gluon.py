"""Classifies handwritten digits with a small convolutional network, in MXNet, without Headroom support."""

import argparse

import digits
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

images, labels, test_images, test_labels = digits.load(arguments.data)
training = gluon.data.ArrayDataset(images, labels)
test = gluon.data.ArrayDataset(test_images, test_labels)

model = gluon.nn.HybridSequential()
model.add(
    gluon.nn.Conv2D(32, 3, padding=1, activation="relu", in_channels=1),
    gluon.nn.Conv2D(64, 3, padding=1, activation="relu", in_channels=32),
    gluon.nn.MaxPool2D(2),
    gluon.nn.Flatten(),
    gluon.nn.Dense(128, activation="relu", in_units=64 * 4 * 4),
    gluon.nn.Dense(10, in_units=128),
)
model.initialize()
for parameter, values in zip(model.collect_params().values(), digits.starting_weights(arguments.seed)):
    parameter.set_data(mxnet.nd.array(values))
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
