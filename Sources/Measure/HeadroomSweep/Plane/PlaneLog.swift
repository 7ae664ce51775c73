import HeadroomCore
import HeadroomTrials

/// The trials of a sweep over two axes so far: a log for each value of the second.
struct PlaneLog: Sendable {
    private(set) var logs: [Int: SweepLog] = [:]
    /// Points at which the command failed or ran out of memory.
    private(set) var failed: [PlanePoint: TrialDocument.Outcome] = [:]
    /// Points of speed trials, whatever came of them.
    private(set) var tried: Set<PlanePoint> = []
    /// Points that a verification ran through.
    private(set) var verified: Set<PlanePoint> = []
    private(set) var memories: [PlaneMemory]
    /// Memory of the phases of each trial, by its number.
    private(set) var memory: [Int: TrialResult.Memory] = [:]
    private(set) var count = 0

    init(capacityBytes: Int) {
        memories = [PlaneMemory(.host, capacityBytes: Double(capacityBytes))]
    }

    /// Number of the next trial.
    var nextTrial: Int { count + 1 }

    /// The log at one value of the second axis.
    func log(at other: Int) -> SweepLog { logs[other] ?? SweepLog() }

    mutating func add(_ result: TrialResult, at other: Int) {
        count += 1
        memory[result.trial.id] = result.memory
        logs[other, default: SweepLog()].add(result)
        guard let batchSize = result.trial.batchSize else { return }
        let point = PlanePoint(batchSize: batchSize, other: other)
        if result.trial.purpose == .speed { tried.insert(point) }
        switch result.trial.outcome {
        case .completed:
            if result.trial.purpose == .verification { verified.insert(point) }
            addPeaks(of: result.trial, at: point)
        case .outOfMemory, .failed: failed[point] = result.trial.outcome
        case .timedOut, .stopped: break
        }
    }

    mutating func add(_ observer: ObserverCost, at other: Int) { logs[other, default: SweepLog()].add(observer) }

    private mutating func addPeaks(of trial: MeasuredTrial, at point: PlanePoint) {
        if let bytes = trial.peakHostMemoryBytes { memories[0].add(bytes, at: point) }
        guard let memory = trial.deviceMemory, let capacity = memory.capacityBytes else { return }
        if memories.count == 1 { memories.append(PlaneMemory(.device, capacityBytes: Double(capacity))) }
        memories[1].capacityBytes = Double(capacity)
        memories[1].noise = memory.source == .allocator ? .allocator : .process
        memories[1].add(memory.peakBytes, at: point)
    }

    /// Whether a point may be tried, by what ran out of memory or failed, and by the memory laws.
    func mayRun(_ point: PlanePoint, isCautious: Bool) -> Bool {
        let isBeyondFailure = failed.contains { failure, outcome in
            outcome == .outOfMemory
                ? failure.batchSize <= point.batchSize && failure.other <= point.other : failure == point
        }
        guard !isBeyondFailure else { return false }
        return memories.allSatisfy { $0.mayFit(point, isCautious: isCautious) }
    }

    var trials: [(other: Int, trial: LoggedTrial)] {
        logs.flatMap { other, log in log.trials.map { (other, $0) } }.sorted { $0.1.id < $1.1.id }
    }

    func points(precision: Double) -> [PlaneDocument.Point] {
        logs.sorted { $0.key < $1.key }.flatMap { other, log in
            log.points(precision: precision).map { PlaneDocument.Point($0, other: other) }
        }
    }

    var timeLaw: PlaneTimeLaw? {
        PlaneTimeLaw.fit(
            logs.flatMap { other, log in
                log.timesByBatchSize.map { batchSize, observation in
                    PlaneTimeLaw.Observation(
                        point: PlanePoint(batchSize: batchSize, other: other),
                        stepSeconds: observation.stepSeconds,
                        standardError: observation.standardError
                    )
                }
            }
        )
    }

    /// Whether any trial was measured.
    var hasCompleted: Bool { logs.values.contains(where: \.hasCompleted) }

    var trainingSamples: Int? { logs.values.compactMap(\.trainingSamples).max() }
    var trainsOnDevice: Bool? { logs.values.compactMap(\.trainsOnDevice).first }
    var longestStartupSeconds: Double { logs.values.map(\.longestStartupSeconds).max() ?? 0 }
    var frameworks: [String: String] { logs.values.reduce(into: [:]) { $0.merge($1.namedFrameworks) { $1 } } }
    var start: SlowStart { logs.values.reduce(SlowStart()) { $0.joined(with: $1.start) } }

    var observer: SweepDocument.Observer {
        let costs = logs.values.map(\.observer)
        return SweepDocument.Observer(
            cpuSeconds: costs.reduce(0) { $0 + $1.cpuSeconds },
            privateMemoryBytes: costs.map(\.privateMemoryBytes).max() ?? 0,
            wallSeconds: costs.reduce(0) { $0 + $1.wallSeconds }
        )
    }
}
