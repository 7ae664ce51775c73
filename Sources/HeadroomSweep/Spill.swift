import HeadroomCore
import HeadroomTrials

/// A driver that moves memory of a full device to the host instead of failing.
///
/// NVIDIA's does so on Windows and under WSL, and wherever memory is unified: a training goes on, many times as slowly. Such
/// a batch size does not fit.
struct Spill {
    /// How full a device is that may have spilled, 1 being all that a training could take.
    private static let leastFullness = 0.97
    /// A throughput below this share of that at a smaller batch size is none that a full device has for itself.
    private static let mostThroughputRatio = 0.5

    /// What speaks for a spill in a trial that ended well; nil where it is none.
    ///
    /// - Parameter rates: the throughput of the trials so far, in samples per second, by batch size.
    static func evidence(of result: TrialResult, among rates: [Int: Double]) -> TrialDocument.OutOfMemory? {
        let trial = result.document
        guard trial.outcome == .completed, let batchSize = trial.batchSize, let rate = result.laterSamplesPerSecond,
            trial.deviceMemory?.fullness ?? 0 >= leastFullness,
            let best = rates.filter({ $0.key < batchSize }).max(by: { $0.value < $1.value }),
            rate < mostThroughputRatio * best.value
        else { return nil }
        return TrialDocument.OutOfMemory(
            resource: .device,
            recovered: true,
            evidence: [
                "the device was full, and the throughput fell to \(Text.percent(rate / best.value)) of that at batch size "
                    + "\(best.key): its driver moves memory to the host instead of failing"
            ]
        )
    }
}
