import HeadroomEvents

/// Creates the events of a training from the lines of its output.
struct StepReader {
    private let matcher: StepPattern.Matcher
    private let batchSize: Int
    private var lines = OutputLines()
    private var steps = 0
    private var samples = 0
    private var lastNumber: Int?
    private var firstNumber: Int?

    init?(pattern: StepPattern, batchSize: Int) {
        guard let matcher = StepPattern.Matcher(pattern) else { return nil }
        self.matcher = matcher
        self.batchSize = batchSize
    }

    /// Appends bytes of one stream, and passes on the events that they complete.
    mutating func append(_ bytes: UnsafeRawBufferPointer, at: Double, event: (Event) -> Void) {
        var complete: [String] = []
        lines.append(bytes) { complete.append($0) }
        for line in complete { read(line, at: at, event) }
    }

    /// Ends the stream, and passes on the event of a last line without a line feed.
    mutating func finish(at: Double, event: (Event) -> Void) {
        var last: String?
        lines.finish { last = $0 }
        if let last { read(last, at: at, event) }
    }

    private mutating func read(_ line: String, at: Double, _ event: (Event) -> Void) {
        guard let found = matcher.found(in: line) else { return }
        var advance = 1
        if let number = found.step {
            // A number that decreases belongs to a new epoch, counted from its start.
            if let last = lastNumber, number == last { return }
            let start = lastNumber.map { number > $0 ? $0 : 0 } ?? 0
            advance = max(1, number - start)
            if let first = firstNumber, first > 2 * advance, lastNumber == first {
                event(.hello(resumed(at: first - advance)))
            }
            firstNumber = firstNumber ?? number
            lastNumber = number
        }
        steps += advance
        samples += advance * (found.samples ?? batchSize)
        var step = StepEvent(at: at, step: steps, totalSamples: samples)
        step.steps = advance
        step.samples = advance * (found.samples ?? batchSize)
        step.batchSize = found.samples
        step.loss = found.loss
        event(.step(step))
    }

    /// Hello event of a resumed training: its first step number is far above the distance between numbers.
    private func resumed(at step: Int) -> Hello {
        Hello(
            pid: nil,
            framework: nil,
            device: nil,
            batchSizeSetBy: nil,
            canSetBatchSize: false,
            step: step,
            trainingSamples: nil
        )
    }
}
