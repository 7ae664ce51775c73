import HeadroomCore
import HeadroomEvents

extension MeasuredTrial {
    /// Creates the trial's document, without its devices.
    init(
        of trial: TrialRecorder,
        end: TrialEnd,
        outcome: TrialDocument.Outcome,
        outOfMemory: TrialDocument.OutOfMemory?
    ) {
        let (plan, batches, hello) = (trial.plan, trial.steps.batches, trial.hello)
        self.init(
            id: plan.id,
            purpose: plan.purpose,
            batchSize: trial.observedEpochSamples ?? plan.batchSize ?? batches.observed,
            outcome: outcome,
            wallSeconds: end.at - trial.startedAt
        )
        self.outOfMemory = outOfMemory
        processId = trial.supervisor.processId
        batchSizeObserved = batches.observed
        batchSizeSpread = batches.spread
        coverage = trial.steps.lines.isEmpty ? nil : trial.coverage
        // The hello event reports how the batch size of the process's first trial was set.
        let setBy = trial.steps.isFirstTrial ? hello?.batchSizeSetBy : nil
        batchSizeSetBy = setBy.flatMap(TrialDocument.BatchSizeSetBy.init(rawValue:)) ?? plan.batchSizeSetBy
        endedBy = TrialDocument.EndedBy(end.verdict)
        peakHostMemoryBytes = trial.peakHostMemoryBytes
        threads = hello?.threads
        processes = hello?.worldSize
        evaluation = trial.evaluations.accuracies.isEmpty ? nil : trial.evaluations.accuracies
    }

    /// Adds the measurements in the window of the steady steps, and in that of the devices.
    mutating func fill(
        from trial: TrialRecorder,
        histories: [DeviceHistory],
        window: SteadyWindow?,
        endedAt: Double
    ) {
        guard let measured = Self.measuredTime(of: trial, window, endedAt: endedAt) else { return }
        cpuUtilization = trial.supervisor.utilization(in: measured, usableCPUs: trial.plan.usableCPUs)
        busyCPUs = cpuUtilization.map { $0.mean * trial.plan.usableCPUs }
        threadUse = trial.supervisor.threadUse(in: measured)
        if let window { fill(from: trial, window) }
        let devices = TrialDevices(trial: trial, histories: histories)
        if let machine = devices.machine {
            host = HostUse(machine, in: measured)
            hostUtilization = machine.distribution(of: .utilization, in: measured)
        }
        let used = devices.used(in: measured)
        if trial.plan.isOnlyWatched { timeline = Timeline(of: trial, until: endedAt, devices: used) }
        self.devices = devices.figures(of: used, in: measured)
    }

    private mutating func fill(from trial: TrialRecorder, _ window: SteadyWindow) {
        guard let estimate = ThroughputEstimate(starts: [window.blocks]) else { return }
        steps = window.steps
        warmupSteps = window.warmupSteps
        if trial.hello?.samplesUnknown == nil || trial.plan.batchSize != nil {
            samples = window.samples
            samplesPerSecond = estimate.samplesPerSecond
        }
        stepSeconds = StepSeconds(
            mean: estimate.stepSeconds.value,
            low: estimate.stepSeconds.low,
            high: estimate.stepSeconds.high,
            median: window.quantiles.median,
            p95: window.quantiles.p95
        )
        inputWaitRatio = window.inputWaitRatio
        // Where the device runs asynchronously, the time of a single step on it is unknown.
        if trial.hello?.device == "cpu" { shortSteps = ShortSteps(trial.steps.lines, from: window.startsAt) }
    }

    /// Time covered by the results of the devices: the steady steps; without reported steps the second half, since the
    /// first includes the startup, or the whole of a run watched to its end.
    private static func measuredTime(
        of trial: TrialRecorder,
        _ window: SteadyWindow?,
        endedAt: Double
    ) -> ClosedRange<Double>? {
        if let window { return window.startsAt...max(window.startsAt, window.endsAt) }
        if case .seconds = trial.plan.goal { return (trial.startedAt + endedAt) / 2...endedAt }
        return trial.plan.isOnlyWatched && endedAt > trial.startedAt ? trial.startedAt...endedAt : nil
    }
}

extension TrialRecorder {
    /// Peak memory of the process tree; nil where an earlier, larger batch of the same process may have caused it.
    var peakHostMemoryBytes: Int? {
        if let earlier, earlier.largestBatchSize > plan.batchSize ?? 0 { return nil }
        return supervisor.peakMemoryBytes
    }
}
