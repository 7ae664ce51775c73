import HeadroomCore
import HeadroomTrials

/// A driver that moves memory of a full device to the host instead of failing.
///
/// NVIDIA's does so on Windows and under WSL, and wherever memory is unified: a training goes on, many times as slowly. Such
/// a batch size does not fit.
package struct Spill: Equatable, Sendable {
    /// The throughput over that at a smaller batch size.
    let throughputRatio: Double
    /// That batch size.
    let fasterBatchSize: Int
    /// Whether there were steps enough: the first few are also slow for other reasons.
    let isCertain: Bool
}

extension Spill {
    /// How full a device is that may have spilled, 1 being all that a training could take.
    private static let leastFullness = 0.97
    /// A throughput below this share of that at a smaller batch size is none that a full device has for itself.
    private static let mostThroughputRatio = 0.5
    private static let leastSteps = 5

    /// - Parameter rates: the throughput of the trials so far, in samples per second, by batch size.
    /// - Returns: nil where nothing speaks for a spill.
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
    /// Whether the size of a trial runs only since the driver spills; nil where nothing speaks for it.
    ///
    /// Where it had too few steps to tell, a second one decides.
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
