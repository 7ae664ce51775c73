import HeadroomCore
import HeadroomTrials

/// What a sweep does, one after the other.
extension Sweep {
    /// Visits the batch sizes in ascending order, until the device is saturated or memory or the data end.
    mutating func walk() async throws {
        // Without steps nothing says when to stop.
        if options.watchedSeconds != nil, options.batchSizes == nil { return try await firstProbe() }
        let walk = BatchSizeWalk(
            asked: options.batchSizes,
            through: options.walksThrough ?? 1,
            and: options.otherBatchSizes
        )
        var last = log.starts.keys.max()
        while let batchSize = walk.next(after: last, trainingSamples: log.trainingSamples), mayGoOn {
            if options.batchSizes == nil, Saturation.isSaturated(log.throughputs(precision: options.precision)) {
                return
            }
            if last != nil, !search.mayRun(batchSize) { return }
            let result = try await trial(.speed, batchSize, phase: .walking)
            try refuseAskedBeyondData()
            if result.document.outcome != .completed { return }
            last = batchSize
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
        if !training.noise.isEmpty { log.addGradients(of: training) }
    }

    /// Where nobody says at which batch size the command trains.
    private static let usualBatchSize = 64

    mutating func firstProbe() async throws {
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
        while mayGoOn {
            switch search.next() {
            case .done(let found):
                answer = found
                return
            case .probe(let batchSize):
                _ = try await trial(.probe, batchSize, phase: .probing)
            case .verify(let batchSize):
                _ = try await trial(.verification, batchSize, phase: .verifying)
            }
        }
        // A search that has not begun has no answer; what the walk has run says only that it ran.
        if let largest = search.largestFitted, search.probes > 0 {
            answer = FitSearch.Answer(batchSize: largest, limitedBy: .memory, unfinished: "the time was up")
        }
    }

    /// Visits those that were asked for besides the walk and lie beyond its end, as far as they fit.
    mutating func visitOthers() async throws {
        let limit = min(answer?.batchSize ?? search.largestFitted ?? 0, log.trainingSamples ?? .max)
        for batchSize in options.otherBatchSizes.sorted() where log.starts[batchSize] == nil && batchSize <= limit {
            guard mayGoOn else { return }
            let result = try await trial(.speed, batchSize, phase: .walking)
            if result.document.outcome != .completed { return }
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
                $0.trials.count < options.starts.lowerBound
                    || !$0.precise && $0.trials.count < options.starts.upperBound
            }.map(\.batchSize)
            guard !open.isEmpty else { return }
            open.shuffle(using: &generator)
            let round = (points.map(\.trials.count).min() ?? 0) + 1
            for (index, batchSize) in open.enumerated() {
                guard mayGoOn, elapsedSeconds < share * options.budgetSeconds else {
                    if share == 1, !stopRequest.isSet {
                        notes.append("the budget of \(Int(options.budgetSeconds)) s was used up in round \(round)")
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
