import HeadroomCore

/// The measured peaks of one memory, the host's or a device's, by batch size, and the laws through them.
///
/// Steps and evaluations have a law each, and either may limit the batch size.
struct MemoryPeaks: Sendable {
    /// The memory, as the limit that it sets.
    let limit: SweepDocument.Fits.Limit
    /// Memory available to the training.
    var capacityBytes: Double
    /// Noise of the peaks.
    var noise = MemoryLaw.Noise.process

    /// Peaks of whole runs, in bytes by batch size.
    private var whole: [Int: Double] = [:]
    /// Peaks of the steps alone, and of evaluations that took more than their steps.
    private var steps: [Int: Double] = [:]
    private var evaluations: [Int: Double] = [:]
    /// Memory of the steps at the smallest measured batch size.
    private var least: (batchSize: Int, bytes: Double)?

    init(_ limit: SweepDocument.Fits.Limit, capacityBytes: Double) {
        self.limit = limit
        self.capacityBytes = capacityBytes
    }

    /// Relative difference below which the peaks of two phases count as equal.
    private static let leastDifference = 0.02

    /// Records the peak of a run that fitted.
    mutating func add(_ peak: FitSearch.Peak, at batchSize: Int) {
        let bytes = Double(peak.bytes)
        whole[batchSize] = max(whole[batchSize] ?? 0, bytes)
        let stepsBytes = peak.isEvaluated ? peak.stepsBytes.map { min(bytes, Double($0)) } : bytes
        if let stepsBytes { steps[batchSize] = max(steps[batchSize] ?? 0, stepsBytes) }
        // Without a reading between the steps and the evaluation, the peak of both counts as the evaluation's.
        if bytes > (1 + Self.leastDifference) * (stepsBytes ?? 0) {
            evaluations[batchSize] = max(evaluations[batchSize] ?? 0, bytes)
        }
        if let held = peak.heldBytes.map(Double.init), batchSize <= least?.batchSize ?? .max {
            let before = least?.batchSize == batchSize ? least?.bytes ?? 0 : 0
            least = (batchSize, min(bytes, max(before, held)))
        }
    }

    /// The peak of the runs at a batch size; nil where it was not measured.
    func peakBytes(at batchSize: Int) -> Double? { whole[batchSize] }

    /// Number of batch sizes with a peak.
    var count: Int { whole.count }

    /// Whether evaluations take more memory than steps.
    var evaluationsTakeMore: Bool { !evaluations.isEmpty }

    var laws: [MemoryLaw] { [stepsLaw, evaluationsLaw].compactMap(\.self) }

    /// The law that limits the batch size first.
    var law: MemoryLaw? { laws.min { largest(by: $0) < largest(by: $1) } }

    /// The largest batch size that a law expects to fit.
    func largest(by law: MemoryLaw) -> Int { law.predictedBatchSize(fitting: capacityBytes) ?? .max }

    /// The largest batch size within a share of the capacity, as far as the laws are lines; nil where nothing is known.
    func largest(within share: Double, from low: Int) -> Int? {
        phases(at: low).map { bytes, law in
            if let law { return law.predictedBatchSize(fitting: share * capacityBytes) ?? .max }
            // One point: from F >= 0 follows M(b) <= M(low) b / low.
            return Int(min(1e15, Double(low) * share * capacityBytes / max(1, bytes)))
        }.min()
    }

    /// Peaks and laws of the phases of a run at a batch size.
    func phases(at batchSize: Int) -> [(bytes: Double, law: MemoryLaw?)] {
        var phases: [(bytes: Double, law: MemoryLaw?)] = []
        if let bytes = steps[batchSize] { phases.append((bytes, stepsLaw)) }
        if let bytes = evaluations[batchSize] { phases.append((bytes, evaluationsLaw)) }
        return phases
    }

    /// The law through the peaks of the steps.
    ///
    /// The peak of a process may be that of its startup, which loads a framework, and hide how little a small batch
    /// takes. At the smallest batch size the memory of the steps is used instead: an underestimate there only makes the
    /// law steeper.
    private var stepsLaw: MemoryLaw? {
        var bytes = steps
        // The memory of larger batches was read while it was still rising or falling.
        if let least, least.batchSize == steps.keys.min() { bytes[least.batchSize] = least.bytes }
        return law(bytes)
    }

    private var evaluationsLaw: MemoryLaw? { law(evaluations) }

    /// Fits a law to peaks; where they are not on a line, to at least three of the larger ones that are.
    ///
    /// Small batch sizes may show the startup of the process, or a step before the optimizer had its state.
    private func law(_ peaks: [Int: Double]) -> MemoryLaw? {
        var observations = peaks.sorted { $0.key < $1.key }.map {
            MemoryLaw.Observation(batchSize: $0.key, peakBytes: $0.value)
        }
        let whole = MemoryLaw.fit(observations, noise: noise)
        var law = whole
        while let tried = law, !tried.isLine, observations.count > 3 {
            observations.removeFirst()
            law = MemoryLaw.fit(observations, noise: noise)
        }
        return law?.isLine == true ? law : whole
    }
}

/// The range that the measurements of a memory support.
extension MemoryPeaks {
    /// The largest batch size that the measurements support, extrapolated from a measured one.
    func reach(from low: Int, ownBatchSize: Int?) -> Int {
        phases(at: low).map { reach(from: low, $0.bytes, by: $0.law, ownBatchSize: ownBatchSize) }.min() ?? .max
    }

    private func reach(from low: Int, _ lowBytes: Double, by law: MemoryLaw?, ownBatchSize: Int?) -> Int {
        guard let law else {
            if let ownBatchSize, ownBatchSize >= 4 * low { return ownBatchSize }
            // One point: from F >= 0 follows M(b) <= M(low) b / low. Up to four times is risked beyond that, to measure
            // a slope // at all; more than 64 times is not needed for one.
            let proportional = min(Double(64 * low), Double(low) * 0.95 * capacityBytes / max(1, lowBytes))
            return max(Int(proportional), 4 * low)
        }
        if let bend = law.bend {
            let margin = noise.margin(of: capacityBytes, fixedBytes: law.fixedBytes)
            return min(64 * low, max(low, Int(bend.batchSize(at: capacityBytes - margin))))
        }
        return law.largestBatchSize(fitting: capacityBytes, from: low)
    }

    /// The largest batch size that fits even where memory grows with the square of the batch size.
    func cautiousReach(from low: Int) -> Int {
        phases(at: low).map { cautiousReach(from: low, $0.bytes, by: $0.law) }.min() ?? .max
    }

    private func cautiousReach(from low: Int, _ lowBytes: Double, by law: MemoryLaw?) -> Int {
        let room = 0.99 * capacityBytes
        guard let law else { return low * max(1, Int(min(8, room / max(1, lowBytes)))) }
        let fixed = min(law.fixedBytes, 0.999 * lowBytes)
        return Int(min(64, max(1, (room - fixed) / (lowBytes - fixed)).squareRoot()) * Double(low))
    }
}
