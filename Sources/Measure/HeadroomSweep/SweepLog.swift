import HeadroomCore
import HeadroomTrials

/// The trials of a sweep so far, and what they say together.
struct SweepLog: Sendable {
    private var measured: [MeasuredTrial] = []
    /// The trials whose size runs only since the driver moves memory to the host, by their number.
    private var spills: [Int: Spill] = [:]
    private var allStarts: [Int: [Start]] = [:]
    var trials: [LoggedTrial] { measured.map { LoggedTrial($0, spill: spills[$0.id]) } }
    /// The steady parts of the speed trials, by their batch size; a trial whose size no longer fits gives no throughput.
    var starts: [Int: [Start]] {
        allStarts.compactMapValues { starts in
            let fitting = starts.filter { spills[$0.trial] == nil }
            return fitting.isEmpty ? nil : fitting
        }
    }
    private(set) var frameworks: Set<String> = []
    /// What the processes say they train on.
    private(set) var devices: Set<String> = []
    /// Whether a device trains; nil before anything was heard of it.
    var trainsOnDevice: Bool? {
        if trials.contains(where: { $0.deviceMemory != nil }) { return true }
        return devices.isEmpty ? nil : devices.contains { $0 != "cpu" }
    }
    /// The least that the framework's context was seen to take of the device.
    var leastContextBytes: Int? { trials.compactMap { $0.deviceMemory?.contextBytes }.min() }
    /// Whether the framework's allocator gives the peak of each batch size by itself.
    var hasAllocatorFigures: Bool { trials.contains { $0.deviceMemory?.source == .allocator } }
    private(set) var trainingSamples: Int?
    private(set) var ownBatchSize: Int?
    /// The batch sizes that the command was seen to take.
    private var taken: Set<Int> = []
    /// The largest of them; nil before there are two, since a command that ignores what it is asked for may have the one.
    var largestTaken: Int? { taken.count > 1 ? taken.max() : nil }
    /// The optimizer that the processes train with, as they say it.
    private(set) var optimizer: String?
    /// The loss that trainings start from, by their batch size.
    private(set) var firstLosses: [Int: Double] = [:]
    /// Whether gradients are added or averaged, by their norms at several batch sizes.
    private(set) var reductionOfGradients: Reduction?
    /// Whether the command adds or averages gradients: by their norms at several batch sizes, else by the losses that its
    /// trials started from.
    var reduction: Reduction? { reductionOfGradients ?? Reduction(firstLosses: firstLosses) }
    /// What the gradients of a training say of their noise.
    private(set) var noise: NoiseStages?
    /// The same of the gradients as the optimizer scales them.
    private(set) var preconditionedNoise: NoiseStages?
    /// Why gradients are missing, as the process said it.
    private(set) var noiseReason: String?
    /// The training that they are of.
    private(set) var noiseTraining: (batchSize: Int?, steps: Int)?
    private(set) var processes = 1
    private(set) var memoryMode: String?
    private(set) var observerProcessorSeconds = 0.0
    private(set) var observerPrivateBytes = 0
    private(set) var watchedSeconds = 0.0
    private(set) var longestStartupSeconds = 0.0
    /// Why the command failed at a batch size, other than for lack of memory.
    private(set) var failures: [Int: BatchSizeFailure] = [:]
    /// The throughput of the later steps of the trials that ended well, by batch size; the greatest of each.
    private(set) var laterRates: [Int: Double] = [:]
    /// The slow start that its processes have shown.
    private(set) var start = SlowStart()

    /// The steady part of one speed trial.
    struct Start: Sendable {
        var trial: Int
        var blocks: [Block]
        var quantiles: StepQuantiles
    }

    var nextTrial: Int { (measured.last?.id ?? 0) + 1 }

