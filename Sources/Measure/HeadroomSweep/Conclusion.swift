package import HeadroomCore
import HeadroomTrials

/// Concludes from the trials of a sweep: points, laws, ceilings and the recommendation.
package struct Conclusion {
    let options: SweepOptions
    let machine: SweepDocument.Machine
    let log: SweepLog
    let search: FitSearch
    let answer: FitSearch.Answer?

    var concluded: SweepConclusion {
        let findings = findings
        let advice = Advice(findings)
        let diagnoses = log.diagnoses(on: machine, law: findings.laws.time)
        let boundBy = Self.boundBy(findings.points, diagnoses)
        let batchSize = findings.baseline?.batchSize ?? advice.recommendation?.batchSize
        let point = findings.point(at: batchSize)
        return SweepConclusion(
            findings: findings,
            advice: advice,
            diagnoses: diagnoses,
            boundBy: boundBy,
            diagnosis: point.flatMap { point in
                point.trials.compactMap { diagnoses[$0] }.first { $0.boundBy == boundBy[point.batchSize] }
            },
            remedies: remedies,
            notesOnFit: [noteOnFit(findings.fits)].compactMap(\.self),
            notesOnTrials: notes(findings, diagnoses)
        )
    }

    private var findings: SweepFindings {
        let points = log.points(precision: options.precision)
        var findings = SweepFindings(objective: options.objective, points: points)
        findings.paysAt = options.paysAt
        findings.baseline =
            options.baseline ?? log.ownBatchSize.map { SweepDocument.Baseline(batchSize: $0, observed: true) }
        findings.failures = failures(points)
        let laws = laws
        findings.laws = laws
        findings.rule = LearningRateRule(optimizer: log.optimizer)
        findings.processes = log.processes
        findings.whatFits = whatFits
        // A fit only asks for the largest batch size that fits.
        if options.kind != .fit {
            findings.whatLearns = whatLearns(by: laws.noise)
            findings.whatPays = whatPays(points.filter { findings.failures[$0.batchSize] == nil })
        }
        return findings
    }

    private var laws: FittedLaws {
        var laws = FittedLaws()
        laws.time = TimeLaw.fit(log.timeObservations)
        laws.energy = EnergyLaw.fit(log.energyObservations)
        laws.memory = memoryLaw(of: .host)
        laws.deviceMemory = memoryLaw(of: .device)
        laws.noise = noise
        return laws
    }

    private var noise: GradientNoise? {
        guard let seen = log.noise else { return nil }
        var noise = GradientNoise(seen, preconditioned: log.preconditionedNoise, processes: log.processes)
        noise.batchSize = log.noiseTraining?.batchSize
        noise.steps = log.noiseTraining?.steps
        noise.reduction = options.reduction ?? log.reduction
        return noise
    }

    // MARK: Notes

    private func noteOnFit(_ fits: SweepDocument.Fits?) -> Note? {
        guard let fits, let unfinished = answer?.unfinished else { return nil }
        return .largerMayFit(than: fits.batchSize, because: unfinished)
    }

    private func notes(_ findings: SweepFindings, _ diagnoses: [Int: Finding]) -> [Note] {
        var notes: [Note] = []
        if log.processes > 1 { notes.append(.processesTrainTogether(log.processes)) }
        if log.trials.contains(where: { $0.outcome == .completed && $0.batchSizeObserved == nil }) {
            notes.append(.batchSizeNotVerified)
        }
        if log.devices.contains(where: { $0 != "cpu" }),
            ["tensorflow", "jax"].contains(where: { log.namedFrameworks[$0] != nil })
        {
            notes.append(.memoryTakenAsNeeded)
        }
        if let contention { notes.append(contention) }
        notes += DeviceNotes(trials: log.trials).all
        if let spinning = Self.spinning(log.trials, diagnoses) { notes.append(spinning) }
        if options.objective == .energy, !findings.points.contains(where: { $0.joulesPerSample != nil }) {
            notes.append(.energyNotMeasured)
        }
        let loose = findings.points.filter { !$0.precise }.map(\.batchSize)
        if !loose.isEmpty, options.kind != .fit {
            notes.append(.wideIntervals(precision: options.precision, batchSizes: loose))
        }
        return notes
    }

    /// The note on threads that spin beside other programs, with the remedy; nil where no trial has such threads.
    package static func spinning(_ trials: [LoggedTrial], _ diagnoses: [Int: Finding]) -> Note? {
        let spinning = trials.filter { diagnoses[$0.id]?.boundBy == .spinning }
        guard let most = spinning.compactMap({ $0.threadUse?.cpuWaitRatio }).max() else { return nil }
        return .spinning(
            trials: spinning.count,
            of: trials.count { diagnoses[$0.id] != nil },
            waitRatio: most
        )
    }

    // MARK: Batch sizes

    /// Batch sizes at which one trial ran well and another failed: they are not recommended.
    private func failures(_ points: [MeasuredPoint]) -> [Int: BatchSizeFailure] {
        let ranOut = Set(log.trials.filter { $0.outcome == .outOfMemory }.compactMap(\.batchSize))
        let reasons = points.map(\.batchSize).compactMap { size in
            (log.failures[size] ?? (ranOut.contains(size) ? .outOfMemory : nil)).map { (size, $0) }
        }
        return Dictionary(uniqueKeysWithValues: reasons)
    }

    /// The bottleneck at each batch size: a verdict that more than half of its trials share.
    private static func boundBy(_ points: [MeasuredPoint], _ diagnoses: [Int: Finding]) -> [Int: Bottleneck] {
        let joined = points.compactMap { point -> (Int, Bottleneck)? in
            let verdicts = point.trials.compactMap { diagnoses[$0]?.boundBy }
            let counts = Dictionary(verdicts.map { ($0, 1) }, uniquingKeysWith: +)
            let most = counts.max { $0.value < $1.value }
            return most.map { (point.batchSize, 2 * $0.value > verdicts.count ? $0.key : .unknown) }
        }
        return Dictionary(uniqueKeysWithValues: joined)
    }

    /// Remedies for each kind of memory that ran out, and for fragmented memory.
    private var remedies: [MemoryRemedy] {
        let resources = log.trials.compactMap { $0.outcome == .outOfMemory ? $0.outOfMemory?.resource : nil }
        let remedies = Set(resources).sorted { $0.rawValue < $1.rawValue }.map { MemoryRemedy.more($0) }
        return remedies + [DeviceNotes(trials: log.trials).fragmentation].compactMap(\.self)
    }

    /// A note where other programs used a large share of the machine during the measurement.
    private var contention: Note? {
        let share = machine.usableCPUs / Double(machine.logicalCPUs)
        let others = log.trials.compactMap { trial -> Double? in
            guard let host = trial.hostUtilization, let tree = trial.deviceUtilization else { return nil }
            return host.mean - tree.mean * share
        }.sorted()
        guard !others.isEmpty, others[others.count / 2] > Self.contended else { return nil }
        return .contended(ratio: others[others.count / 2])
    }

    /// The share of the machine from which on other programs count as contention.
    private static let contended = 0.1

    private func memoryLaw(of limit: SweepDocument.Fits.Limit) -> FittedLaws.Memory? {
        search.law(of: limit).map { FittedLaws.Memory(law: $0.law, capacityBytes: Int($0.capacityBytes)) }
    }

    /// Whether the limit of the batch size is an index range of the framework rather than memory.
    private var endsAtAnIndex: Bool {
        let failures = log.trials.filter { $0.outcome == .outOfMemory }
        return failures.min { $0.batchSize ?? 0 < $1.batchSize ?? 0 }?.outOfMemory?.resource == .index
    }

    private var whatFits: Found<SweepDocument.Fits> {
        guard let answer, let found = answer.batchSize else {
            return .open(because: answer == nil ? .notLookedFor : nothingFits)
        }
        // The rounds after the search may have run a slightly larger size, within its tolerance, that fits as well.
        let larger = search.largestFitted.flatMap { log.failures[$0] == nil ? $0 : nil } ?? found
        let batchSize = answer.limitedBy.isMemory ? max(found, larger) : found
        let verified = log.trials.contains { $0.batchSize == batchSize && $0.outcome == .completed }
        let estimate = search.law.flatMap { $0.predictedBatchSize(fitting: search.capacityBytes) }
        var fits = SweepDocument.Fits(
            batchSize: batchSize,
            verified: verified,
            probes: search.probes,
            outOfMemoryProbes: search.outOfMemoryProbes,
            limitedBy: answer.limitedBy.isMemory && endsAtAnIndex ? .index : answer.limitedBy,
            estimatedBatchSize: answer.limitedBy.isMemory ? nil : estimate,
            probabilities: probabilities(estimate: estimate)
        )
        fits.verifiedOver =
            log.trials.filter { $0.batchSize == batchSize && $0.outcome == .completed }.compactMap(\.coverage).max()
        fits.smallestOutOfMemory =
            log.trials.filter { $0.outcome == .outOfMemory }.compactMap(\.batchSize).min()
        return .known(fits)
    }

    /// Why not even the smallest batch size fits: a command that exceeds the limit before its first step does so at any
    /// size.
    private var nothingFits: OpenReason {
        guard log.trials.contains(where: { $0.outcome == .outOfMemory }) else {
            return log.failures.min { $0.key < $1.key }.map { .fails(batchSize: $0.key, how: $0.value) } ?? .noResult
        }
        let stepped = log.trials.contains { $0.outcome == .outOfMemory && $0.coverage != nil }
        let ranOutOnDevice = log.trials.contains { $0.outOfMemory?.resource == .device }
        guard !stepped, !ranOutOnDevice, let limit = options.hostLimitBytes(trainsOnDevice: log.trainsOnDevice) else {
            return .nothingFits(isDeviceFull: ranOutOnDevice)
        }
        return .beyondMemoryLimit(bytes: limit)
    }

    /// Probabilities that batch sizes around the predicted limit fit.
    private func probabilities(estimate: Int?) -> [SweepDocument.Fits.Probability] {
        guard let law = search.law, let estimate, estimate > 0 else { return [] }
        let sizes = [0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1].map { max(1, Int((Double(estimate) * $0).rounded())) }
        // A shorter extrapolation is more certain; still, the probability must not rise with the batch size.
        var least = 1.0
        return Array(Set(sizes)).sorted().map { batchSize in
            least = min(least, law.probability(thatFits: batchSize, in: search.capacityBytes))
            return .init(batchSize: batchSize, probability: least)
        }
    }

    private func whatLearns(by noise: GradientNoise?) -> Found<SweepDocument.Learns> {
        guard let noise else { return .open(because: .noTrainings) }
        guard let critical = noise.inUse, critical.high < 1e12 else {
            let gap = noise.stages.compactMap(\.reason).first.map { OpenReason.NoNoiseScale.gap($0) }
            let ofProcess = log.noiseReason.map { OpenReason.NoNoiseScale.ofProcess($0) }
            return .open(because: .noNoiseScale(gap ?? ofProcess ?? .nothingReported))
        }
        return .known(
            SweepDocument.Learns(
                batchSize: max(1, Int(critical.value.rounded())),
                low: max(1, Int(critical.low.rounded())),
                high: max(1, Int(critical.high.rounded())),
                measuredBy: .noise
            )
        )
    }

    /// - Parameter points: those at which trainings finish.
    private func whatPays(_ points: [MeasuredPoint]) -> Found<SweepDocument.Pays> {
        if options.watchedSeconds != nil { return .open(because: .noSteps) }
        switch Saturation.pays(at: options.paysAt, points.map { ($0.batchSize, $0.samplesPerSecond) }) {
        case .from(let batchSize, let fraction):
            return .known(
                SweepDocument.Pays(batchSize: batchSize, fractionOfPeak: fraction, threshold: options.paysAt)
            )
        case .undecided(let why): return .open(because: .undecided(why))
        }
    }
}

extension SweepLog {
    func throughputs(precision: Double) -> [(batchSize: Int, samplesPerSecond: Interval)] {
        points(precision: precision).map { ($0.batchSize, $0.samplesPerSecond) }
    }
}
