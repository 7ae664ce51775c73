/// Consecutive steps that are resampled together, to preserve the correlation of neighbours.
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

/// The part of a trial after the warm-up, from which figures are computed.
package struct SteadyWindow: Equatable, Sendable {
    package var warmupSteps: Int
    package var steps: Int
    package var samples: Int
    package var elapsedSeconds: Double
    package var startsAt: Double
    package var endsAt: Double
    /// About twenty blocks of similar length in time.
    package var blocks: [Block]
    package var quantiles: StepQuantiles
    /// Share of the time spent waiting for input; nil where the process does not report it.
    package var inputWaitRatio: Double?

    private static let blockCount = 20

    /// Relative difference of the step time between the last third and the first, where it is clear; else 0.
    ///
    /// A step time that still changes by a tenth or more is not steady.
    package var drift: Double {
        let third = blocks.count / 3
        guard third >= 2 else { return 0 }
        func times(_ blocks: ArraySlice<Block>) -> (mean: Double, variance: Double) {
            let times = blocks.filter { $0.steps > 0 }.map { $0.seconds / Double($0.steps) }
            let mean = times.reduce(0, +) / Double(max(1, times.count))
            let squares = times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (mean, squares / Double(max(1, times.count - 1)) / Double(max(1, times.count)))
        }
        let (first, last) = (times(blocks.prefix(third)), times(blocks.suffix(third)))
        guard first.mean > 0 else { return 0 }
        let change = last.mean - first.mean
        let isClear = abs(change) > 4 * (first.variance + last.variance).squareRoot()
        return isClear ? change / first.mean : 0
    }

    /// The steady part of the lines; nil with fewer than two, which are not informative.
    ///
    /// - Parameters:
    ///   - startSeconds: the length of the slow start as known from other trials, from the first line on.
    ///   - startSteps: the same in steps; the longer of the two is excluded, up to twice the seconds.
    package init?(of lines: [StepLine], after startSeconds: Double = 0, steps startSteps: Int = 0) {
        let everything = Stretch.between(lines)
        let firstAt = lines.first?.at ?? 0
        let firstSteps = lines.first?.totalSteps ?? 0
        var seen = firstSteps
        let known = everything.prefix { stretch in
            seen += stretch.steps
            let elapsed = stretch.endsAt - firstAt
            return elapsed <= startSeconds || seen <= startSteps && elapsed <= 2 * startSeconds
        }
        let all = Array(everything.dropFirst(known.count))
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
