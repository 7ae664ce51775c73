import HeadroomCore
import HeadroomTrials

/// Evidence of a driver that moves memory of a full device to the host instead of failing.
///
/// NVIDIA's driver does so on Windows and under WSL, and with any unified memory: a training continues, many times
/// slower. Such a batch size does not fit.
package struct Spill: Equatable, Sendable {
    /// Throughput over that at a smaller batch size.
    let throughputRatio: Double
    /// The smaller batch size.
    let fasterBatchSize: Int
    /// Whether there were enough steps: the first few are also slow for other reasons.
    let isCertain: Bool

    package init(throughputRatio: Double, fasterBatchSize: Int, isCertain: Bool) {
        self.throughputRatio = throughputRatio
        self.fasterBatchSize = fasterBatchSize
        self.isCertain = isCertain
    }
}

extension Spill {
    /// Minimum fullness of a device that may have spilled, relative to the memory available to the training.
    private static let leastFullness = 0.97
    /// A full device alone does not lower the throughput below this share of that at a smaller batch size.
    private static let mostThroughputRatio = 0.5
    private static let leastSteps = 5

    /// - Parameter rates: the throughput of the trials so far, in samples per second, by batch size.
    /// - Returns: nil without evidence of a spill.
    init?(_ result: TrialResult, among rates: [Int: Double]) {
        let trial = result.trial
        guard trial.outcome == .completed, let batchSize = trial.batchSize, let rate = result.laterSamplesPerSecond,
            trial.deviceMemory?.fullness ?? 0 >= Self.leastFullness,
            let best = rates.filter({ $0.key < batchSize }).max(by: { $0.value < $1.value }),
            rate < Self.mostThroughputRatio * best.value
        else { return nil }
        throughputRatio = rate / best.value
        fasterBatchSize = best.key
        isCertain = result.total.steps > Self.leastSteps
    }
}

extension Sweep {
    /// Evidence that the batch size of a trial only runs because the driver spills; nil without it.
    ///
    /// With too few steps to decide, a second trial decides.
    mutating func spill(
        of result: TrialResult,
        phase: SweepProgress.Phase
    ) async throws -> Spill? {
        guard let spill = Spill(result, among: log.laterRates) else { return nil }
        if !spill.isCertain, !looksAgain {
            guard mayGoOn, let batchSize = result.trial.batchSize else { return nil }
            looksAgain = true
            defer { looksAgain = false }
            let second = try await trial(.speed, batchSize, phase: phase, isAlone: true)
            guard second.trial.outcome == .outOfMemory else { return nil }
        }
        return spill
    }
}
