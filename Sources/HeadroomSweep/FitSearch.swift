package import HeadroomCore

/// Looks for the largest batch size that fits, in few probes and at most one or two that run out of memory.
///
/// Each probe grows by what the memory law `M(b) = F + s b` can vouch for: the steepest slope that the measurements
/// allow bounds the next batch size from below, so that a few near points cannot be extrapolated into an
/// out-of-memory. When the law has been resolved, the search goes straight to its prediction; where a probe contradicts
/// it, the interval between what fitted and what did not is halved.
package struct FitSearch: Sendable {
    /// What to do next.
    package enum Step: Equatable, Sendable {
        case probe(batchSize: Int)
        /// A probe whose success ends the search.
        case verify(batchSize: Int)
        case done(Answer)
    }

    /// What the search found.
    package struct Answer: Equatable, Sendable {
        /// The largest batch size that was run and fitted; nil where not even the smallest did.
        package var batchSize: Int?
        package var limitedBy: SweepDocument.Fits.Limit
        /// Why the search ended before it was sure, where it did.
        package var unfinished: String?
    }

    /// A batch size is close enough to the largest when no more than this share of it may be missing.
    package static let tolerance = 0.01

    private let capacityBytes: Double
    /// The largest batch size that may be asked for, and what sets it.
    private var bound: (batchSize: Int, limit: SweepDocument.Fits.Limit)?
    private let provokesOutOfMemory: Bool
    private let probeBudget: Int

    private var fitted: [Int: Double] = [:]
    private var smallestFailure: Int?
    private(set) package var probes = 0
    private(set) package var outOfMemoryProbes = 0
    private var halvings = 0

    /// - Parameters:
    ///   - capacityBytes: what the training may take.
    ///   - bound: a batch size that must not be passed, because the data or the asked scan end there.
    ///   - provokesOutOfMemory: whether a probe may run out of memory at all.
    ///   - probeBudget: how many probes the search may make.
    package init(
        capacityBytes: Int,
        bound: (batchSize: Int, limit: SweepDocument.Fits.Limit)?,
        provokesOutOfMemory: Bool,
        probeBudget: Int = 12
    ) {
        self.capacityBytes = Double(capacityBytes)
        self.bound = bound
        self.provokesOutOfMemory = provokesOutOfMemory
        self.probeBudget = probeBudget
    }

    /// Takes in that a batch size must not be passed, because the data or the asked scan end there.
    package mutating func limit(to batchSize: Int, by limit: SweepDocument.Fits.Limit) {
        bound = (batchSize, limit)
    }

    /// Whether a larger batch size may be tried at all, by what has been measured.
    package func mayRun(_ batchSize: Int) -> Bool {
        if let smallestFailure, batchSize >= smallestFailure { return false }
        guard let low = largestFitted, let lowBytes = fitted[low], batchSize > low else { return true }
        return batchSize <= (provokesOutOfMemory ? reach(from: low, lowBytes) : cautiousReach(from: low, lowBytes))
    }

    /// The law through what has been measured.
    package var law: MemoryLaw? {
        MemoryLaw.fit(fitted.map { .init(batchSize: $0.key, peakBytes: $0.value) })
    }

    /// Takes in a trial that fitted. Trials that were made for their speed count as knowledge, not as probes.
    package mutating func fitted(batchSize: Int, peakBytes: Int, isProbe: Bool) {
        fitted[batchSize] = max(fitted[batchSize] ?? 0, Double(peakBytes))
        if isProbe { probes += 1 }
    }

    /// Takes in a trial that ran out of memory.
    package mutating func ranOut(batchSize: Int, isProbe: Bool) {
        smallestFailure = min(smallestFailure ?? .max, batchSize)
        if isProbe {
            probes += 1
            outOfMemoryProbes += 1
        }
    }

    /// The largest batch size that fitted so far.
    package var largestFitted: Int? { fitted.keys.filter { $0 < smallestFailure ?? .max }.max() }

    /// What to do next.
    package mutating func next() -> Step {
        if smallestFailure == 1 { return .done(Answer(batchSize: nil, limitedBy: .memory)) }
        guard let low = largestFitted, let lowBytes = fitted[low] else {
            return .probe(batchSize: smallestFailure.map { max(1, $0 / 8) } ?? 1)
        }
        if let bound, low >= bound.batchSize { return .done(Answer(batchSize: low, limitedBy: bound.limit)) }
        let ceiling = min(bound?.batchSize ?? .max, (smallestFailure ?? .max) - 1)
        if low >= ceiling { return .done(Answer(batchSize: low, limitedBy: .memory)) }
        if probes >= probeBudget {
            return .done(
                Answer(batchSize: low, limitedBy: .memory, unfinished: "the search ended after \(probes) probes")
            )
        }

        let target = min(ceiling, provokesOutOfMemory ? reach(from: low, lowBytes) : cautiousReach(from: low, lowBytes))
        if let failure = smallestFailure, target <= low || halvings > 0 || fitted.count < 2 {
            // The law has been contradicted, or says no more: halve what is left.
            guard Double(failure - 1 - low) > Self.tolerance * Double(low) else {
                return .done(Answer(batchSize: low, limitedBy: .memory))
            }
            halvings += 1
            return .probe(batchSize: low + max(1, (failure - low) / 2))
        }
        guard target > low, Double(target - low) > Self.tolerance / 2 * Double(low) || target == bound?.batchSize else {
            return .done(Answer(batchSize: low, limitedBy: .memory))
        }
        if target == bound?.batchSize { return .verify(batchSize: target) }
        return isResolved(at: target) ? .verify(batchSize: target) : .probe(batchSize: target)
    }

    /// The largest batch size that the measurements vouch for.
    private func reach(from low: Int, _ lowBytes: Double) -> Int {
        guard let law else {
            // One point: F >= 0 says M(b) <= M(low) b / low. A factor of 64 is step enough for a slope.
            return min(Int(Double(low) * 0.9 * capacityBytes / lowBytes), low * 64)
        }
        return law.largestBatchSize(fitting: capacityBytes, from: low)
    }

    /// The largest batch size that fits even where memory grows with the square of the batch size.
    private func cautiousReach(from low: Int, _ lowBytes: Double) -> Int {
        let fixed = min(law?.fixedBytes ?? 0, lowBytes * 0.999)
        let room = 0.98 * capacityBytes - fixed
        guard room > 0 else { return low }
        return Int(Double(low) * max(1, room / (lowBytes - fixed)).squareRoot())
    }

    /// Whether a success at this batch size leaves no more than the tolerance to be gained.
    private func isResolved(at batchSize: Int) -> Bool {
        guard let law, law.bytesPerSample > 0 else { return false }
        let predicted = (capacityBytes - law.fixedBytes) / law.bytesPerSample
        return Double(batchSize) >= (1 - 2 * Self.tolerance) * predicted
    }
}
