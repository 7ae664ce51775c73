/// Consecutive steps that are resampled together, so that what a step owes to its neighbours stays inside.
package struct Block: Equatable, Sendable {
    package var steps: Int
    package var samples: Int
    package var seconds: Double

    package init(steps: Int, samples: Int, seconds: Double) {
        self.steps = steps
        self.samples = samples
        self.seconds = seconds
    }
}

/// The part of a trial that counts: what came after the warm-up.
package struct SteadyWindow: Equatable, Sendable {
    package var warmupSteps: Int
    package var steps: Int
    package var samples: Int
    package var elapsedSeconds: Double
    package var startsAt: Double
    package var endsAt: Double
    /// About twenty blocks of about the same time.
    package var blocks: [Block]
    package var quantiles: StepQuantiles
    /// The share of the time spent waiting for input; nil where the process does not say.
    package var inputWaitRatio: Double?

    private static let blockCount = 20

    /// The steady part of the lines; nil where fewer than two of them tell nothing.
    package init?(of lines: [StepLine]) {
        let all = Stretch.between(lines)
        let stretches = all.dropFirst(ChangePoint.warmUp(all))
        guard let first = stretches.first, let last = stretches.last, let end = lines.last else { return nil }
        steps = stretches.reduce(0) { $0 + $1.steps }
        samples = stretches.reduce(0) { $0 + $1.samples }
        elapsedSeconds = stretches.reduce(0) { $0 + $1.seconds }
        warmupSteps = end.totalSteps - steps
        startsAt = first.endsAt - first.seconds
        endsAt = last.endsAt
        quantiles = StepQuantiles(stretches.map { ($0.stepSeconds, $0.steps) })
        let inputs = stretches.compactMap(\.inputSeconds)
        inputWaitRatio = inputs.count == stretches.count ? min(1, inputs.reduce(0, +) / elapsedSeconds) : nil

        var blocks: [Block] = []
        var open = Block(steps: 0, samples: 0, seconds: 0)
        let least = elapsedSeconds / Double(Self.blockCount)
        for stretch in stretches {
            open.steps += stretch.steps
            open.samples += stretch.samples
            open.seconds += stretch.seconds
            if open.seconds >= least * (1 - 1e-9) {
                blocks.append(open)
                open = Block(steps: 0, samples: 0, seconds: 0)
            }
        }
        if open.steps > 0 { blocks.append(open) }
        self.blocks = blocks
    }
}