    mutating func add(_ result: TrialResult) {
        measured.append(result.trial)
        if let framework = result.work.framework { frameworks.insert(framework) }
        if let device = result.work.device { devices.insert(device) }
        trainingSamples = result.trainingSamples ?? trainingSamples
        if let size = result.trial.batchSize, result.trial.batchSizeObserved == size { taken.insert(size) }
        optimizer = result.work.optimizer ?? optimizer
        if let size = result.trial.batchSize, let loss = result.work.firstLoss { firstLosses[size] = loss }
        if result.trial.purpose == .gradient { addGradients(of: result) }
        ownBatchSize = result.ownBatchSize ?? ownBatchSize
        processes = max(processes, result.trial.processes ?? 1)
        memoryMode = result.memory.mode ?? memoryMode
        add(result.observer)
        watchedSeconds += result.trial.wallSeconds
        start = start.joined(with: result.start)
        if let batchSize = result.trial.batchSize, result.trial.outcome == .failed {
            failures[batchSize] = result.trial.message.map { .ofTrial($0) } ?? .commandFailed
        }
        longestStartupSeconds = max(longestStartupSeconds, result.startupSeconds)
        if result.trial.outcome == .completed, let size = result.trial.batchSize,
            let rate = result.laterSamplesPerSecond
        {
            laterRates[size] = max(laterRates[size] ?? 0, rate)
        }
        let isMeasured = result.trial.purpose == .speed && result.trial.outcome == .completed
        if isMeasured || result.trial.purpose == .training, let quantiles = result.quantiles,
            let batchSize = result.trial.batchSize
        {
            allStarts[batchSize, default: []].append(
                Start(trial: result.trial.id, blocks: result.blocks, quantiles: quantiles)
            )
        }
    }

    /// Takes in that a trial that has ended spilled: its size does not fit.
    mutating func note(_ spill: Spill, of trial: Int) { spills[trial] = spill }

    /// Takes in a run of the command as its user has it, which shows its own batch size.
    ///
    /// One that fails says nothing of any batch size: some commands have none of their own.
    mutating func addOwn(_ result: TrialResult) {
        guard result.trial.outcome != .failed else {
            add(result.observer)
            watchedSeconds += result.trial.wallSeconds
            return
        }
        add(result)
        if result.trial.batchSizeSpread == nil, let observed = result.trial.batchSizeObserved, observed > 0 {
            ownBatchSize = observed
        }
    }

    /// Whether any trial was measured, or showed at least that its batch size runs.
    var hasCompleted: Bool { trials.contains { $0.outcome == .completed } }

    /// Takes in what the gradients of a training say.
    mutating func addGradients(of result: TrialResult) {
        noise = NoiseStages(result.gradients.noise)
        preconditionedNoise = NoiseStages(result.gradients.preconditionedNoise)
        noiseReason = result.gradients.missing ?? (result.trial.outcome == .timedOut ? result.trial.message : nil)
        noiseTraining = (result.trial.batchSize, result.total.steps)
        reductionOfGradients = result.gradients.reduction
    }

    /// The frameworks with their versions.
    var namedFrameworks: [String: String] {
        var named: [String: String] = [:]
        for framework in frameworks {
            let parts = framework.split(separator: " ", maxSplits: 1).map(String.init)
            named[parts.first ?? framework] = parts.count > 1 ? parts[1] : ""
        }
        return named
    }

    var observer: SweepDocument.Observer {
        SweepDocument.Observer(
            cpuSeconds: observerProcessorSeconds,
            privateMemoryBytes: observerPrivateBytes,
            wallSeconds: watchedSeconds
        )
    }

    mutating func add(_ observer: ObserverCost) {
        observerProcessorSeconds += observer.processorSeconds
        observerPrivateBytes = max(observerPrivateBytes, observer.privateBytes)
    }

    /// What the speed trials of each batch size say together, in ascending order.
    func points(precision: Double) -> [MeasuredPoint] {
        estimates.sorted { $0.key < $1.key }.map { point(batchSize: $0.key, estimate: $0.value, precision: precision) }
    }

    /// The throughput of one batch size; nil where it was not measured.
    func samplesPerSecond(at batchSize: Int) -> Double? { estimates[batchSize]?.samplesPerSecond.value }

