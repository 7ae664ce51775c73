import HeadroomCore
import HeadroomNumerics
import HeadroomTrials

/// The phases of a sweep over two axes, in their order.
extension PlaneSweep {
    mutating func measure() async throws {
        try await walkFirst(at: options.second.usual, upTo: 0.35)
        try refuseFailing()
        let batchSize = choice(at: options.second.usual).recommended?.point.batchSize ?? options.first.values[0]
        let line = options.second.values.map { PlanePoint(batchSize: batchSize, other: $0) }
        try await walk(line, isListed: options.second.isListed, upTo: 0.6)
        // Where nothing fits at the usual value of the second axis, the first is walked where something does.
        if log.timeLaw == nil, let other = choice.recommended?.point.other { try await walkFirst(at: other, upTo: 0.8) }
        try refuseNothing()
        try await visitDeciding()
        try await repeatDeciding(upTo: 0.7)
        try await findLargest()
        try await repeatDeciding(upTo: 1)
        try await checkRecommendation()
    }

    private mutating func walkFirst(at other: Int, upTo share: Double) async throws {
        let line = options.first.values.map { PlanePoint(batchSize: $0, other: other) }
        try await walk(line, isListed: options.first.isListed, upTo: share)
    }

    /// Visits the points of a line in ascending order until two doublings gain little, or memory ends.
    ///
    /// - Parameter share: the share of the budget that may be used up by then.
    private mutating func walk(_ line: [PlanePoint], isListed: Bool, upTo share: Double) async throws {
        var failures = 0
        for point in line where mayGoOn && elapsedSeconds < share * options.sweep.budgetSeconds {
            if candidates.contains(where: { $0.point == point }) { continue }
            guard isPossible(point), isInTime(point) else { return }
            switch try await trial(.speed, point, phase: .walking).trial.outcome {
            case .completed: failures = 0
            case .failed: failures += 1
            case .outOfMemory, .timedOut, .stopped: return
            }
            if !isListed, isSaturated(line) || failures >= Self.mostFailures { return }
        }
    }

    /// Number of consecutive points of a line at which a command fails, before larger ones are skipped.
    private static let mostFailures = 3

    /// Whether the last two doublings of the points in a step gained little, along one line.
    private func isSaturated(_ line: [PlanePoint]) -> Bool {
        Saturation.isSaturated(
            candidates.filter { line.contains($0.point) }.map { ($0.point.points, $0.pointsPerSecond) }
        )
    }

    /// Measures the points that decide by the laws: the greatest throughput, and the smallest step that reaches a share
    /// of it.
    mutating func visitDeciding() async throws {
        for _ in 0..<Self.mostDeciding {
            guard mayGoOn, let law = log.timeLaw, let point = nextDeciding(law) else { return }
            if let predicted = law.predictedStepSeconds(at: point) { predictions.append((point, predicted)) }
            try await trial(.speed, point, phase: .walking)
        }
    }

    private static let mostDeciding = 8

    /// The next unmeasured point among the greatest and the recommended by the time law; nil once both are measured.
    private func nextDeciding(_ law: PlaneTimeLaw) -> PlanePoint? {
        let measured = Dictionary(candidates.map { ($0.point, $0) }) { $1 }
        let all = options.grid.compactMap { point -> PlaneChoice.Candidate? in
            if let known = measured[point] { return log.failed[point] == nil ? known : nil }
            // What gave no figure will not give one now.
            guard !log.tried.contains(point), isPossible(point), isInTime(point) else { return nil }
            let rate = law.pointsPerSecond(at: point)
            return PlaneChoice.Candidate(point: point, pointsPerSecond: Interval(value: rate, low: rate, high: rate))
        }
        let choice = PlaneChoice(all, paysAt: options.sweep.paysAt)
        return [choice.greatest?.point, choice.recommended?.point].compactMap(\.self).first { measured[$0] == nil }
    }

    /// Starts the points that decide again, in rounds, until their intervals are narrow enough.
    ///
    /// - Parameter share: the share of the budget that may be used up by then.
    private mutating func repeatDeciding(upTo share: Double) async throws {
        var generator = SeededGenerator(seed: options.sweep.seed &+ UInt64(log.count))
        while true {
            let decisive = choice.decisive
            let points = log.points(precision: options.sweep.precision)
            let open = points.filter {
                decisive.contains($0.place)
                    && ($0.trials.count < options.sweep.starts.lowerBound
                        || !$0.precise && $0.trials.count < options.sweep.starts.upperBound)
            }.map(\.place)
            guard !open.isEmpty else { return }
            for point in open.shuffled(using: &generator) {
                guard mayGoOn, isInTime(point), elapsedSeconds < share * options.sweep.budgetSeconds else {
                    let round = (points.filter { open.contains($0.place) }.map(\.trials.count).min() ?? 0) + 1
                    if share == 1, !stopRequest.isSet {
                        notes.append(.budgetUsedUp(seconds: Int(options.sweep.budgetSeconds), round: round))
                    }
                    return
                }
                try await trial(.speed, point, phase: .repeating)
            }
            // New figures may name other points.
            try await visitDeciding()
        }
    }

    /// Runs the recommended point through an epoch and an evaluation; where it fails, the next best follows.
    private mutating func checkRecommendation() async throws {
        for _ in 0..<Self.mostChecks {
            guard mayGoOn, let point = choice.recommended?.point, !log.verified.contains(point) else { return }
            try await trial(.verification, point, phase: .verifying)
        }
    }

    private static let mostChecks = 3

    /// Ends a sweep whose command failed wherever it was tried.
    private func refuseFailing() throws {
        guard !log.hasCompleted, let failure = lastFailure else { return }
        throw failure
    }

    /// Ends a sweep of which nothing fits.
    private func refuseNothing() throws {
        try refuseFailing()
        let ranOut = log.failed.filter { $0.value == .outOfMemory }.keys
        guard !log.hasCompleted, let least = ranOut.min(by: { $0.points < $1.points }) else { return }
        throw TrialError(
            .missing,
            "no point of the plane fits: the smallest step that was tried, \(PlaneWording(options).place(least)), ran "
                + "out of memory",
            hint: "give smaller ranges in --axes, or more memory with --memory-limit"
        )
    }

    // MARK: What is known

    /// Whether a point exists in the data, and may fit.
    func isPossible(_ point: PlanePoint) -> Bool {
        if let samples = log.trainingSamples, point.batchSize > samples { return false }
        return log.mayRun(point, isCautious: !options.sweep.provokesOutOfMemory)
    }

    /// Measured points that fit.
    private var candidates: [PlaneChoice.Candidate] {
        log.points(precision: options.sweep.precision).filter { log.failed[$0.place] == nil }.map {
            PlaneChoice.Candidate(point: $0.place, pointsPerSecond: $0.pointsPerSecond)
        }
    }

    var choice: PlaneChoice { PlaneChoice(candidates, paysAt: options.sweep.paysAt) }

    /// The choice along the first axis, at one value of the second.
    private func choice(at other: Int) -> PlaneChoice {
        PlaneChoice(candidates.filter { $0.point.other == other }, paysAt: options.sweep.paysAt)
    }
}
