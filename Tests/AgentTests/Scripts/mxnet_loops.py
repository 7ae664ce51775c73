"""Trainings in MXNet without Headroom support: mxnet_loops.py KIND."""

import sys

import mxnet
import numpy
from counts import Counts
from mxnet import autograd, gluon

mxnet.random.seed(0)
numpy.random.seed(0)
x = numpy.random.rand(1000, 64).astype("float32")
y = numpy.random.randint(0, 10, 1000).astype("float32")
counts = Counts()

if sys.argv[1] == "gluon":
    network = gluon.nn.HybridSequential()
    network.add(gluon.nn.Dense(128, activation="relu"), gluon.nn.Dense(10))
    network.initialize(mxnet.init.Xavier())
    trainer = gluon.Trainer(network.collect_params(), "sgd", {"learning_rate": 0.05, "momentum": 0.9})
    cross_entropy = gluon.loss.SoftmaxCrossEntropyLoss()
    data = gluon.data.ArrayDataset(x, y)
    training = gluon.data.DataLoader(data, batch_size=32, shuffle=True)
    test = gluon.data.DataLoader(data, batch_size=50)
    for epoch in range(3):
        for images, labels in training:
            with autograd.record():
                loss = cross_entropy(network(images), labels)
            loss.backward()
            trainer.step(len(images))
            counts.batch(len(images))
            counts.step(float(loss.mean().asscalar()))
        for images, labels in test:
            network(images)
else:
    symbol = mxnet.sym.FullyConnected(mxnet.sym.var("data"), num_hidden=128)
    symbol = mxnet.sym.FullyConnected(mxnet.sym.Activation(symbol, act_type="relu"), num_hidden=10)
    module = mxnet.mod.Module(mxnet.sym.SoftmaxOutput(symbol, name="softmax"))

    def counted(parameters):
        batch = parameters.locals["data_batch"]
        counts.batch(batch.data[0].shape[0] - batch.pad)
        counts.step()

    module.fit(
        mxnet.io.NDArrayIter(x, y, batch_size=32, shuffle=True), eval_data=mxnet.io.NDArrayIter(x, y, batch_size=50),
        num_epoch=3, optimizer_params={"learning_rate": 0.05}, batch_end_callback=counted,
    )
    counts.losses = [array.asnumpy().sum() for array in module.get_params()[0].values()]
counts.print()
