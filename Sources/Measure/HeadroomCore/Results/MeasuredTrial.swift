/// What was measured of one trial: what its process reported, what was read of the devices meanwhile, and how it ended.
///
/// Nothing in it is a conclusion; those of a sweep stand beside it (``Finding``), and ``TrialDocument`` is made of both.
package struct MeasuredTrial: Equatable, Sendable {
    package var id: Int
    package var purpose: TrialDocument.Purpose
    /// What was asked for, else what was seen; nil where neither is known.
    package var batchSize: Int?
    package var outcome: TrialDocument.Outcome
    package var processId: Int?
    package var batchSizeObserved: Int?
    package var batchSizeSpread: TrialDocument.BatchSizeSpread?
    package var batchSizeSetBy: TrialDocument.BatchSizeSetBy?
    package var coverage: TrialDocument.Coverage?
    package var endedBy: TrialDocument.EndedBy?
    /// What a person should know about the end of the trial, where there is something to know.
    package var message: String?
    package var outOfMemory: TrialDocument.OutOfMemory?
    /// Steps of the measured window, so without the warm-up.
    package var steps: Int?
    package var warmupSteps: Int?
    /// Samples of the measured window.
    package var samples: Int?
    /// Time from the start of the command to its end.
    package var wallSeconds: Double
    package var stepSeconds: StepSeconds?
    package var samplesPerSecond: Interval?
    /// How much of the usable CPUs its processes kept busy.
    package var cpuUtilization: Distribution?
    /// The same of all programs on the machine.
    package var hostUtilization: Distribution?
    /// The share of the step time spent waiting for input.
    package var inputWaitRatio: Double?
    /// The mean step time of a second run that trained on one batch again and again, where there was one.
    package var cachedBatchStepSeconds: Double?
    package var peakHostMemoryBytes: Int?
    /// Memory use of the fullest device; nil for a training on the CPU.
    package var deviceMemory: DeviceMemory?
    /// What each device that the training used did during the measured window.
    package var devices: [DeviceUse] = []
    /// What the machine around it went through meanwhile.
    package var host: HostUse?
    package var shortSteps: ShortSteps?
    package var workingSet: WorkingSet?
    /// CPUs that were busy with the training, on average.
    package var busyCPUs: Double?
    /// How many threads the framework computes with, where it says so.
    package var threads: Int?
    package var threadUse: ThreadUse?
    /// What a second run gave whose threads sleep where they wait, where there was one.
    package var passiveWaiting: PassiveWaiting?
    /// How many processes train together.
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

/// What all devices of a trial did together, which follows from what each did.
///
/// Of several devices that train together the mean tells how well they are used, the sum what they take.
extension MeasuredTrial {
    private var gpus: [DeviceUse] { devices.filter { $0.kind != .cpu } }

    /// How much of the devices that train was used: of the CPUs where no other device trains.
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

    /// nil where one of the devices has no such figure.
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
