// HeadroomTorch side of Benchmarks/engine.py: trains a number of steps for each line on standard input.
//
// The reply to a line `MODEL BATCH STEPS` is the time of these steps in seconds. MODEL is perceptron or convolution.

import Glibc
import HeadroomTorch

/// 1,797 samples of 64 values, in the shape of the scikit-learn digits; the values do not affect the time.
let sampleCount = 1797

final class Training {
    private let model: Sequential
    private let optimizer: SGD
    private let inputs: Tensor
    private let labels: Tensor
    private let batches: [Tensor]
    private var next = 0

    init(model name: String, batchSize: Int) throws {
        try Engine.seed(1)
        switch name {
        case "perceptron":
            model = Sequential(try Linear(64, 128), ReLU(), try Linear(128, 10))
            inputs = try Tensor.rand([sampleCount, 64])
        case "convolution":
            model = Sequential(
                try Conv2d(1, 32, kernel: 3, padding: 1),
                ReLU(),
                try Conv2d(32, 64, kernel: 3, padding: 1),
                ReLU(),
                try MaxPool2d(kernel: 2),
                Flatten(),
                try Linear(1024, 128),
                ReLU(),
                try Linear(128, 10)
            )
            inputs = try Tensor.rand([sampleCount, 1, 8, 8])
        default: throw TorchError(code: .invalidArgument, operation: "benchmark", message: "no model \(name)")
        }
        labels = try (Tensor.rand([sampleCount]) * 10).to(.int64)
        optimizer = try SGD(model.parameters, learningRate: 0.01, momentum: 0.9)
        let order = try Tensor.randomPermutation(sampleCount)
        batches = try stride(from: 0, through: sampleCount - batchSize, by: batchSize).map {
            try order.narrow(dimension: 0, start: $0, length: batchSize)
        }
    }

    func step() throws {
        let batch = batches[next]
        next = (next + 1) % batches.count
        let input = try inputs.indexSelect(dimension: 0, indices: batch)
        let target = try labels.indexSelect(dimension: 0, indices: batch)
        try optimizer.zeroGradients()
        let loss = try crossEntropy(model(input), target)
        try loss.backward()
        try optimizer.step()
    }
}

guard CommandLine.arguments.count == 3, let threads = Int(CommandLine.arguments[2]) else {
    print("usage: engine-benchmark LIBRARY THREADS")
    exit(64)
}
try Engine.load(library: CommandLine.arguments[1])
try Engine.setThreads(threads)

var trainings: [String: Training] = [:]
while let line = readLine() {
    let words = line.split(separator: " ")
    guard words.count == 3, let batchSize = Int(words[1]), let steps = Int(words[2]) else {
        print("not understood: \(line)")
        exit(64)
    }
    let key = "\(words[0]) \(batchSize)"
    let training = try trainings[key] ?? Training(model: String(words[0]), batchSize: batchSize)
    trainings[key] = training
    let clock = ContinuousClock()
    let elapsed = try clock.measure {
        for _ in 0..<steps { try training.step() }
    }
    print(elapsed / .seconds(1))
    fflush(nil)
}
