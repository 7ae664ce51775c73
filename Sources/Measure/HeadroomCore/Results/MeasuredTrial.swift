/// Measurements of one trial: the reports of its process, the readings of its devices, and its outcome.
///
/// It contains no conclusion; those of a sweep are kept separately (``Finding``), and ``TrialDocument`` combines both.
package struct MeasuredTrial: Equatable, Sendable {
    package var id: Int
    package var purpose: TrialDocument.Purpose
    /// The requested batch size, else the observed one; nil where neither is known.
    package var batchSize: Int?
    package var outcome: TrialDocument.Outcome
    package var processId: Int?
    package var batchSizeObserved: Int?
    package var batchSizeSpread: TrialDocument.BatchSizeSpread?
    package var batchSizeSetBy: TrialDocument.BatchSizeSetBy?
    package var coverage: TrialDocument.Coverage?
    package var endedBy: TrialDocument.EndedBy?
    /// A note on the end of the trial for the user, where there is one.
    package var message: String?
    package var outOfMemory: TrialDocument.OutOfMemory?
    /// Steps of the measured window, without the warm-up.
    package var steps: Int?
    package var warmupSteps: Int?
    /// Samples of the measured window.
    package var samples: Int?
    /// Time from the start of the command to its end, in seconds.
    package var wallSeconds: Double
    package var stepSeconds: StepSeconds?
    package var samplesPerSecond: Interval?
    /// Utilization of the usable CPUs by its processes.
    package var cpuUtilization: Distribution?
    /// Utilization of the usable CPUs by all programs on the machine.
    package var hostUtilization: Distribution?
    /// Share of the step time spent waiting for input.
    package var inputWaitRatio: Double?
    /// Mean step time of a second run that repeats one batch, where there was one.
    package var cachedBatchStepSeconds: Double?
    package var peakHostMemoryBytes: Int?
    /// Memory use of the fullest device; nil for a training on the CPU.
    package var deviceMemory: DeviceMemory?
    /// Use of each device that the training used, in the measured window.
    package var devices: [DeviceUse] = []
    /// Use of the host in the same window.
    package var host: HostUse?
    package var shortSteps: ShortSteps?
    package var workingSet: WorkingSet?
    /// Mean number of CPUs that the training kept busy.
    package var busyCPUs: Double?
    /// Number of threads that the framework computes with, where it reports it.
    package var threads: Int?
    package var threadUse: ThreadUse?
    /// Result of a second run with passive waiting, where there was one.
    package var passiveWaiting: PassiveWaiting?
    /// Number of processes that train together.
    package var processes: Int?
    package var timeline: Timeline?
    package var evaluation: [String: Double]?

    package init(
        id: Int,
        purpose: TrialDocument.Purpose,
        batchSize: Int?,
        outcome: TrialDocument.Outcome,
        wallSeconds: Double
    ) {
        self.id = id
        self.purpose = purpose
        self.batchSize = batchSize
        self.outcome = outcome
        self.wallSeconds = wallSeconds
    }
}

/// Figures over all devices of a trial, from those of each.
///
/// For several devices, utilization is the mean and consumption the sum.
extension MeasuredTrial {
    private var gpus: [DeviceUse] { devices.filter { $0.kind != .cpu } }

    /// Utilization of the training devices: of the CPUs where no other device trains.
    package var deviceUtilization: Distribution? { gpus.isEmpty ? cpuUtilization : mean(\.utilization) }
    package var smActivity: Distribution? { mean(\.smActivity) }
    package var smOccupancy: Distribution? { mean(\.smOccupancy) }
    package var tensorActivity: Distribution? { mean(\.tensorActivity) }
    package var memoryBandwidthUtilization: Distribution? { mean(\.memoryBandwidthUtilization) }
    package var peakDeviceMemoryBytes: Int? { deviceMemory?.peakBytes }
    package var energyJoules: Double? { sum(\.energyJoules) }
    package var averagePowerWatts: Double? { sum(\.averagePowerWatts) }

    package var joulesPerSample: Double? {
        guard let watts = averagePowerWatts, let rate = samplesPerSecond?.value, rate > 0 else { return nil }
        return watts / rate
    }

    /// Mean over the devices; nil where one of them lacks the figure.
    private func mean(_ figure: KeyPath<DeviceUse, Distribution?>) -> Distribution? {
        let known = gpus.compactMap { $0[keyPath: figure] }
        guard !known.isEmpty, known.count == gpus.count else { return nil }
        func mean(_ part: KeyPath<Distribution, Double>) -> Double {
            known.reduce(0) { $0 + $1[keyPath: part] } / Double(known.count)
        }
        return Distribution(mean: mean(\.mean), p10: mean(\.p10), p90: mean(\.p90))
    }

    private func sum(_ figure: KeyPath<DeviceUse, Double?>) -> Double? {
        guard let first = gpus.first else { return devices.first?[keyPath: figure] }
        guard first[keyPath: figure] != nil else { return nil }
        return gpus.compactMap { $0[keyPath: figure] }.reduce(0, +)
    }
}
