package import HeadroomCore

/// Searches for the largest batch size that fits, in few probes, of which at most one or two run out of memory.
///
/// Each probe grows as far as the memory law `M(b) = F + s b` supports: the steepest slope that the measurements allow
/// bounds the next batch size, so that a few close points cannot be extrapolated into an out-of-memory error. Once the
/// law is resolved, the search goes straight to its prediction.
package struct FitSearch: Sendable {
    /// The next step of the search.
    package enum Step: Equatable, Sendable {
        case probe(batchSize: Int)
        /// Runs a probe whose success ends the search.
        case verify(batchSize: Int)
        case done(Answer)
    }

    /// Relative tolerance of the largest batch size.
    private var tolerance: Double { binding?.noise == .allocator ? 0.015 : 0.02 }

    /// The share of the capacity up to which a probe is far from running out.
    private static let farShare = 0.75

    /// Upper limit of any batch size.
    private static let endless = 1 << 40

    /// The host memory, and that of the device where one trains.
    private var memories: [MemoryPeaks]
    /// The largest permitted batch size, and the source of that limit.
    private var bound: (batchSize: Int, limit: SweepDocument.Fits.Limit)?
    private let provokesOutOfMemory: Bool
    private let probeBudget: Int
    /// The baseline batch size, which is in use and so likely to fit.
    package var ownBatchSize: Int?

    /// Whether probes far from the limit share a running process, so that one more costs next to nothing.
    package var sharesProcess = false
    /// Whether the device reports the peak of each batch size, even after a larger one in the same process.
    package var tellsEveryPeak = false

    /// Batch sizes of runs that fitted.
    private var ran: Set<Int> = []
    /// Batch sizes of runs up to the end of an evaluation.
    private var evaluated: Set<Int> = []
    /// Batch sizes that fitted in more than one run, and in each.
    private var confirmed: Set<Int> = []
    /// Batch sizes that fitted in a verification, which covers more evaluations than a probe.
    private var verified: Set<Int> = []
    /// Trials that ran out of memory, including speed trials.
    private var failures: [Failure] = []
    /// Batch sizes at which the command failed for other reasons than memory.
    private var broken: Set<Int> = []
    /// The smallest batch size whose steps take too long to wait for.
    private var smallestSlow: Int?
    private(set) package var probes = 0
    private(set) package var outOfMemoryProbes = 0

    /// A trial that ran out of memory.
    private struct Failure {
        var batchSize: Int
        /// The memory that ran out, and its capacity at that time.
        var limit: SweepDocument.Fits.Limit
        var capacityBytes: Double
    }

    private var smallestFailure: Int? { failures.map(\.batchSize).min() }

    /// - Parameters:
    ///   - capacityBytes: host memory available to the training.
    ///   - bound: the upper limit of the batch size, by the data or the requested range.
    ///   - provokesOutOfMemory: whether a probe may run out of memory at all.
    ///   - probeBudget: maximum number of probes.
    package init(
        capacityBytes: Int,
        bound: (batchSize: Int, limit: SweepDocument.Fits.Limit)?,
        provokesOutOfMemory: Bool,
        probeBudget: Int = 12
    ) {
        memories = [MemoryPeaks(.host, capacityBytes: Double(capacityBytes))]
        self.bound = bound
        self.provokesOutOfMemory = provokesOutOfMemory
        self.probeBudget = probeBudget
    }

    /// Records an upper limit of the batch size, by the data or the requested range.
    package mutating func limit(to batchSize: Int, by limit: SweepDocument.Fits.Limit) {
        bound = (batchSize, limit)
    }

    /// Records the device memory available to the training, as of the last trial.
    ///
    /// - Parameter noise: the noise of its peaks.
    package mutating func limitDevice(to capacityBytes: Int, noise: MemoryLaw.Noise = .process) {
        let capacity = Double(capacityBytes)
        // What ran out while another program held memory that is free again may fit now.
        let less = (1 - tolerance) * capacity
        failures.removeAll { $0.limit == .device && $0.capacityBytes < less }
        if let index = memories.firstIndex(where: { $0.limit == .device }) {
            memories[index].capacityBytes = capacity
            memories[index].noise = noise
        } else {
            memories.append(MemoryPeaks(.device, capacityBytes: capacity))
            memories[memories.count - 1].noise = noise
        }
    }

    /// Whether a larger batch size may be tried at all, by the measurements so far.
    package func mayRun(_ batchSize: Int) -> Bool {
        if let smallestFailure, batchSize >= smallestFailure { return false }
        guard let low = largestFitted, batchSize > low else { return true }
        return batchSize <= (provokesOutOfMemory ? reach(from: low) : cautiousReach(from: low))
    }

    /// Whether a batch size is unlikely to run out of memory, by the measurements so far.
    package func isFarFromLimit(_ batchSize: Int) -> Bool {
        guard smallestFailure == nil else { return false }
        guard let low = largestFitted else { return true }
        return memories.allSatisfy { memory in
            // A size that fitted needs no more than its measured peak.
            let bytes = memory.laws.map { $0.predictedBytes(Double(batchSize)) }.max() ?? memory.peakBytes(at: low)
            return batchSize <= low || bytes ?? 0 <= Self.farShare * memory.capacityBytes
        }
    }

    /// Batch sizes that count as fitting: where evaluations take more memory than steps, those that completed one.
    private var fitted: Set<Int> {
        memories.contains(where: \.evaluationsTakeMore) ? ran.intersection(evaluated) : ran
    }

    /// The memory that limits the batch size first by its law; that of the device where the laws are unknown.
    private var binding: MemoryPeaks? {
        let known = memories.compactMap { memory in memory.law.map { (memory, memory.largest(by: $0)) } }
        return known.min { $0.1 < $1.1 }?.0 ?? memories.last
    }

    /// The law of the memory that limits the batch size first.
    package var law: MemoryLaw? { binding?.law }

    /// Capacity of the memory that limits the batch size first.
    package var capacityBytes: Double { binding?.capacityBytes ?? 0 }

    /// The law of the host's memory, or of the device's, with the capacity.
    package func law(of limit: SweepDocument.Fits.Limit) -> (law: MemoryLaw, capacityBytes: Double)? {
        guard let memory = memories.first(where: { $0.limit == limit }), let law = memory.law else { return nil }
        return (law, memory.capacityBytes)
    }

    /// The memory that limits the batch size: the one that ran out, or would by its law.
    package var limit: SweepDocument.Fits.Limit {
        failures.min { $0.batchSize < $1.batchSize }?.limit ?? binding?.limit ?? .host
    }

    /// Whether any run completed an evaluation.
    package var hasSeenEvaluation: Bool { !evaluated.isEmpty }

    /// Records a trial that fitted; a speed trial adds knowledge but does not count as a probe.
    ///
    /// - Parameters:
    ///   - host: the peak of its process tree; nil where an earlier trial of the same process may have caused it.
    ///   - device: the peak of the device; nil where none trains.
    package mutating func fitted(
        batchSize: Int,
        host: Peak?,
        device: Peak? = nil,
        isProbe: Bool,
        isVerification: Bool = false
    ) {
        if isProbe { probes += 1 }
        if isVerification { verified.insert(batchSize) }
        if !ran.insert(batchSize).inserted { confirmed.insert(batchSize) }
        // A probe has waited for an evaluation for the maximum time: a repetition would show no more.
        if isProbe || [host, device].contains(where: { $0?.isEvaluated == true }) { evaluated.insert(batchSize) }
        for index in memories.indices {
            let peak = memories[index].limit == .device ? device : host
            if let peak { memories[index].add(peak, at: batchSize) }
        }
    }

    /// Records a trial that failed for another reason than memory.
    package mutating func failed(batchSize: Int, isProbe: Bool) {
        broken.insert(batchSize)
        if isProbe { probes += 1 }
    }

    /// Records a batch size whose steps take too long, by a trial or by those of smaller sizes: larger ones are not tried.
    package mutating func tooSlow(batchSize: Int, isProbe: Bool) {
        smallestSlow = min(batchSize, smallestSlow ?? .max)
        if isProbe { probes += 1 }
    }

    /// Records a trial that ran out of memory.
    package mutating func ranOut(batchSize: Int, isProbe: Bool, of limit: SweepDocument.Fits.Limit = .host) {
        let capacityBytes = memories.first { $0.limit == limit }?.capacityBytes ?? .infinity
        failures.append(Failure(batchSize: batchSize, limit: limit, capacityBytes: capacityBytes))
        if isProbe {
            probes += 1
            outOfMemoryProbes += 1
        }
    }

    /// The largest batch size that fitted so far.
    package var largestFitted: Int? { fitted.filter { $0 < smallestFailure ?? .max }.max() }

    /// Decides the next step.
    package mutating func next() -> Step {
        switch avoidingSlow(avoidingBroken(nextGuess())) {
        // A result this close to a failure is the answer.
        case .probe(let batchSize) where Double(batchSize) > 0.94 * Double(smallestFailure ?? .max):
            return .verify(batchSize: batchSize)
        case .done(let answer):
            guard let batchSize = answer.batchSize, probes < probeBudget, isDoubtful(batchSize, answer.limitedBy) else {
                return .done(answer)
            }
            return .verify(batchSize: batchSize)
        case let step: return step
        }
    }

    /// Whether an answer needs another run: it was only probed, or its peak is within the noise of the capacity, so
    /// that it may have fitted by chance.
    private func isDoubtful(_ batchSize: Int, _ limit: SweepDocument.Fits.Limit) -> Bool {
        if limit.isMemory || limit == .index, !verified.contains(batchSize) { return true }
        guard let memory = binding, let law = memory.law, law.bend == nil, memory.count > 2,
            let bytes = memory.peakBytes(at: batchSize), !confirmed.contains(batchSize)
        else {
            return false
        }
        return memory.capacityBytes - bytes < 2 * law.residualRatio * memory.capacityBytes
    }

    /// The same step; done where it would take too long.
    private func avoidingSlow(_ step: Step) -> Step {
        switch step {
        case .done: return step
        case .probe(let batchSize), .verify(let batchSize):
            guard let smallestSlow, batchSize >= smallestSlow else { return step }
            let answer = Answer(
                batchSize: largestFitted,
                limitedBy: limit,
                unfinished: .tooSlow(batchSize: smallestSlow)
            )
            return .done(answer)
        }
    }

    /// The same step at the next smaller batch size that is not known to fail; done where none is left to try.
    private func avoidingBroken(_ step: Step) -> Step {
        let target: Int
        switch step {
        case .done: return step
        case .probe(let batchSize), .verify(let batchSize): target = batchSize
        }
        guard broken.contains(target) else { return step }
        let low = fitted.filter { $0 < target }.max() ?? 0
        let near = broken.filter { $0 > low && $0 <= target }.count
        let others = (low + 1..<target).reversed().prefix(Self.mostBrokenNeighbours).first { !broken.contains($0) }
        guard let others, near <= Self.mostBrokenNeighbours, probes < probeBudget else {
            return .done(
                Answer(
                    batchSize: low > 0 ? low : nil,
                    limitedBy: limit,
                    unfinished: .fails(batchSizes: broken.sorted())
                )
            )
        }
        if case .verify = step { return .verify(batchSize: others) }
        return .probe(batchSize: others)
    }

    /// Maximum number of adjacent sizes at which the command fails, before the search gives up.
    private static let mostBrokenNeighbours = 3

    private func nextGuess() -> Step {
        if smallestFailure == 1 { return .done(Answer(batchSize: nil, limitedBy: limit)) }
        guard let low = largestFitted else {
            return .probe(batchSize: smallestFailure.map { max(1, $0 / 8) } ?? 1)
        }
        if let bound, low >= bound.batchSize {
            // The baseline may lie beyond the requested range.
            let isSeen = low == bound.batchSize || verified.contains(bound.batchSize)
            return isSeen
                ? .done(Answer(batchSize: bound.batchSize, limitedBy: bound.limit))
                : .verify(batchSize: bound.batchSize)
        }
        let ceiling = min(bound?.batchSize ?? .max, (smallestFailure ?? .max) - 1)
        if low >= ceiling { return .done(Answer(batchSize: low, limitedBy: limit)) }
        if low >= Self.endless {
            return .done(Answer(batchSize: low, limitedBy: limit, unfinished: .memoryHardlyGrows))
        }
        if probes >= probeBudget {
            return .done(
                Answer(batchSize: low, limitedBy: limit, unfinished: .outOfProbes(probes))
            )
        }

        if let failure = smallestFailure { return afterFailure(at: failure, low: low) }
        let target = min(ceiling, provokesOutOfMemory ? reach(from: low) : cautiousReach(from: low))
        if target == bound?.batchSize { return .verify(batchSize: target) }
        guard isWorthwhile(low, target - low) else {
            let unfinished: Answer.Unfinished? = fitted.count > 1 ? nil : .oneBatchSize
            return .done(Answer(batchSize: low, limitedBy: limit, unfinished: unfinished))
        }
        if isResolved(at: target) { return .verify(batchSize: target) }
        return .probe(batchSize: sharedGuess(from: low, to: target) ?? target)
    }

    /// A batch size that improves the law and is far enough from the limit to share the running process; nil where
    /// there is none.
    private func sharedGuess(from low: Int, to target: Int) -> Int? {
        guard sharesProcess else { return nil }
        let far = memories.compactMap { $0.largest(within: Self.farShare, from: low) }.min() ?? low
        if far >= target { return target }
        if Double(far) >= Self.leastStretch * Double(low) { return far }
        // Where the first size is already near the limit, a smaller one shows the slope.
        return tellsEveryPeak && ran.count == 1 && low >= 2 ? max(1, low / 4) : nil
    }

    /// A probe at less than this many times the largest measured size adds little to the law.
    private static let leastStretch = 1.5

    /// A failure at more than this many times the largest fitting size is a loose bound of the limit.
    private static let farFailure = 4

    /// The next batch size between the largest that fitted and the smallest that failed.
    ///
    /// A law that was certain is trusted once more, a little lower. After that it is assumed to bend, and the search
    /// approaches from below by steps that are safe even where memory grows with the square of the batch size.
    private func afterFailure(at failure: Int, low: Int) -> Step {
        let done = Step.done(Answer(batchSize: low, limitedBy: limit))
        let gap = failure - 1 - low
        let isFar = failure > Self.farFailure * low
        // Between two distant sizes the geometric mean: the limit may be near either.
        let half = isFar ? Int((Double(low) * Double(failure)).squareRoot()) - low : gap / 2
        let middle = Step.probe(batchSize: low + max(1, half))
        // At a few samples every size is tried: one sample is a large share.
        if failure <= 4 { return gap > 0 ? middle : done }
        // Between two sizes this close, the noise of the peaks decides.
        guard isWorthwhile(low, gap, atLeast: 1.5) else { return done }
        guard let law else { return middle }
        if !isWorthwhile(low, gap, atLeast: 4) {
            return failures.count < 2 || isWorthwhile(low, gap, atLeast: 2.5) ? middle : done
        }

        let lower = Int(0.96 * Double(failure))
        let expected = expectedBatchSize(from: low) ?? .infinity
        // By a law that the failure does not contradict, nothing is left to gain.
        if fitted.count > 2, law.isLine, law.bend == nil, expected <= (1 + tolerance) * Double(low) {
            return done
        }
        if failures.count == 1, lower > low, !isFar, Double(lower)...Double(failure) / 0.9 ~= expected {
            return .verify(batchSize: lower)
        }
        let line = fitted.count > 2 && (law.isLine || law.bend != nil) ? reach(from: low) : failure
        if isWorthwhile(low, line - low), Double(line) < 0.97 * Double(failure) { return .probe(batchSize: line) }
        // Where even the cautious law would have passed the failure, it is uninformative: bisection is faster than
        // single // steps.
        let cautious = cautiousReach(from: low)
        if cautious >= failure { return middle }
        if isWorthwhile(low, cautious - low) { return .probe(batchSize: cautious) }
        return failures.count < 2 ? middle : done
    }

    /// Whether `more` samples are more than the tolerance, or `times` the tolerance.
    private func isWorthwhile(_ low: Int, _ more: Int, atLeast times: Double = 1) -> Bool {
        Double(more) > times * tolerance * Double(low)
    }

    /// The largest batch size that the measurements of every memory support.
    private func reach(from low: Int) -> Int {
        let reaches = memories.map { $0.reach(from: low, ownBatchSize: ownBatchSize) }
        return reaches.min().flatMap { $0 == .max ? nil : $0 } ?? low
    }

    /// The largest batch size that fits even where memory grows with the square of the batch size.
    private func cautiousReach(from low: Int) -> Int {
        let reaches = memories.map { $0.cautiousReach(from: low) }
        return reaches.min().flatMap { $0 == .max ? nil : $0 } ?? low
    }

    /// Range of trust of a parabola, in multiples of the largest batch size that fitted; beyond it, it only gives a
    /// direction.
    private static let bendReach = 2.0

    /// Whether a success at this batch size leaves no more than the tolerance to gain.
    private func isResolved(at batchSize: Int) -> Bool {
        guard let law, let low = largestFitted, let expected = expectedBatchSize(from: low) else { return false }
        if law.bend != nil, Double(batchSize) > Self.bendReach * Double(low) { return false }
        return Double(batchSize) >= (1 - tolerance) * expected
    }

    /// The largest batch size that is expected to fit, extrapolated from a measured one.
    private func expectedBatchSize(from low: Int) -> Double? {
        law.flatMap {
            $0.bend?.batchSize(at: capacityBytes) ?? $0.expectedBatchSize(fitting: capacityBytes, from: low)
        }
    }
}
