import HeadroomCore
import HeadroomNumerics
import HeadroomTrials

/// What a sweep does, one after the other.
extension Sweep {
    /// Visits the batch sizes in ascending order, until the device is saturated or memory or the data end.
    mutating func walk() async throws {
        // Without steps nothing says when to stop.
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
            // The command's own batch size was measured first.
            if log.starts[batchSize] != nil { continue }
            let finished = try await trial(.speed, batchSize, phase: .walking)
            try refuseAskedBeyondData()
            switch finished.trial.outcome {
            case .completed: failed = []
            case .failed:
                failed.append(batchSize)
                // Sizes that were asked for are all tried.
                guard options.batchSizes == nil, failed.count >= Self.mostFailures else { continue }
                try refuseFailing(failed)
                return
            case .outOfMemory, .timedOut, .stopped: return
            }
        }
        try refuseFailing(failed)
    }

    /// Whether there is time for another batch size, and for what has to come after the walk.
    private var mayWalkOn: Bool {
        let isNoiseOpen = options.measuresNoise && log.noise == nil && log.noiseReason == nil
        return mayGoOn && (!isNoiseOpen || elapsedSeconds < 0.5 * options.budgetSeconds)
    }

    /// A command that fails at this many batch sizes one after the other is not tried at larger ones.
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

    /// The batch size that the command has by itself, or has today by its user's word.
    private var ownBatchSize: Int? {
        options.workload == nil ? options.baseline?.batchSize ?? log.ownBatchSize : nil
    }

    /// Starts the command as its user does, at its own batch size: where it is known to work.
    ///
    /// That it fails so may mean that it needs a batch size from us.
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
        // One that never reports a step does so at no other batch size.
        if isUnchanged, let failure = finished.result.failure, failure.commandStatus == nil { throw failure }
    }

    /// Lets the batch size that will be recommended go through an epoch and an evaluation.
    ///
    /// The trials of its speed end before that; what fails there is not recommended, but the next best.
    mutating func checkRecommendation() async throws {
        for _ in 0..<Self.mostChecks {
            guard mayGoOn, options.watchedSeconds == nil, options.knownStart == nil,
                let batchSize = conclusion.advice.recommendation?.batchSize,
                !isChecked(batchSize)
            else { return }
            // A whole epoch has the odd last batch, which one that is cut short may not have.
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

    /// Whether a trial at this batch size went through all that a training does, or failed to.
    private func isChecked(_ batchSize: Int) -> Bool {
        log.trials.contains { trial in
            trial.batchSize == batchSize && trial.outcome == .completed
                && (trial.purpose == .verification || trial.coverage == .evaluation)
        }
    }

    /// Lets the command train once as it does by itself, and say how noisy its gradients are on the way.
    mutating func measureNoise() async throws {
        guard mayGoOn, log.noise == nil else { return }
        let batchSize = options.baseline?.batchSize ?? log.ownBatchSize ?? Self.usualBatchSize
        _ = try await trial(.gradient, min(batchSize, log.trainingSamples ?? batchSize), phase: .learning)
    }

    /// Takes what a training said of its gradients that was made before, so that none is made for it; before the sweep runs.
    mutating func takeGradients(of training: TrialResult) {
        if !training.gradients.noise.isEmpty { log.addGradients(of: training) }
    }

    /// Where nobody says at which batch size the command trains.
    private static let usualBatchSize = 64

    mutating func firstProbe() async throws {
        guard mayGoOn else { return }
        // Where the command is known to run at its own batch size, that is the first point of the law.
        guard search.largestFitted == nil || options.watchedSeconds != nil else { return }
        _ = try await trial(.probe, options.batchSizes?.first ?? 1, phase: .probing)
        try refuseAskedBeyondData()
    }

    /// Looks for the largest batch size that fits, and runs it.
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
            case .probe(let batchSize):
                finished = try await trial(.probe, batchSize, phase: .probing)
            case .verify(let batchSize):
                finished = try await trial(.verification, batchSize, phase: .verifying)
            }
            if finished.trial.outcome == .failed, log.failures.count >= Self.mostFailures {
                try refuseFailing(log.failures.keys.sorted())
            }
        }
        // A search that has not begun has no answer; what the walk has run says only that it ran.
        if let largest = search.largestFitted, search.probes > 0 {
            answer = FitSearch.Answer(batchSize: largest, limitedBy: search.limit, unfinished: .timeWasUp)
        }
    }

    /// Ends a search whose command ran at no batch size for a reason that no batch size changes.
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

    /// Where no trial has seen an evaluation that a PyTorch script may have: the batch size at which to look for one.
    private var unseenEvaluation: Int? {
        guard options.kind != .fit, options.workload == nil, !search.hasSeenEvaluation,
            log.namedFrameworks["torch"] != nil
        else { return nil }
        return log.ownBatchSize ?? log.starts.keys.min()
    }

    /// Visits those that were asked for besides the walk and lie beyond its end, as far as they fit.
    mutating func visitOthers() async throws {
        let limit = min(answer?.batchSize ?? search.largestFitted ?? 0, log.trainingSamples ?? .max)
        for batchSize in options.otherBatchSizes.sorted() where log.starts[batchSize] == nil && batchSize <= limit {
            guard mayGoOn else { return }
            let finished = try await trial(.speed, batchSize, phase: .walking)
            if finished.trial.outcome != .completed { return }
        }
    }

    /// Starts every batch size anew, round after round, until the intervals are tight enough.
    ///
    /// Where the new figures say that the device was not saturated after all, the walk goes on.
    ///
    /// - Parameter share: the share of the budget that may be used up by then.
    mutating func repeatRounds(upTo share: Double) async throws {
        // Every call has an order of its own: by the trials before it, so that a seed repeats them all.
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
