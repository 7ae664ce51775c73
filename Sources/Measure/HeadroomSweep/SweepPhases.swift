import HeadroomCore
import HeadroomNumerics
import HeadroomTrials

/// The phases of a sweep, in their order.
extension Sweep {
    /// Visits the batch sizes in ascending order, until the device is saturated or memory or the data end.
    mutating func walk() async throws {
        // Without steps there is no stopping rule.
        if options.watchedSeconds != nil, options.batchSizes == nil { return try await firstProbe() }
        let walk = BatchSizeWalk(
            asked: options.batchSizes,
            through: options.walksThrough ?? ownBatchSize ?? 1,
            and: options.otherBatchSizes
        )
        var failed: [Int] = []
        while let batchSize = walk.next(after: walkedTo, trainingSamples: log.trainingSamples), mayWalkOn {
            if options.batchSizes == nil, Saturation.isSaturated(log.throughputs(precision: options.precision)) {
                return
            }
            if walkedTo != nil, !search.mayRun(batchSize) { return }
            walkedTo = batchSize
            // The baseline was measured first.
            if log.starts[batchSize] != nil { continue }
            let finished = try await trial(.speed, batchSize, phase: .walking)
            try refuseAskedBeyondData()
            switch finished.trial.outcome {
            case .completed: failed = []
            case .failed:
                failed.append(batchSize)
                // Requested sizes are all tried.
                guard options.batchSizes == nil, failed.count >= Self.mostFailures else { continue }
                try refuseFailing(failed)
                return
            case .outOfMemory, .timedOut, .stopped: return
            }
        }
        try refuseFailing(failed)
    }

    /// Whether there is time for another batch size, and for the phases after the walk.
    private var mayWalkOn: Bool {
        let isNoiseOpen = options.measuresNoise && log.noise == nil && log.noiseReason == nil
        return mayGoOn && (!isNoiseOpen || elapsedSeconds < 0.5 * options.budgetSeconds)
    }

    /// Number of consecutive batch sizes at which a command fails, before larger ones are skipped.
    private static let mostFailures = 3

    /// Ends a sweep whose command fails at every batch size that was tried.
    private func refuseFailing(_ sizes: [Int]) throws {
        guard !sizes.isEmpty, !log.hasCompleted, let failure = lastFailure else { return }
        var error = failure
        if sizes.count > 1 {
            let tried = sizes.map(String.init).joined(separator: ", ")
            error = TrialError(
                failure.code,
                "the command fails at every batch size that was tried (\(tried)); at the last, \(failure.message)",
                hint: "where it needs certain batch sizes, name them: --batch-sizes 24,48,96",
                lastLines: failure.lastLines
            )
        }
        throw error
    }

    /// The baseline batch size, as observed or as given by the user.
    private var ownBatchSize: Int? {
        options.workload == nil ? options.baseline?.batchSize ?? log.ownBatchSize : nil
    }

    /// Starts the command as the user does, at its own batch size, which is known to work.
    ///
    /// A failure may mean that the command needs a batch size from Headroom.
    mutating func observe() async throws {
        guard mayGoOn, options.batchSizes == nil || options.kind == .fit, options.watchedSeconds == nil,
            options.knownStart == nil
        else { return }
        let purpose: TrialDocument.Purpose = options.kind == .fit ? .probe : .speed
        if let said = options.baseline?.batchSize {
            guard options.workload == nil else { return }
            _ = try await trial(purpose, said, phase: .walking, isAlone: true)
            return
        }
        guard let command = options.ownCommand else { return }
        let isUnchanged = command == options.command
        let finished = try await trial(purpose, nil, phase: .watching) {
            $0.command = command
            $0.batchSizeVariable = nil
        }
        // A command that never reports a step does so at no other batch size.
        if isUnchanged, let failure = finished.result.failure, failure.commandStatus == nil { throw failure }
    }

    /// Runs the recommended batch size through an epoch and an evaluation.
    ///
    /// Its speed trials end before that; a batch size that fails here is replaced by the next best.
    mutating func checkRecommendation() async throws {
        for _ in 0..<Self.mostChecks {
            guard mayGoOn, options.watchedSeconds == nil, options.knownStart == nil,
                let batchSize = conclusion.advice.recommendation?.batchSize,
                !isChecked(batchSize)
            else { return }
            // A whole epoch includes the smaller last batch, which a shortened one may not have.
            let rate = log.samplesPerSecond(at: batchSize)
            let seconds = log.trainingSamples.flatMap { samples in rate.map { Double(samples) / $0 } }
            let isWhole = seconds.map { $0 < options.patienceSeconds(remainingSeconds) } ?? false
            let finished = try await trial(.verification, batchSize, phase: .verifying) { plan in
                if isWhole { plan.epochBatches = nil }
            }
            guard finished.trial.outcome != .completed else { return }
        }
    }

    private static let mostChecks = 4

    /// Whether a trial at this batch size covered all phases of a training, or failed to.
    private func isChecked(_ batchSize: Int) -> Bool {
        log.trials.contains { trial in
            trial.batchSize == batchSize && trial.outcome == .completed
                && (trial.purpose == .verification || trial.coverage == .evaluation)
        }
    }

