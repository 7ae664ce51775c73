package import HeadroomEvents
import HeadroomSystem
package import HeadroomTorch

/// The environment of a training loop: device, seed, clock and, where Headroom runs it, the event socket.
///
///     let session = try TrainingSession(options, events: events)
///     try session.begin(optimizer: "sgd learningRate=0.05", trainingSamples: 1437, batchSizes: 1...1437)
///     while session.shouldContinue() {
///         let loss = …                                      // a step on session.batchSize samples
///         try session.stepEnded(samples: session.batchSize, loss: loss)
///     }
///     session.end()
package final class TrainingSession {
    /// Options of every training.
    package struct Options: Sendable {
        package var batchSize: Int
        package var seed: UInt64 = 0
        /// Threads that an operation on the CPU may use.
        package var threads = 1
        /// `cpu`, `cuda` or `cuda:N`.
        package var device = "cpu"
        /// Number of steps measured for gradient noise at the start, middle and end of the training; nil for none.
        package var noiseStepsPerStage: Int?

        package init(batchSize: Int) { self.batchSize = batchSize }
    }

    package let device: Device
    /// Number of samples of the next step: the initial batch size, or the last one requested by Headroom.
    package private(set) var batchSize: Int
    /// Number of completed steps, and their samples.
    package private(set) var step = 0
    package private(set) var samples = 0
    /// Whether the training ended because its loss was not finite.
    package private(set) var hasDiverged = false
    /// Whether a stop was requested, by Headroom or at the terminal.
    package private(set) var isStopped = false
    /// Measures the noise of the gradients; nil where that is not requested.
    package private(set) var probe: NoiseProbe?

    private let options: Options
    private let isInterrupted: () -> Bool
    private let events: EventWriter?
    /// Batch sizes that Headroom may request between two steps; nil where the loop chooses the sizes itself.
    private var batchSizes: ClosedRange<Int>?
    /// Number of steps when Headroom's requests were last read.
    private var lastRequestStep = 0
    private var startedAt = MonotonicClock.seconds()
    private var pausedSeconds = 0.0
    /// Seconds and samples of the training before it was resumed.
    private var secondsBefore = 0.0
    private var samplesBefore = 0
    /// Time of the last checkpoint.
    private var savedAt = MonotonicClock.seconds()

    /// Interval in steps between reads of the loss, each of which synchronizes with an asynchronous device.
    private static let stepsPerLossRead = 16

    /// Prepares the device and the threads, and seeds the random number generators.
    ///
    /// - Parameter isInterrupted: whether a stop was requested at the terminal.
    package init(
        _ options: Options,
        events: EventWriter?,
        isInterrupted: @escaping () -> Bool = { false }
    ) throws(TorchError) {
        self.options = options
        self.isInterrupted = isInterrupted
        self.events = events
        batchSize = options.batchSize
        device = try Device(options.device)
        try device.requireAvailable()
        try Engine.setThreads(options.threads)
        try Engine.seed(options.seed)
    }

    /// Reports the training to Headroom and starts the clock.
    ///
    /// - Parameters:
    ///   - optimizer: the name with its settings: `sgd learningRate=0.05 momentum=0.9`.
    ///   - trainingSamples: the number of samples in an epoch.
    ///   - batchSizes: the batch sizes that Headroom may request between two steps; nil where the loop chooses them
    ///   itself.
    ///   - drawsWithReplacement: whether batches are drawn from all samples, so that there are no epochs.
    package func begin(
        optimizer: String,
        trainingSamples: Int,
        batchSizes: ClosedRange<Int>?,
        drawsWithReplacement: Bool = false
    ) throws(TorchError) {
        self.batchSizes = batchSizes
        var hello = Hello(
            pid: ProcessIdentity.current,
            framework: "headroom-torch libtorch-\(try Engine.libtorchVersion())",
            device: options.device,
            batchSizeSetBy: "argument",
            canSetBatchSize: batchSizes != nil,
            step: step,
            trainingSamples: trainingSamples
        )
        hello.optimizer = optimizer
        if drawsWithReplacement { hello.drawsWithReplacement = true }
        events?.hello(hello, from: step)
        restartClock()
    }

    /// Enables measurement of the gradient noise where it is requested.
    ///
    /// - Parameters:
    ///   - steps: the number of steps of the training.
    ///   - accumulates: whether a step accumulates the gradients of several batches.
    package func measureNoise(
        of model: Module,
        _ optimizer: any Optimizer,
        steps: @autoclosure () -> Int,
        accumulates: Bool = false
    ) {
        guard let stepsPerStage = options.noiseStepsPerStage else { return }
        probe = NoiseProbe(
            events: events,
            model: model,
            optimizer: optimizer,
            stepsPerStage: stepsPerStage,
            steps: steps(),
            accumulates: accumulates
        )
    }

    /// Whether the training continues; called between two steps, where it applies Headroom's latest requests.
    package func shouldContinue() -> Bool {
        if step != lastRequestStep { applyRequests() }
        if isInterrupted() { isStopped = true }
        return !isStopped && !hasDiverged
    }

    private func applyRequests() {
        lastRequestStep = step
        while let command = events?.nextCommand() {
            if let asked = command.set?.batchSize, batchSizes?.contains(asked) == true {
                batchSize = asked
                events?.batchSizeChanged(to: asked)
            }
        }
    }

    /// Seconds since the start of the training, without pauses.
    package var seconds: Double { secondsBefore + MonotonicClock.seconds() - startedAt - pausedSeconds }

    /// Throughput since this process began, in samples per second.
    package var samplesPerSecond: Double { Double(samples - samplesBefore) / (seconds - secondsBefore) }

    /// Restarts the clock, so that the time before the first step is not counted.
    package func restartClock() {
        startedAt = MonotonicClock.seconds()
        pausedSeconds = 0
        events?.restartClock()
    }

    /// Records and reports a completed step.
    ///
    /// - Parameters:
    ///   - samples: the number of samples of the step.
    ///   - batchSize: the number of samples in one pass through the model; nil for all.
    ///   - inputSeconds: the part of the step spent loading the samples.
    ///   - loss: the mean loss of the samples, `[]`.
    package func stepEnded(
        samples: Int,
        batchSize: Int? = nil,
        inputSeconds: Double = 0,
        loss: Tensor
    ) throws(TorchError) {
        step += 1
        self.samples += samples
        events?.stepEnded(samples: samples, batchSize: batchSize, inputSeconds: inputSeconds) { try? loss.item() }
        if device == .cpu || step.isMultiple(of: Self.stepsPerLossRead), try !loss.item().isFinite {
            hasDiverged = true
        }
    }

    /// Runs work that is not part of a step, such as an evaluation, and excludes its time.
    package func pause<Result, Failure: Error>(
        _ body: (EventWriter?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let began = MonotonicClock.seconds()
        defer {
            events?.restartClock()
            pausedSeconds += MonotonicClock.seconds() - began
        }
        return try body(events)
    }

    /// Reports the end of the training.
    package func end() { events?.end() }
}

extension TrainingSession {
    /// Minimum time between two checkpoints, in seconds.
    private static let secondsBetweenCheckpoints = 30.0

    /// Whether the minimum time since the last checkpoint has passed.
    package var isCheckpointDue: Bool { MonotonicClock.seconds() - savedAt >= Self.secondsBetweenCheckpoints }

    /// Writes a checkpoint from which the training can resume bit for bit.
    ///
    /// - Parameters:
    ///   - loop: the state of the loop: epoch, position, random number generators.
    ///   - metadata: further metadata of the file.
    package func save(
        _ model: Module,
        _ optimizer: any Optimizer,
        loop: some Codable,
        metadata: [String: String],
        to path: String
    ) throws {
        let progress = TrainingCheckpoint.Progress(
            step: step,
            samples: samples,
            batchSize: batchSize,
            seconds: seconds,
            device: device.description,
            loop: loop
        )
        try pause { _ in
            try TrainingCheckpoint.save(
                model,
                optimizer,
                on: device,
                progress: progress,
                metadata: metadata,
                to: path
            )
        }
        savedAt = MonotonicClock.seconds()
    }

    /// Restores a checkpoint and returns the state of the loop.
    package func resume<Loop: Codable>(
        _ checkpoint: TrainingCheckpoint,
        _ model: Module,
        _ optimizer: any Optimizer,
        as loop: Loop.Type = Loop.self
    ) throws -> Loop {
        let progress = try checkpoint.restore(model, optimizer, on: device, as: loop)
        step = progress.step
        samples = progress.samples
        batchSize = progress.batchSize
        lastRequestStep = step
        secondsBefore = progress.seconds
        samplesBefore = samples
        return progress.loop
    }
}
