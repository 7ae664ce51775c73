package import HeadroomEvents
import HeadroomSystem
package import HeadroomTorch

/// Handwritten digits: an image classifier on real data, small enough for any machine.
package enum Digits: Workload {
    package static let name = "digits"
    package static let summary = "Classify handwritten digits with a perceptron or a convolutional network."
    package static let defaultBatchSize = 64

    /// What a training is asked to do.
    package struct Options: Sendable {
        package var model = ImageModel.mlp
        package var optimizer = ImageOptimizer.sgd
        package var batchSize = Digits.defaultBatchSize
        /// Passes over the data; nil to go on until told to stop.
        package var epochs: Int? = 20
        package var learningRate: Double?
        package var momentum = 0.9
        package var seed: UInt64 = 0
        package var threads = 1
        package var device = "cpu"
        /// At how many steps of its start, its middle and its end the noise of the gradients is looked at.
        package var gradientLooks: Int?

        package init() {}
    }

    /// Where a training is.
    package struct Progress: Sendable {
        package var epoch: Int
        package var step: Int
        package var stepsPerEpoch: Int
        package var samplesPerSecond: Double
    }

    /// What a training gave.
    package struct Result {
        package var model: Sequential
        package var steps: Int
        package var samples: Int
        package var seconds: Double
        /// The loss of the last batch.
        package var loss: Double
        package var trainingAccuracy: Double
        package var testAccuracy: Double
    }

    /// Trains a classifier.
    ///
    /// - Parameters:
    ///   - events: where the steps are reported, when Headroom watches; it may then ask for another batch size, or to
    ///     stop.
    ///   - progress: called after each step.
    package static func train(
        _ options: Options,
        on data: ImageSplit,
        events: EventWriter? = nil,
        progress: (Progress) -> Void = { _ in }
    ) throws -> Result {
        try check(options, data)
        let device = try Device(options.device)
        try device.requireAvailable()
        try Engine.setThreads(options.threads)
        try Engine.seed(options.seed)

        let training = try data.training.moved(to: device)
        let model = try options.model.make(for: training)
        try model.move(to: device)
        let optimizer = try options.optimizer.make(
            model.parameters,
            learningRate: options.learningRate ?? options.optimizer.defaultLearningRate,
            momentum: options.momentum
        )
        events?.hello(try hello(options, training))

        let stepsPerEpoch = (training.count + options.batchSize - 1) / options.batchSize
        let probe = NoiseProbe(
            events: events,
            parameters: model.parameters,
            looks: options.gradientLooks,
            steps: stepsPerEpoch * (options.epochs ?? 1)
        )

        var batchSize = options.batchSize
        var order = BatchOrder(count: training.count, stored: training.stored, seed: options.seed)
        var step = 0
        var samples = 0
        var loss = try Tensor.zeros([])
        let started = MonotonicClock.seconds()
        events?.restartClock()

        epochs: for epoch in 1...(options.epochs ?? .max) {
            order.shuffle()
            var position = 0
            while position < training.count {
                let inputStarted = MonotonicClock.seconds()
                let indices = order.indices(at: position, batchSize: batchSize)
                let batch = try training.batch(Tensor(indices, shape: [indices.count], device: device))
                let inputSeconds = MonotonicClock.seconds() - inputStarted

                try probe?.look(step: step, samples: indices.count) { (part) throws(TorchError) in
                    let images = try batch.images.narrow(dimension: 0, start: part.lowerBound, length: part.count)
                    let labels = try batch.labels.narrow(dimension: 0, start: part.lowerBound, length: part.count)
                    try optimizer.zeroGradients()
                    try crossEntropy(model(images), labels).backward()
                }
                loss = try crossEntropy(model(batch.images), batch.labels)
                try optimizer.zeroGradients()
                try loss.backward()
                try optimizer.step()

                position += indices.count
                step += 1
                samples += indices.count
                events?.stepEnded(samples: indices.count, inputSeconds: inputSeconds) { try? loss.item() }
                progress(
                    Progress(
                        epoch: epoch,
                        step: step,
                        stepsPerEpoch: (training.count + batchSize - 1) / batchSize,
                        samplesPerSecond: Double(samples) / (MonotonicClock.seconds() - started)
                    )
                )
                while let command = events?.nextCommand() {
                    if command.stop == true { break epochs }
                    if let asked = command.set?.batchSize, 1...training.count ~= asked {
                        batchSize = asked
                        events?.batchSizeChanged(to: asked)
                    }
                }
            }
        }
        let seconds = MonotonicClock.seconds() - started

        // What fitted in training fits here as well.
        let evaluated = min(512, options.batchSize)
        let result = Result(
            model: model,
            steps: step,
            samples: samples,
            seconds: seconds,
            loss: try loss.item(),
            trainingAccuracy: try accuracy(of: model, on: training, batchSize: evaluated, device: device),
            testAccuracy: try accuracy(of: model, on: data.test, batchSize: evaluated, device: device)
        )
        events?.evaluation(split: "train", accuracy: result.trainingAccuracy, loss: result.loss)
        events?.evaluation(split: "test", accuracy: result.testAccuracy, loss: nil)
        events?.end()
        return result
    }

    /// The share of a data set that a model classifies rightly, looked at in batches of a given size.
    package static func accuracy(
        of model: Sequential,
        on data: ImageDataset,
        batchSize: Int = 512,
        device: Device = .cpu
    ) throws(TorchError) -> Double {
        let data = try data.moved(to: device)
        model.isTraining = false
        defer { model.isTraining = true }
        return try withoutGradients { () throws(TorchError) in
            var right = 0.0
            for start in stride(from: 0, to: data.stored, by: batchSize) {
                let indices = Array(Int64(start)..<Int64(min(start + batchSize, data.stored)))
                let batch = try data.batch(Tensor(indices, shape: [indices.count], device: device))
                let predicted = try model(batch.images).argmax(dimension: 1)
                right += try predicted.equal(batch.labels).to(.float32).sum().item()
            }
            return right / Double(data.stored)
        }
    }

    private static func check(_ options: Options, _ data: ImageSplit) throws {
        guard options.batchSize <= data.training.count else {
            throw WorkloadError(
                .usage,
                "a batch size of \(options.batchSize) is larger than the data, which has \(data.training.count) "
                    + "training samples; use at most \(data.training.count)"
            )
        }
        if options.model == .cnn, min(data.training.height, data.training.width) < 2 {
            throw WorkloadError(.usage, "the convolutional network needs images of at least 2 x 2 pixels")
        }
    }

    private static func hello(_ options: Options, _ training: ImageDataset) throws -> Hello {
        var hello = Hello(
            pid: ProcessIdentity.current,
            framework: "headroom-torch libtorch-\(try Engine.libtorchVersion())",
            device: options.device,
            batchSizeSetBy: "argument",
            canSetBatchSize: true,
            step: 0,
            trainingSamples: training.count
        )
        let rate = options.learningRate ?? options.optimizer.defaultLearningRate
        hello.optimizer = "\(options.optimizer.rawValue) learningRate=\(rate)"
        if options.optimizer == .sgd, options.momentum > 0 { hello.optimizer? += " momentum=\(options.momentum)" }
        return hello
    }
}
