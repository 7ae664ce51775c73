import FoundationEssentials
import Glibc
import HeadroomSystem

/// Sending end of the event socket, in the training process.
///
/// It never blocks the training: data that the socket does not accept at once is dropped, and the cumulative counters
/// keep the totals correct. Short steps are aggregated into one line per ``lineSeconds``. Use it on the training
/// thread.
package final class EventWriter {
    /// Minimum time between lines of steps.
    package static let lineSeconds = 0.04

    private let descriptor: Int32
    private let codec = EventCodec()
    private let decoder = JSONDecoder()
    private var received = LineBuffer()
    /// Remainder of a line that the socket accepted only in part.
    private var unsent = Data()

    private var step = 0
    private var totalSamples = 0
    private var lastStepEnd = MonotonicClock.seconds()
    private var line = Gathered()
    /// Samples of the largest step since the last change of batch size.
    private var fullBatch = 0

    /// Aggregate of the steps that have not been written yet.
    private struct Gathered {
        var steps = 0
        var samples = 0
        var largestBatch = 0
        var seconds = 0.0
        var inputSeconds = 0.0
        /// Time before the first of the steps that does not belong to a step.
        var pauseSeconds = 0.0
        /// Counts of the steps with a partial batch.
        var shortSteps = 0
        var shortSamples = 0
        var shortSeconds = 0.0
    }

    /// Connects to the socket named in the environment; nil if there is none or the connection fails.
    package convenience init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard let path = environment[EventEnvironment.socketPath], !path.isEmpty else { return nil }
        self.init(path: path)
    }

    package init?(path: String) {
        let descriptor = makeNonBlockingSocket()
        guard descriptor >= 0 else { return nil }
        guard withUnixAddress(path, { connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// - Parameter step: number of steps of a resumed training before this process.
    package func hello(_ hello: Hello, from step: Int = 0) {
        self.step = step
        write(.hello(hello))
    }

    /// Excludes the time since the last step from the next step, and from the elapsed time: after an evaluation or a
    /// checkpoint.
    package func restartClock() {
        // A pause is reported by the line after it.
        flush(loss: nil)
        let now = MonotonicClock.seconds()
        if step > 0 { line.pauseSeconds += now - lastStepEnd }
        lastStepEnd = now
    }

    /// Reports that a step has ended now.
    ///
    /// When a line is due, the step ends once its loss has been read: before that, the work may only be queued on the
    /// device.
    ///
    /// - Parameters:
    ///   - samples: number of samples of this step.
    ///   - batchSize: number of samples per forward pass; nil for all of them.
    ///   - inputSeconds: time of the step spent waiting for input.
    ///   - loss: reads the loss of this step; called only when a line is due, since it may wait for the device.
    package func stepEnded(samples: Int, batchSize: Int? = nil, inputSeconds: Double, loss: () -> Double?) {
        let queued = MonotonicClock.seconds()
        step += 1
        let isDue = line.seconds + queued - lastStepEnd >= Self.lineSeconds || step == 1
        let loss = isDue ? loss() : nil
        let now = isDue ? MonotonicClock.seconds() : queued
        totalSamples += samples
        line.steps += 1
        line.samples += samples
        line.largestBatch = max(line.largestBatch, batchSize ?? samples)
        line.seconds += now - lastStepEnd
        line.inputSeconds += inputSeconds
        fullBatch = max(fullBatch, samples)
        if samples < fullBatch {
            line.shortSteps += 1
            line.shortSamples += samples
            line.shortSeconds += max(0, now - lastStepEnd - inputSeconds)
        }
        lastStepEnd = now
        if isDue { flush(loss: loss) }
    }

    package func evaluation(split: String, accuracy: Double?, loss: Double?) {
        flush(loss: nil)
        write(.evaluation(EvaluationEvent(step: step, split: split, accuracy: accuracy, loss: loss)))
    }

    package func evaluation(split: String, meanReturn: Double, environmentSteps: Int) {
        flush(loss: nil)
        var event = EvaluationEvent(step: step, split: split)
        event.meanReturn = meanReturn.isFinite ? meanReturn : nil
        event.environmentSteps = environmentSteps
        write(.evaluation(event))
    }

    /// Reports the squared norm of a gradient at the parameters before the next step.
    ///
    /// - Parameters:
    ///   - preconditioned: squared norm of the gradient as preconditioned by the optimizer; nil if it has none.
    ///   - count: number of gradients, each over `batchSize` samples, whose squared norms were averaged.
    package func gradient(batchSize: Int, squaredNorm: Double, preconditioned: Double? = nil, count: Int = 1) {
        guard squaredNorm.isFinite else { return }
        var event = GradientEvent(step: step + 1, batchSize: batchSize, squaredNorm: squaredNorm, count: count)
        event.preconditionedSquaredNorm = preconditioned.flatMap { $0.isFinite ? $0 : nil }
        write(.gradient(event))
    }

    /// Reports that the requested batch size applies from the next step on.
    package func batchSizeChanged(to batchSize: Int) {
        flush(loss: nil)
        fullBatch = 0
        write(.batchSize(BatchSizeEvent(batchSize: batchSize, fromStep: step + 1)))
    }

    package func end() {
        flush(loss: nil)
        write(.end(EndEvent(step: step, totalSamples: totalSamples)))
    }

    /// Next command from Headroom, if any; does not wait.
    package func nextCommand() -> EventCommand? {
        if commands.isEmpty { receive() }
        return commands.isEmpty ? nil : commands.removeFirst()
    }

    private var commands: [EventCommand] = []

    private func receive() {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, receiveFlags)
            guard count > 0 else { return }
            received.append(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { line in
                guard let line, let command = try? decoder.decode(EventCommand.self, from: line) else { return }
                commands.append(command)
            }
        }
    }

    private func flush(loss: Double?) {
        guard line.steps > 0 else { return }
        var event = StepEvent(at: lastStepEnd, step: step, totalSamples: totalSamples)
        event.steps = line.steps
        event.samples = line.samples
        event.batchSize = line.largestBatch
        event.seconds = line.seconds
        event.inputSeconds = line.inputSeconds
        if line.pauseSeconds > 0 { event.pauseSeconds = line.pauseSeconds }
        if line.shortSteps > 0 {
            event.shortSteps = line.shortSteps
            event.shortSamples = line.shortSamples
            event.shortSeconds = line.shortSeconds
        }
        event.loss = loss.flatMap { $0.isFinite ? $0 : nil }
        if let loss, !loss.isFinite { event.diverged = true }
        event.synchronized = loss != nil
        write(.step(event))
        line = Gathered()
    }

    private func write(_ event: Event) {
        guard let bytes = try? codec.encode(event) else { return }
        // A line that was sent in part must be completed before the next one.
        if !unsent.isEmpty {
            unsent.removeFirst(send(unsent))
            guard unsent.isEmpty else { return }
        }
        let sent = send(bytes)
        if sent > 0, sent < bytes.count {
            unsent = Data(bytes.dropFirst(sent))
        }
    }

    private func send(_ bytes: Data) -> Int {
        bytes.withUnsafeBytes { buffer in
            max(0, Glibc.send(descriptor, buffer.baseAddress, buffer.count, sendFlags))
        }
    }
}
