import FoundationEssentials
import Glibc
import HeadroomSystem

/// The training process's end of the event socket.
///
/// It never blocks the training: what the socket does not take at once is dropped, and the cumulative counters make
/// the counts right all the same. Short steps are gathered into one line for each ``lineSeconds``. Use it from the
/// thread that trains.
package final class EventWriter {
    /// Steps are reported together until this much time has passed.
    package static let lineSeconds = 0.04

    private let descriptor: Int32
    private let codec = EventCodec()
    private let decoder = JSONDecoder()
    private var received = LineBuffer()
    /// The rest of a line of which the socket took only the beginning.
    private var unsent = Data()

    private var step = 0
    private var totalSamples = 0
    private var lastStepEnd = MonotonicClock.seconds()
    private var line = Gathered()
    /// Samples of the largest step since the batch size was changed last.
    private var fullBatch = 0

    /// Steps that have not been written yet.
    private struct Gathered {
        var steps = 0
        var samples = 0
        var largestBatch = 0
        var seconds = 0.0
        var inputSeconds = 0.0
        /// Time before the first of them that was no step.
        var pauseSeconds = 0.0
        /// Those of an epoch's odd last batch.
        var shortSteps = 0
        var shortSamples = 0
        var shortSeconds = 0.0
    }

    /// Connects to the socket that the environment names; nil where there is none to connect to.
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

    /// - Parameter step: the steps that a training had before it was resumed.
    package func hello(_ hello: Hello, from step: Int = 0) {
        self.step = step
        write(.hello(hello))
    }

    /// Leaves the time since the last step out of the next one, and of the elapsed time: after an evaluation, or a
    /// checkpoint.
    package func restartClock() {
        // A pause is told by the line that begins after it.
        flush(loss: nil)
        let now = MonotonicClock.seconds()
        if step > 0 { line.pauseSeconds += now - lastStepEnd }
        lastStepEnd = now
    }

    /// Reports that a step has ended now.
    ///
    /// Where a line is due, the step has ended when its loss is there: until then the device may only have been given its
    /// work.
    ///
    /// - Parameters:
    ///   - samples: samples of this step.
    ///   - batchSize: how many of them went through the model at once; nil for all.
    ///   - inputSeconds: the part of the step that was spent waiting for input.
    ///   - loss: the loss of this step, asked for only when a line is due, since reading it may wait for the device.
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

    /// Reports the squared norm of a gradient at the point that the next step starts from.
    ///
    /// - Parameters:
    ///   - preconditioned: that of the gradient as the optimizer scales it; nil where it does not.
    ///   - count: how many gradients over `batchSize` samples each it is the mean of.
    package func gradient(batchSize: Int, squaredNorm: Double, preconditioned: Double? = nil, count: Int = 1) {
        guard squaredNorm.isFinite else { return }
        var event = GradientEvent(step: step + 1, batchSize: batchSize, squaredNorm: squaredNorm, count: count)
        event.preconditionedSquaredNorm = preconditioned.flatMap { $0.isFinite ? $0 : nil }
        write(.gradient(event))
    }

    /// Says that the requested batch size holds from the next step on.
    package func batchSizeChanged(to batchSize: Int) {
        flush(loss: nil)
        fullBatch = 0
        write(.batchSize(BatchSizeEvent(batchSize: batchSize, fromStep: step + 1)))
    }

    package func end() {
        flush(loss: nil)
        write(.end(EndEvent(step: step, totalSamples: totalSamples)))
    }

    /// The next thing that Headroom asked for, if any; does not wait.
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
        // A line that was begun has to be finished before another may follow it.
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
