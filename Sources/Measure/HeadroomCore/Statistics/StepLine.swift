/// One line of a training process: the end of a step, or of several short ones together.
package struct StepLine: Equatable, Sendable {
    /// Monotonic time in seconds at the end of the (last) step.
    package var at: Double
    /// Samples so far.
    package var totalSamples: Int
    /// Steps so far.
    package var totalSteps: Int
    /// Number of steps of the line.
    package var steps: Int
    /// The time of these steps in seconds, where the process measured it.
    package var seconds: Double?
    /// Part of the time spent waiting for input.
    package var inputSeconds: Double?
    /// Time since the line before outside of steps, such as in an evaluation; nil where it is not reported.
    package var pauseSeconds: Double?
    /// The steps with fewer samples than the others, and their time without waiting for input.
    package var short: Short?

    package struct Short: Equatable, Sendable {
        package var steps: Int
        package var samples: Int
        package var seconds: Double

        package init(steps: Int, samples: Int, seconds: Double) {
            self.steps = steps
            self.samples = samples
            self.seconds = seconds
        }
    }

    package init(
        at: Double,
        totalSamples: Int,
        totalSteps: Int,
        steps: Int = 1,
        seconds: Double? = nil,
        inputSeconds: Double? = nil,
        pauseSeconds: Double? = nil
    ) {
        self.at = at
        self.totalSamples = totalSamples
        self.totalSteps = totalSteps
        self.steps = steps
        self.seconds = seconds
        self.inputSeconds = inputSeconds
        self.pauseSeconds = pauseSeconds
    }
}

extension StepLine {
    /// Half as many lines, each joining two.
    package static func joinedInPairs(_ lines: [StepLine]) -> [StepLine] {
        func sum(_ first: Double?, _ second: Double?) -> Double? {
            first.flatMap { first in second.map { first + $0 } }
        }
        return stride(from: 0, to: lines.count, by: 2).map { index in
            guard index + 1 < lines.count else { return lines[index] }
            let (first, second) = (lines[index], lines[index + 1])
            var line = second
            line.steps += first.steps
            line.seconds = sum(first.seconds, second.seconds)
            line.inputSeconds = sum(first.inputSeconds, second.inputSeconds)
            line.pauseSeconds = sum(first.pauseSeconds, second.pauseSeconds)
            line.short = [first.short, second.short].compactMap(\.self).reduce(nil) { sum, next in
                Short(
                    steps: (sum?.steps ?? 0) + next.steps,
                    samples: (sum?.samples ?? 0) + next.samples,
                    seconds: (sum?.seconds ?? 0) + next.seconds
                )
            }
            return line
        }
    }
}

/// The steps between two lines that arrived one after the other.
package struct Stretch: Equatable, Sendable {
    package var steps: Int
    package var samples: Int
    package var seconds: Double
    package var inputSeconds: Double?
    package var endsAt: Double

    package var stepSeconds: Double { seconds / Double(steps) }

    /// The stretches between consecutive lines; the first line only marks the start of the first stretch.
    ///
    /// The time of a stretch is the elapsed time, less the time outside of steps as reported by the process. Where a
    /// process only reports step times, and some are far less than the elapsed time, the rest is taken for an
    /// evaluation or a checkpoint, and excluded. A process whose step times are always less, because it does not wait
    /// for its device, is not trusted.
    package static func between(_ lines: [StepLine]) -> [Stretch] {
        let pairs = zip(lines, lines.dropFirst()).filter { before, after in
            after.totalSteps > before.totalSteps && after.at > before.at && after.totalSamples >= before.totalSamples
        }
        let pauses = pairs.map { before, after in pause(before, after) }
        let areRare = 5 * pauses.filter { $0 > 0 }.count <= pauses.count
        return zip(pairs, pauses).map { pair, pause in
            let (before, after) = pair
            let steps = after.totalSteps - before.totalSteps
            return Stretch(
                steps: steps,
                samples: after.totalSamples - before.totalSamples,
                seconds: after.at - before.at - (areRare || after.pauseSeconds != nil ? pause : 0),
                inputSeconds: steps == after.steps ? after.inputSeconds : nil,
                endsAt: after.at
            )
        }
    }

    /// Time between two lines outside of steps, as reported by the process; 0 where a line between was dropped.
    private static func pause(_ before: StepLine, _ after: StepLine) -> Double {
        let elapsed = after.at - before.at
        let isNext = after.totalSteps - before.totalSteps == after.steps
        if let said = after.pauseSeconds { return isNext && 0..<elapsed ~= said ? said : 0 }
        guard let seconds = after.seconds, seconds > 0, isNext else {
            return 0
        }
        let pause = elapsed - seconds
        return pause > 0.1 * elapsed ? pause : 0
    }
}
