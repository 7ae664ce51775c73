import HeadroomCore
import HeadroomTrials

/// The trials of a sweep so far, and their joint figures.
struct SweepLog: Sendable {
    private var measured: [MeasuredTrial] = []
    /// Trials whose batch size only runs because the driver moves memory to the host, by their number.
    private var spills: [Int: Spill] = [:]
    private var allStarts: [Int: [Start]] = [:]
    var trials: [LoggedTrial] { measured.map { LoggedTrial($0, spill: spills[$0.id]) } }
    /// The steady windows of the speed trials, by batch size; a trial whose size no longer fits gives no throughput.
    var starts: [Int: [Start]] {
        allStarts.compactMapValues { starts in
            let fitting = starts.filter { spills[$0.trial] == nil }
            return fitting.isEmpty ? nil : fitting
        }
    }
    private(set) var frameworks: Set<String> = []
    /// The training devices as reported by the processes.
    private(set) var devices: Set<String> = []
    /// Whether a device trains; nil before the first report.
    var trainsOnDevice: Bool? {
        if trials.contains(where: { $0.deviceMemory != nil }) { return true }
        return devices.isEmpty ? nil : devices.contains { $0 != "cpu" }
    }
    /// The smallest observed device memory of the framework's context.
    var leastContextBytes: Int? { trials.compactMap { $0.deviceMemory?.contextBytes }.min() }
    /// Whether the framework's allocator reports the peak of each batch size separately.
    var hasAllocatorFigures: Bool { trials.contains { $0.deviceMemory?.source == .allocator } }
    private(set) var trainingSamples: Int?
    private(set) var ownBatchSize: Int?
    /// Batch sizes that the command was observed to use.
    private var taken: Set<Int> = []
    /// The largest of them; nil before there are two, since a command that ignores the request may happen to use the
    /// one.
    var largestTaken: Int? { taken.count > 1 ? taken.max() : nil }
    /// The optimizer, as reported by the processes.
    private(set) var optimizer: String?
    /// Initial loss of trainings, by batch size.
    private(set) var firstLosses: [Int: Double] = [:]
    /// Whether gradients are summed or averaged, by their norms at several batch sizes.
    private(set) var reductionOfGradients: Reduction?
    /// Whether the command sums or averages gradients: by their norms at several batch sizes, else by the initial
    /// losses of its trials.
    var reduction: Reduction? { reductionOfGradients ?? Reduction(firstLosses: firstLosses) }
    /// The gradient noise scale of a training.
    private(set) var noise: NoiseStages?
    /// The noise scale of the preconditioned gradients.
    private(set) var preconditionedNoise: NoiseStages?
    /// Why gradients are missing, as reported by the process.
    private(set) var noiseReason: String?
    /// The training of the observed gradients.
    private(set) var noiseTraining: (batchSize: Int?, steps: Int)?
    private(set) var processes = 1
    private(set) var memoryMode: String?
    private(set) var observerProcessorSeconds = 0.0
    private(set) var observerPrivateBytes = 0
    private(set) var watchedSeconds = 0.0
    private(set) var longestStartupSeconds = 0.0
    /// Why the command failed at a batch size, other than for lack of memory.
    private(set) var failures: [Int: BatchSizeFailure] = [:]
    /// The highest throughput of the later steps of successful trials, by batch size.
    private(set) var laterRates: [Int: Double] = [:]
    /// The slow start of its processes.
    private(set) var start = SlowStart()

    /// The steady window of one speed trial.
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

    /// Records that a finished trial spilled: its batch size does not fit.
    mutating func note(_ spill: Spill, of trial: Int) { spills[trial] = spill }

    /// Records a run of the command as given by the user, which shows the baseline batch size.
    ///
    /// A failure is not evidence on any batch size: some commands have no batch size of their own.
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

    /// Whether any trial was measured, or at least showed that its batch size runs.
    var hasCompleted: Bool { trials.contains { $0.outcome == .completed } }

    /// Records the gradients of a training.
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

    /// Figures of the speed trials at each batch size, in ascending order.
    func points(precision: Double) -> [MeasuredPoint] {
        estimates.sorted { $0.key < $1.key }.map { point(batchSize: $0.key, estimate: $0.value, precision: precision) }
    }

    /// Throughput at one batch size; nil where it was not measured.
    func samplesPerSecond(at batchSize: Int) -> Double? { estimates[batchSize]?.samplesPerSecond.value }

    /// Seconds of a step at a batch size, by the line through the two largest measured sizes; nil with fewer.
    func expectedStepSeconds(at batchSize: Int) -> Double? {
        let largest = estimates.mapValues(\.stepSeconds.value).sorted { $0.key < $1.key }.suffix(2)
        guard let (low, lowSeconds) = largest.first, let (high, seconds) = largest.last, low < high else { return nil }
        let perSample = max(0, seconds - lowSeconds) / Double(high - low)
        return seconds + perSample * max(0, Double(batchSize - high))
    }

    /// Mean step times by the mean number of samples that each process really had: a smaller last batch lowers it below
    /// the requested batch size.
    var timeObservations: [TimeLaw.Observation] { Array(timesByBatchSize.values) }

    /// The same by the requested batch size.
    var timesByBatchSize: [Int: TimeLaw.Observation] {
        estimates.mapValues { estimate in
            TimeLaw.Observation(
                batchSize: Double(estimate.samples) / Double(estimate.steps * processes),
                stepSeconds: estimate.stepSeconds.value,
                standardError: estimate.relativeStandardError * estimate.stepSeconds.value
            )
        }
    }

    /// Mean step energies, where every trial of a batch size has its energy.
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

    /// The bottleneck of each measured trial, by its number.
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
    /// The arithmetic mean; nil for an empty collection.
    fileprivate var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
