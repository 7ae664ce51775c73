package import HeadroomEvents
import HeadroomSystem
package import HeadroomTorch

/// What surrounds a training loop: its device, its seed, its clock, and Headroom, where that listens.
///
///     let session = try TrainingSession(options, events: events)
///     try session.begin(optimizer: "sgd learningRate=0.05", trainingSamples: 1437, batchSizes: 1...1437)
///     while session.goesOn() {
///         let loss = …                                      // a step on session.batchSize samples
///         try session.stepEnded(samples: session.batchSize, loss: loss)
///     }
///     session.end()
package final class TrainingSession {
    /// What every training is asked.
    package struct Options: Sendable {
        package var batchSize: Int
        package var seed: UInt64 = 0
        /// Threads that an operation on the CPU may use.
        package var threads = 1
        /// `cpu`, `cuda` or `cuda:N`.
        package var device = "cpu"
        /// At how many steps of its start, its middle and its end the noise of the gradients is measured; nil for none.
        package var gradientLooks: Int?

        package init(batchSize: Int) { self.batchSize = batchSize }
    }

    package let device: Device
    /// Samples of the next step: what was asked for first, or by Headroom since.
    package private(set) var batchSize: Int
    /// Steps, and their samples, so far.
    package private(set) var step = 0
    package private(set) var samples = 0
    /// Whether the training ended because its loss was not finite any more.
    package private(set) var hasDiverged = false
    /// Whether it has been asked to end, by Headroom or at the terminal.
    package private(set) var isStopped = false
    /// Measures how noisy the gradients are, where that is asked.
    package private(set) var probe: NoiseProbe?

    private let options: Options
    private let isInterrupted: () -> Bool
    private let events: EventWriter?
    /// Batch sizes that Headroom may ask for between two steps; nil where the loop has sizes of its own.
    private var batchSizes: ClosedRange<Int>?
    /// The step after which Headroom's requests were read last.
    private var requestsTakenAt = 0
    private var startedAt = MonotonicClock.seconds()
    private var pausedSeconds = 0.0
    /// The seconds and samples of the training that this one goes on with.
    private var secondsBefore = 0.0
    private var samplesBefore = 0
    /// When a checkpoint was written last.
    private var savedAt = MonotonicClock.seconds()

    /// A device that computes beside the program is waited for where a loss is read: every so many steps.
    private static let stepsPerLook = 16

    /// Makes the device and the threads ready, and seeds what is drawn at random.
    ///
    /// - Parameter isInterrupted: whether it was asked to end at the terminal.
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

    /// Reports what trains, and starts the clock.
    ///
    /// - Parameters:
    ///   - optimizer: with its settings: `sgd learningRate=0.05 momentum=0.9`.
    ///   - trainingSamples: of an epoch.
    ///   - batchSizes: what Headroom may ask for between two steps; nil where the loop has sizes of its own.
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

    /// Lets the noise of the gradients be measured, where that is asked.
    ///
    /// - Parameters:
    ///   - steps: how many the training has.
    ///   - accumulates: whether a step gathers the gradients of several batches.
    package func measureNoise(
        of model: Module,
        _ optimizer: any Optimizer,
        steps: @autoclosure () -> Int,
        accumulates: Bool = false
    ) {
        guard let looks = options.gradientLooks else { return }
        probe = NoiseProbe(
            events: events,
            model: model,
            optimizer: optimizer,
            looks: looks,
            steps: steps(),
            accumulates: accumulates
        )
    }

    /// Whether the training goes on: called between two steps, where it does what Headroom has asked for since the last.
    package func goesOn() -> Bool {
        if step != requestsTakenAt { takeRequests() }
        if isInterrupted() { isStopped = true }
        return !isStopped && !hasDiverged
    }

    private func takeRequests() {
        requestsTakenAt = step
        while let command = events?.nextCommand() {
            if let asked = command.set?.batchSize, batchSizes?.contains(asked) == true {
                batchSize = asked
                events?.batchSizeChanged(to: asked)
            }
        }
    }

    /// Seconds since it began, without pauses.
    package var seconds: Double { secondsBefore + MonotonicClock.seconds() - startedAt - pausedSeconds }

    /// The throughput since this process began.
    package var samplesPerSecond: Double { Double(samples - samplesBefore) / (seconds - secondsBefore) }

    /// Leaves the time so far out: the first step begins now.
    package func restartClock() {
        startedAt = MonotonicClock.seconds()
        pausedSeconds = 0
        events?.restartClock()
    }

    /// Counts and reports a step that has ended.
    ///
    /// - Parameters:
    ///   - samples: of the step.
    ///   - batchSize: how many of them went through the model at once; nil for all.
    ///   - inputSeconds: the part of the step that was spent on getting them.
    ///   - loss: their mean loss, `[]`.
    package func stepEnded(
        samples: Int,
        batchSize: Int? = nil,
        inputSeconds: Double = 0,
        loss: Tensor
    ) throws(TorchError) {
        step += 1
        self.samples += samples
        events?.stepEnded(samples: samples, batchSize: batchSize, inputSeconds: inputSeconds) { try? loss.item() }
        if device == .cpu || step.isMultiple(of: Self.stepsPerLook), try !loss.item().isFinite { hasDiverged = true }
    }

    /// Does what is no part of a step, such as an evaluation, and keeps its time apart.
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
    /// How long a training goes on between two checkpoints, at least.
    private static let secondsBetweenCheckpoints = 30.0

    /// Whether enough time has passed since the last checkpoint for another one.
    package var isCheckpointDue: Bool { MonotonicClock.seconds() - savedAt >= Self.secondsBetweenCheckpoints }

    /// Writes all that the training needs to go on to the same bits.
    ///
    /// - Parameters:
    ///   - loop: where the loop is: epoch, position, generators.
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

    /// Goes on where a checkpoint was written, and returns where its loop was.
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
        requestsTakenAt = step
        secondsBefore = progress.seconds
        samplesBefore = samples
        return progress.loop
    }
}
