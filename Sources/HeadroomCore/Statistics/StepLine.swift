/// What one line of a training process says: that a step has ended, or several short ones together.
package struct StepLine: Equatable, Sendable {
    /// Monotonic time in seconds at the end of the (last) step.
    package var at: Double
    /// Samples so far.
    package var totalSamples: Int
    /// Steps so far.
    package var totalSteps: Int
    /// The steps that the line stands for.
    package var steps: Int
    /// The time of these steps in seconds, where the process measured it.
    package var seconds: Double?
    /// The part of the time spent waiting for input.
    package var inputSeconds: Double?

    package init(
        at: Double,
        totalSamples: Int,
        totalSteps: Int,
        steps: Int = 1,
        seconds: Double? = nil,
        inputSeconds: Double? = nil
    ) {
        self.at = at
        self.totalSamples = totalSamples
        self.totalSteps = totalSteps
        self.steps = steps
        self.seconds = seconds
        self.inputSeconds = inputSeconds
    }
}

/// What happened between two lines that arrived one after the other.
package struct Stretch: Equatable, Sendable {
    package var steps: Int
    package var samples: Int
    package var seconds: Double
    package var inputSeconds: Double?
    package var endsAt: Double

    package var stepSeconds: Double { seconds / Double(steps) }

    /// The stretches between consecutive lines; the first line only says where the first stretch begins.
    package static func between(_ lines: [StepLine]) -> [Stretch] {
        zip(lines, lines.dropFirst()).compactMap { before, after in
            let steps = after.totalSteps - before.totalSteps
            let elapsed = after.at - before.at
            guard steps > 0, elapsed > 0, after.totalSamples >= before.totalSamples else { return nil }
            // The process's own time leaves out what is no step, such as an evaluation; a dropped line loses it.
            let isWhole = steps == after.steps
            return Stretch(
                steps: steps,
                samples: after.totalSamples - before.totalSamples,
                seconds: isWhole ? min(after.seconds ?? elapsed, elapsed) : elapsed,
                inputSeconds: isWhole ? after.inputSeconds : nil,
                endsAt: after.at
            )
        }
    }
}