    /// Runs the unchanged command once, and measures the gradient noise scale on the way.
    mutating func measureNoise() async throws {
        guard mayGoOn, log.noise == nil else { return }
        let batchSize = options.baseline?.batchSize ?? log.ownBatchSize ?? Self.usualBatchSize
        _ = try await trial(.gradient, min(batchSize, log.trainingSamples ?? batchSize), phase: .learning)
    }

    /// Reuses the observed gradients of an earlier training, so that none is run for them; called before the sweep
    /// runs.
    mutating func takeGradients(of training: TrialResult) {
        if !training.gradients.noise.isEmpty { log.addGradients(of: training) }
    }

    /// Batch size where that of the command is unknown.
    private static let usualBatchSize = 64

    mutating func firstProbe() async throws {
        guard mayGoOn else { return }
        // Where the command is known to run at the baseline, that is the first point of the law.
        guard search.largestFitted == nil || options.watchedSeconds != nil else { return }
        _ = try await trial(.probe, options.batchSizes?.first ?? 1, phase: .probing)
        try refuseAskedBeyondData()
    }

    /// Searches for the largest batch size that fits, and runs it.
    mutating func findLargest() async throws {
        if let largest = options.batchSizes?.last {
            search.limit(to: largest, by: .scan)
        }
        if let samples = log.trainingSamples, samples < options.batchSizes?.last ?? .max {
            search.limit(to: samples, by: .data)
        }
        if mayGoOn, let batchSize = unseenEvaluation { _ = try await trial(.probe, batchSize, phase: .probing) }
        while mayGoOn {
            let finished: FinishedTrial
            switch search.next() {
            case .done(let found):
                answer = found
                if found.batchSize == nil { try refuseNothing() }
                return
            case .probe(let batchSize) where !isInTime(batchSize), .verify(let batchSize) where !isInTime(batchSize):
                search.tooSlow(batchSize: batchSize, isProbe: false)
                continue
            case .probe(let batchSize):
                finished = try await trial(.probe, batchSize, phase: .probing)
            case .verify(let batchSize):
                finished = try await trial(.verification, batchSize, phase: .verifying)
            }
            if finished.trial.outcome == .failed, log.failures.count >= Self.mostFailures {
                try refuseFailing(log.failures.keys.sorted())
            }
        }
        // A search that has not begun has no answer; the walk only showed that its batch sizes run.
        if let largest = search.largestFitted, search.probes > 0 {
            answer = FitSearch.Answer(batchSize: largest, limitedBy: search.limit, unfinished: .timeWasUp)
        }
    }

    /// Ends a search whose command ran at no batch size, for a reason independent of the batch size.
    private func refuseNothing() throws {
        try refuseFailing(log.failures.keys.sorted())
        let ranOut = log.trials.filter { $0.outcome == .outOfMemory }
        guard let limit = options.hostLimitBytes(trainsOnDevice: log.trainsOnDevice), !ranOut.isEmpty,
            ranOut.allSatisfy({ $0.coverage == nil && $0.outOfMemory?.resource != .device })
        else { return }
        throw TrialError(
            .missing,
            OpenReason.beyondMemoryLimit(bytes: limit).sentence,
            hint: "give it more with --memory-limit: a smaller batch size does not help"
        )
    }

    /// The batch size at which to wait for an evaluation, where no trial has reached one that a PyTorch script may
    /// have.
    private var unseenEvaluation: Int? {
        guard options.kind != .fit, options.workload == nil, !search.hasSeenEvaluation,
            log.namedFrameworks["torch"] != nil
        else { return nil }
        return log.ownBatchSize ?? log.starts.keys.min()
    }

    /// Visits the requested batch sizes beyond the end of the walk, as far as they fit.
    mutating func visitOthers() async throws {
        let limit = min(answer?.batchSize ?? search.largestFitted ?? 0, log.trainingSamples ?? .max)
        for batchSize in options.otherBatchSizes.sorted() where log.starts[batchSize] == nil && batchSize <= limit {
            guard mayGoOn else { return }
            let finished = try await trial(.speed, batchSize, phase: .walking)
            if finished.trial.outcome != .completed { return }
        }
    }

    /// Starts every batch size again, in rounds, until the intervals are narrow enough.
    ///
    /// Where new figures show that the device was not saturated after all, the walk continues.
    ///
    /// - Parameter share: the share of the budget that may be used up by then.
    mutating func repeatRounds(upTo share: Double) async throws {
        // Every call has its own order, by the number of trials before it, so that a seed repeats them all.
        var generator = SeededGenerator(seed: options.seed &+ UInt64(log.trials.count))
        while true {
            let points = log.points(precision: options.precision)
            var open = points.filter {
                log.failures[$0.batchSize] == nil
                    && ($0.trials.count < options.starts.lowerBound
                        || !$0.precise && $0.trials.count < options.starts.upperBound)
            }.map(\.batchSize)
            guard !open.isEmpty else { return }
            open.shuffle(using: &generator)
            let round = (points.map(\.trials.count).min() ?? 0) + 1
            for (index, batchSize) in open.enumerated() {
                guard mayGoOn, elapsedSeconds < share * options.budgetSeconds else {
                    if share == 1, !stopRequest.isSet {
                        notes.append(.budgetUsedUp(seconds: Int(options.budgetSeconds), round: round))
                    }
                    return
                }
                let expected =
                    log.trials.count + open.count - index + max(0, options.starts.lowerBound - round) * open.count
                _ = try await trial(.speed, batchSize, phase: .repeating, expected: expected)
            }
            try await walk()
        }
    }
}
