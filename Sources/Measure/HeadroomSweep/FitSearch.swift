package import HeadroomCore

/// Looks for the largest batch size that fits, in few probes and at most one or two that run out of memory.
///
/// Each probe grows by what the memory law `M(b) = F + s b` can vouch for: the steepest slope that the measurements
/// allow bounds the next batch size, so that a few near points cannot be extrapolated into an out-of-memory. When the
/// law has been resolved, the search goes straight to its prediction.
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
        package var unfinished: Unfinished?

        package init(batchSize: Int?, limitedBy: SweepDocument.Fits.Limit, unfinished: Unfinished? = nil) {
            self.batchSize = batchSize
            self.limitedBy = limitedBy
            self.unfinished = unfinished
        }

        /// Why a search ended before it was sure.
        package enum Unfinished: Equatable, Sendable {
            case timeWasUp
            /// The command fails at these sizes, and not for lack of memory.
            case fails(batchSizes: [Int])
            case memoryHardlyGrows
            case outOfProbes(Int)
            /// No second batch size was seen to fit.
            case oneBatchSize
        }
    }

    /// A batch size is close enough to the largest when no more than this share of it may be missing.
    private var tolerance: Double { binding?.noise == .allocator ? 0.015 : 0.02 }

    /// Up to this share of the capacity a probe is far from running out.
    private static let farShare = 0.75

    /// Nobody trains with more samples in a step than this.
    private static let endless = 1 << 40

    /// The host's memory, and that of the device where one trains.
    private var memories: [MemoryPeaks]
    /// The largest batch size that may be asked for, and what sets it.
    private var bound: (batchSize: Int, limit: SweepDocument.Fits.Limit)?
    private let provokesOutOfMemory: Bool
    private let probeBudget: Int
    /// The batch size that the command has by itself: somebody runs it, so it is likely to fit.
    package var ownBatchSize: Int?

    /// Whether a probe far from the limit goes on in a running process, so that one more costs next to nothing.
    package var sharesProcess = false
    /// Whether the peak of the device is that of each batch size, also where a larger one came before in the process.
    package var tellsEveryPeak = false

    /// The batch sizes of the runs that fitted.
    private var ran: Set<Int> = []
    /// The batch sizes that were run up to the end of an evaluation.
    private var evaluated: Set<Int> = []
    /// The batch sizes that were run more than once, and fitted each time.
    private var confirmed: Set<Int> = []
    /// Those that fitted in a verification, which goes through more evaluations than a probe.
    private var verified: Set<Int> = []
    /// The trials that ran out of memory, those made for their speed included.
    private var failures: [Failure] = []
    /// The batch sizes at which the command failed for another reason than memory.
    private var broken: Set<Int> = []
    private(set) package var probes = 0
    private(set) package var outOfMemoryProbes = 0

    /// A trial that ran out of memory.
    private struct Failure {
        var batchSize: Int
        /// The memory that ran out, and what a training might have taken of it then.
        var limit: SweepDocument.Fits.Limit
        var capacityBytes: Double
    }

    private var smallestFailure: Int? { failures.map(\.batchSize).min() }

    /// - Parameters:
    ///   - capacityBytes: what the training may take of the host's memory.
    ///   - bound: a batch size that must not be passed, because the data or the asked scan end there.
    ///   - provokesOutOfMemory: whether a probe may run out of memory at all.
    ///   - probeBudget: how many probes the search may make.
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

    /// Takes in that a batch size must not be passed, because the data or the asked scan end there.
    package mutating func limit(to batchSize: Int, by limit: SweepDocument.Fits.Limit) {
        bound = (batchSize, limit)
    }

    /// Takes in what a training may take of the device's memory, as the last trial had it.
    ///
    /// - Parameter noise: by how much its peaks scatter.
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

    /// Whether a larger batch size may be tried at all, by what has been measured.
    package func mayRun(_ batchSize: Int) -> Bool {
        if let smallestFailure, batchSize >= smallestFailure { return false }
        guard let low = largestFitted, batchSize > low else { return true }
        return batchSize <= (provokesOutOfMemory ? reach(from: low) : cautiousReach(from: low))
    }

    /// Whether a batch size will hardly run out of memory, by what has been measured.
    package func isFarFromLimit(_ batchSize: Int) -> Bool {
        guard smallestFailure == nil else { return false }
        guard let low = largestFitted else { return true }
        return memories.allSatisfy { memory in
            // A size that fitted needs no more than it did.
            let bytes = memory.laws.map { $0.predictedBytes(Double(batchSize)) }.max() ?? memory.peakBytes(at: low)
            return batchSize <= low || bytes ?? 0 <= Self.farShare * memory.capacityBytes
        }
    }

    /// The runs that count as fitting: where evaluations take more than steps, those that came to the end of one.
    private var fitted: Set<Int> {
        memories.contains(where: \.evaluationsTakeMore) ? ran.intersection(evaluated) : ran
    }

    /// The memory that ends the batch size first by its law; that of the device where the laws are not known.
    private var binding: MemoryPeaks? {
        let known = memories.compactMap { memory in memory.law.map { (memory, memory.largest(by: $0)) } }
        return known.min { $0.1 < $1.1 }?.0 ?? memories.last
    }

    /// The law that ends the batch size first.
    package var law: MemoryLaw? { binding?.law }

    /// What a training may take of the memory that ends the batch size first.
    package var capacityBytes: Double { binding?.capacityBytes ?? 0 }

    /// The law of the host's memory, or of the device's, with what a training may take of it.
    package func law(of limit: SweepDocument.Fits.Limit) -> (law: MemoryLaw, capacityBytes: Double)? {
        guard let memory = memories.first(where: { $0.limit == limit }), let law = memory.law else { return nil }
        return (law, memory.capacityBytes)
    }

    /// The memory that keeps the batch size from being larger: the one that ran out, or would by its law.
    package var limit: SweepDocument.Fits.Limit {
        failures.min { $0.batchSize < $1.batchSize }?.limit ?? binding?.limit ?? .host
    }

    /// Whether any run came to the end of an evaluation.
    package var hasSeenEvaluation: Bool { !evaluated.isEmpty }

    /// The memory of a run that fitted.
    package struct Peak: Equatable, Sendable {
        /// That of its process.
        package var bytes: Int
        /// That of its steps before the first evaluation; nil where it was not read.
        package var stepsBytes: Int?
        /// What its steps held when they were looked at, where the peak is that of the start; nil elsewhere.
        package var heldBytes: Int?
        /// Whether it came to the end of an evaluation.
        package var isEvaluated: Bool

        package init(bytes: Int, stepsBytes: Int? = nil, heldBytes: Int? = nil, isEvaluated: Bool = false) {
            self.bytes = bytes
            self.stepsBytes = stepsBytes
            self.heldBytes = heldBytes
            self.isEvaluated = isEvaluated
        }
    }

    /// Takes in a trial that fitted; one that was made for its speed counts as knowledge, not as a probe.
    ///
    /// - Parameters:
    ///   - host: the peak of its process tree; nil where an earlier trial of the same process may have made it.
    ///   - device: that of the device; nil where none trains.
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
        // A probe has waited for an evaluation as long as it may: asking for the same again would show no more.
        if isProbe || [host, device].contains(where: { $0?.isEvaluated == true }) { evaluated.insert(batchSize) }
        for index in memories.indices {
            let peak = memories[index].limit == .device ? device : host
            if let peak { memories[index].add(peak, at: batchSize) }
        }
    }

    /// Takes in a trial that failed for another reason than memory.
    package mutating func failed(batchSize: Int, isProbe: Bool) {
        broken.insert(batchSize)
        if isProbe { probes += 1 }
    }

    /// Takes in a trial that ran out of memory.
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

    /// What to do next.
    package mutating func next() -> Step {
        switch avoidingBroken(nextGuess()) {
        // What is found so near to a failure is the answer.
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

    /// Whether an answer needs another run: it was probed alone, or its peak is as near to the capacity as the peaks
    /// scatter, so that it may have been luck that it fitted.
    private func isDoubtful(_ batchSize: Int, _ limit: SweepDocument.Fits.Limit) -> Bool {
        if limit.isMemory || limit == .index, !verified.contains(batchSize) { return true }
        guard let memory = binding, let law = memory.law, law.bend == nil, memory.count > 2,
            let bytes = memory.peakBytes(at: batchSize), !confirmed.contains(batchSize)
        else {
            return false
        }
        return memory.capacityBytes - bytes < 2 * law.residualRatio * memory.capacityBytes
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

    /// A command that fails at more sizes than this beside each other is not followed any further.
    private static let mostBrokenNeighbours = 3

    private func nextGuess() -> Step {
        if smallestFailure == 1 { return .done(Answer(batchSize: nil, limitedBy: limit)) }
        guard let low = largestFitted else {
            return .probe(batchSize: smallestFailure.map { max(1, $0 / 8) } ?? 1)
        }
        if let bound, low >= bound.batchSize {
            // The command's own batch size may lie beyond what was asked for.
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

    /// A batch size that shows more of the law and is far enough from the limit to share the running process; nil where
    /// there is none.
    private func sharedGuess(from low: Int, to target: Int) -> Int? {
        guard sharesProcess else { return nil }
        let far = memories.compactMap { $0.largest(within: Self.farShare, from: low) }.min() ?? low
        if far >= target { return target }
        if Double(far) >= Self.leastStretch * Double(low) { return far }
        // Where the first size is near the limit already, a smaller one shows the slope.
        return tellsEveryPeak && ran.count == 1 && low >= 2 ? max(1, low / 4) : nil
    }

    /// A probe at less than this many times the largest size that was run shows little more of the law.
    private static let leastStretch = 1.5

    /// A failure at more than this many times what fitted shows little of where the limit is.
    private static let farFailure = 4

    /// Where to look between what fitted and what did not.
    ///
    /// A law that was sure is believed once more, a little lower. After that it is taken to bend, and the search comes
    /// from below by steps that are safe even where memory grows with the square of the batch size.
    private func afterFailure(at failure: Int, low: Int) -> Step {
        let done = Step.done(Answer(batchSize: low, limitedBy: limit))
        let gap = failure - 1 - low
        let isFar = failure > Self.farFailure * low
        // Of two that lie far apart, the mean of their logarithms: the limit may be near either.
        let half = isFar ? Int((Double(low) * Double(failure)).squareRoot()) - low : gap / 2
        let middle = Step.probe(batchSize: low + max(1, half))
        // Few samples are worth a look each: one of them is a large share.
        if failure <= 4 { return gap > 0 ? middle : done }
        // Between two that were run so near, the noise of the peaks decides, and nothing is left to be guessed.
        guard isWorthwhile(low, gap, atLeast: 1.5) else { return done }
        guard let law else { return middle }
        if !isWorthwhile(low, gap, atLeast: 4) {
            return failures.count < 2 || isWorthwhile(low, gap, atLeast: 2.5) ? middle : done
        }

        let lower = Int(0.96 * Double(failure))
        let expected = expectedBatchSize(from: low) ?? .infinity
        // By a law that failure does not contradict nothing is left to be gained.
        if fitted.count > 2, law.isLine, law.bend == nil, expected <= (1 + tolerance) * Double(low) {
            return done
        }
        if failures.count == 1, lower > low, !isFar, Double(lower)...Double(failure) / 0.9 ~= expected {
            return .verify(batchSize: lower)
        }
        let line = fitted.count > 2 && (law.isLine || law.bend != nil) ? reach(from: low) : failure
        if isWorthwhile(low, line - low), Double(line) < 0.97 * Double(failure) { return .probe(batchSize: line) }
        // Where even the cautious law would have passed the failure, it knows nothing: halves do better than single steps.
        let cautious = cautiousReach(from: low)
        if cautious >= failure { return middle }
        if isWorthwhile(low, cautious - low) { return .probe(batchSize: cautious) }
        return failures.count < 2 ? middle : done
    }

    /// Whether so many more samples are more than the tolerance, or so many times the tolerance.
    private func isWorthwhile(_ low: Int, _ more: Int, atLeast times: Double = 1) -> Bool {
        Double(more) > times * tolerance * Double(low)
    }

    /// The largest batch size that the measurements of every memory vouch for.
    private func reach(from low: Int) -> Int {
        let reaches = memories.map { $0.reach(from: low, ownBatchSize: ownBatchSize) }
        return reaches.min().flatMap { $0 == .max ? nil : $0 } ?? low
    }

    /// The largest batch size that fits even where memory grows with the square of the batch size.
    private func cautiousReach(from low: Int) -> Int {
        let reaches = memories.map { $0.cautiousReach(from: low) }
        return reaches.min().flatMap { $0 == .max ? nil : $0 } ?? low
    }

    /// A parabola is believed as far as this many times the largest batch size that fitted; beyond it, it only points.
    private static let bendReach = 2.0

    /// Whether a success at this batch size leaves no more than the tolerance to be gained.
    private func isResolved(at batchSize: Int) -> Bool {
        guard let law, let low = largestFitted, let expected = expectedBatchSize(from: low) else { return false }
        if law.bend != nil, Double(batchSize) > Self.bendReach * Double(low) { return false }
        return Double(batchSize) >= (1 - tolerance) * expected
    }

    /// The largest batch size that is expected to fit, going on from one that was run.
    private func expectedBatchSize(from low: Int) -> Double? {
        law.flatMap {
            $0.bend?.batchSize(at: capacityBytes) ?? $0.expectedBatchSize(fitting: capacityBytes, from: low)
        }
    }
}