    /// Mean step times over the samples that the steps of each process really had: an odd last batch makes them fewer than
    /// asked.
    var timeObservations: [TimeLaw.Observation] {
        estimates.values.map { estimate in
            TimeLaw.Observation(
                batchSize: Double(estimate.samples) / Double(estimate.steps * processes),
                stepSeconds: estimate.stepSeconds.value,
                standardError: estimate.relativeStandardError * estimate.stepSeconds.value
            )
        }
    }

    /// Mean step energies, where every trial of a batch size knows what it took.
    var energyObservations: [EnergyLaw.Observation] {
        starts.compactMap { _, starts in
            let ids = starts.map(\.trial)
            let measured = trials.filter { ids.contains($0.id) }
            let joules = measured.compactMap { trial -> Double? in
                guard let watts = trial.averagePowerWatts, let step = trial.stepSeconds?.mean else { return nil }
                return watts * step
            }
            let sizes = measured.compactMap { trial -> Double? in
                guard let samples = trial.samples, let steps = trial.steps, steps > 0 else { return nil }
                return Double(samples) / Double(steps * processes)
            }
            guard joules.count == starts.count, let mean = joules.mean, let batchSize = sizes.mean else { return nil }
            let squares = joules.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let count = Double(joules.count)
            let error = count > 1 ? (squares / (count - 1) / count).squareRoot() : 0
            return EnergyLaw.Observation(batchSize: batchSize, stepJoules: mean, standardError: error)
        }
    }

    /// What holds each measured trial back, by its number.
    ///
    /// - Parameter law: the time law over all batch sizes, where there is one.
    func diagnoses(on machine: SweepDocument.Machine, law: TimeLaw?) -> [Int: Finding] {
        let found = measured.filter { $0.stepSeconds != nil || $0.timeline != nil }.map { trial in
            var symptoms = Symptoms(trial, on: machine)
            symptoms.fixedRatio = trial.batchSize.flatMap { law?.fixedRatio(at: Double($0)) }
            return (trial.id, Finding(symptoms))
        }
        return Dictionary(found, uniquingKeysWith: { $1 })
    }

    private var estimates: [Int: ThroughputEstimate] {
        let alone = starts.compactMapValues { ThroughputEstimate(starts: $0.map(\.blocks)) }
        let common = ThroughputEstimate.CommonVariance(of: Array(alone.values))
        return starts.compactMapValues { ThroughputEstimate(starts: $0.map(\.blocks), common: common) }
    }

    private func point(
        batchSize: Int,
        estimate: ThroughputEstimate,
        precision: Double
    ) -> MeasuredPoint {
        let starts = starts[batchSize] ?? []
        let quantiles = StepQuantiles.joined(starts.map(\.quantiles))
        var point = MeasuredPoint(
            batchSize: batchSize,
            trials: starts.map(\.trial),
            steps: estimate.steps,
            samples: estimate.samples,
            samplesPerSecond: estimate.samplesPerSecond,
            stepSeconds: StepSeconds(
                mean: estimate.stepSeconds.value,
                low: estimate.stepSeconds.low,
                high: estimate.stepSeconds.high,
                median: quantiles.median,
                p95: quantiles.p95
            ),
            precise: estimate.samplesPerSecond.halfWidthRatio <= precision
        )
        let measured = measured.filter { point.trials.contains($0.id) }
        point.deviceUtilization = measured.compactMap { $0.deviceUtilization?.mean }.mean
        point.hostUtilization = measured.compactMap { $0.hostUtilization?.mean }.mean
        point.inputWaitRatio = measured.compactMap(\.inputWaitRatio).mean
        point.peakHostMemoryBytes = measured.compactMap(\.peakHostMemoryBytes).max()
        point.peakDeviceMemoryBytes = measured.compactMap(\.peakDeviceMemoryBytes).max()
        point.joulesPerSample = measured.compactMap(\.joulesPerSample).mean
        return point
    }
}

extension [Double] {
    /// The arithmetic mean; nil where there is nothing to take it of.
    fileprivate var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
