import HeadroomCore
import HeadroomTrials

/// What the trials of a sweep amount to: points, laws, ceilings and the recommendation.
struct Conclusion {
    let options: SweepOptions
    var log: SweepLog
    let search: FitSearch
    let answer: FitSearch.Answer?
    mutating func fill(_ document: inout SweepDocument) {
        document.laws.time = TimeLaw.fit(log.timeObservations)?.document
        document.laws.noise = log.noise?.document
        document.laws.noise?.preconditioned = log.preconditionedNoise?.overall
        document.laws.noise?.batchSize = log.noiseTraining?.batchSize
        document.laws.noise?.steps = log.noiseTraining?.steps
        document.laws.noise?.reduction = options.reduction ?? log.reduction
        document.laws.noise?.divide(among: log.processes)
        document.laws.energy = EnergyLaw.fit(log.energyObservations)?.document
        let diagnoses = log.diagnose(on: document.machine, law: document.laws.time)
        document.trials = log.trials
        document.points = log.points(precision: options.precision)
        markFailures(&document.points)
        document.baseline =
            options.baseline
            ?? log.ownBatchSize.map { SweepDocument.Baseline(batchSize: $0, observed: true) }
        document.machine.frameworks = log.namedFrameworks
        document.observer = log.observer
        document.laws.memory = memoryLaw(of: .host)
        document.laws.deviceMemory = memoryLaw(of: .device)
        fillFits(&document)
        fillPays(&document)
        document.recommendation = Recommender(document: document, paysAt: options.paysAt).recommendation
        if document.recommendation == nil, !document.points.isEmpty {
            document.undecided["recommendation"] =
                "the command fails at every batch size that was measured; name others with --batch-sizes 24,48,96"
        }
        let factor = LearningRateRule(optimizer: log.optimizer)?.factor(in: document)
        document.recommendation?.learningRateFactor = factor
        if let note = document.earlyNoise { document.notes.append(note) }
        if document.laws.noise?.reduction == .sum { document.notes.append(LearningRateRule.noteOnSum) }
        document.candidates = Candidates(document).all
        document.schedule = ScheduleAdvice(document: document, rule: LearningRateRule(optimizer: log.optimizer)).steps
        fillDiagnosis(&document, diagnoses)
        if log.processes > 1 {
            document.notes.append(
                "\(log.processes) processes train together: their throughput is added up, the batch size and the noise scale are those of each"
            )
        }
        if log.trials.contains(where: { $0.outcome == .completed && $0.batchSizeObserved == nil }) {
            document.notes.append(
                "that the command takes the batch size was not verified: nothing said how many samples a step has"
            )
        }
        if log.devices.contains(where: { $0 != "cpu" }),
            ["tensorflow", "jax"].contains(where: { log.namedFrameworks[$0] != nil })
        {
            document.notes.append(
                "in probes, TensorFlow and JAX took memory as they needed it, and not all at the start"
            )
        }
        document.remedies = remedies
        if let contention = contention(document) { document.notes.append(contention) }
        document.notes += DeviceNotes(trials: log.trials).all
        if let spinning = Self.spinning(document.trials) { document.notes.append(spinning) }
        if options.objective == .energy, !document.points.contains(where: { $0.joulesPerSample != nil }) {
            document.notes.append("energy is not measured here, so the recommendation is the one for time")
        }
        let loose = document.points.filter { !$0.precise }.map { String($0.batchSize) }
        if !loose.isEmpty, options.kind != .fit {
            document.notes.append(
                "wider than \(Text.percent(options.precision)): the interval at batch size \(loose.joined(separator: ", "))"
            )
        }
    }

    /// Marks the batch sizes at which some trial ran well, and another failed: none of them is recommended.
    private func markFailures(_ points: inout [SweepDocument.Point]) {
        for index in points.indices {
            let batchSize = points[index].batchSize
            let ranOut = log.trials.contains { $0.outcome == .outOfMemory && $0.batchSize == batchSize }
            points[index].failure = log.failures[batchSize] ?? (ranOut ? "it ran out of memory" : nil)
        }
    }

    /// Joins what the trials of each batch size say: a verdict that more than half of them share.
    private func fillDiagnosis(_ document: inout SweepDocument, _ diagnoses: [Int: Diagnosis]) {
        for index in document.points.indices {
            let verdicts = document.points[index].trials.compactMap { diagnoses[$0]?.boundBy }
            let counts = Dictionary(verdicts.map { ($0, 1) }, uniquingKeysWith: +)
            let most = counts.max { $0.value < $1.value }
            document.points[index].boundBy = most.map { 2 * $0.value > verdicts.count ? $0.key : .unknown }
        }
        let batchSize = document.baseline?.batchSize ?? document.recommendation?.batchSize
        guard let point = document.points.first(where: { $0.batchSize == batchSize }) else { return }
        document.diagnosis = point.trials.compactMap { diagnoses[$0] }.first { $0.boundBy == point.boundBy }
    }

    /// What can be done about each kind of memory that ran out.
    private var remedies: [String] {
        let resources = log.trials.compactMap { $0.outcome == .outOfMemory ? $0.outOfMemory?.resource : nil }
        let remedies = Set(resources).sorted { $0.rawValue < $1.rawValue }.map { "for more than fits: \($0.remedy)" }
        return remedies + [DeviceNotes(trials: log.trials).fragmentation].compactMap(\.self)
    }

    /// Says so where other programs took a good part of the machine while it was measured.
    private func contention(_ document: SweepDocument) -> String? {
        let share = document.machine.usableCPUs / Double(document.machine.logicalCPUs)
        let others = document.trials.compactMap { trial -> Double? in
            guard let host = trial.hostUtilization, let tree = trial.deviceUtilization else { return nil }
            return host.mean - tree.mean * share
        }.sorted()
        guard !others.isEmpty, others[others.count / 2] > Self.contended else { return nil }
        return
            "other programs used \(Text.percent(others[others.count / 2])) of the machine during half of the trials or more"
    }

    /// From this share of the machine on, others are in the way.
    private static let contended = 0.1

    private func memoryLaw(of limit: SweepDocument.Fits.Limit) -> SweepDocument.Laws.Memory? {
        search.law(of: limit).map { $0.law.document(capacityBytes: Int($0.capacityBytes)) }
    }

    /// Whether what does not fit fails by what a framework can index, and not by memory.
    private var endsAtAnIndex: Bool {
        let failures = log.trials.filter { $0.outcome == .outOfMemory }
        return failures.min { $0.batchSize ?? 0 < $1.batchSize ?? 0 }?.outOfMemory?.resource == .index
    }

    private func fillFits(_ document: inout SweepDocument) {
        guard let answer, let found = answer.batchSize else {
            document.undecided["fits"] = answer == nil ? "the sweep ended before it was looked for" : nothingFits
            return
        }
        // The rounds after the search may have run a size within its tolerance that fits as well.
        let larger = search.largestFitted.flatMap { log.failures[$0] == nil ? $0 : nil } ?? found
        let batchSize = answer.limitedBy.isMemory ? max(found, larger) : found
        let verified = log.trials.contains { $0.batchSize == batchSize && $0.outcome == .completed }
        let estimate = search.law.flatMap { $0.predictedBatchSize(fitting: search.capacityBytes) }
        document.fits = SweepDocument.Fits(
            batchSize: batchSize,
            verified: verified,
            probes: search.probes,
            outOfMemoryProbes: search.outOfMemoryProbes,
            limitedBy: answer.limitedBy.isMemory && endsAtAnIndex ? .index : answer.limitedBy,
            estimatedBatchSize: answer.limitedBy.isMemory ? nil : estimate,
            probabilities: probabilities(estimate: estimate)
        )
        document.fits?.verifiedOver =
            log.trials.filter { $0.batchSize == batchSize && $0.outcome == .completed }.compactMap(\.coverage).max()
        document.fits?.smallestOutOfMemory =
            log.trials.filter { $0.outcome == .outOfMemory }.compactMap(\.batchSize).min()
        if let unfinished = answer.unfinished {
            document.notes.append("the largest batch size that fits may be larger than \(batchSize): \(unfinished)")
        }
    }

    /// Why not even the smallest batch size fits: a command that takes too much before its first step takes it at any.
    private var nothingFits: String {
        guard log.trials.contains(where: { $0.outcome == .outOfMemory }) else {
            return log.failures.min { $0.key < $1.key }.map { "at batch size \($0.key) \($0.value)" }
                ?? "the command came to no result at any batch size"
        }
        let stepped = log.trials.contains { $0.outcome == .outOfMemory && $0.coverage != nil }
        let ranOutOnDevice = log.trials.contains { $0.outOfMemory?.resource == .device }
        guard !stepped, !ranOutOnDevice, let limit = options.hostLimitBytes(trainsOnDevice: log.trainsOnDevice) else {
            return ranOutOnDevice
                ? "not even a batch size of 1 fits into the device's memory" : "not even a batch size of 1 fits"
        }
        return "the command takes more than the memory limit of \(limit / 1_048_576) MiB before its first step"
    }

    /// How likely batch sizes around the predicted limit fit.
    private func probabilities(estimate: Int?) -> [SweepDocument.Fits.Probability] {
        guard let law = search.law, let estimate, estimate > 0 else { return [] }
        let sizes = [0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1].map { max(1, Int((Double(estimate) * $0).rounded())) }
        // What is extrapolated less far is surer; all the same, a larger batch size is never likelier to fit.
        var least = 1.0
        return Array(Set(sizes)).sorted().map { batchSize in
            least = min(least, law.probability(thatFits: batchSize, in: search.capacityBytes))
            return .init(batchSize: batchSize, probability: least)
        }
    }

    private func fillLearns(_ document: inout SweepDocument) {
        guard let noise = document.laws.noise else {
            document.undecided["learns"] = "not measured: 'headroom learn' trains at several batch sizes"
            return
        }
        guard let critical = noise.inUse, critical.high < 1e12 else {
            let reason =
                noise.stages.compactMap(\.reason).first ?? log.noiseReason
                ?? "the command said nothing of its gradients"
            document.undecided["learns"] = "the noise of the gradients could not be estimated: \(reason)"
            return
        }
        document.learns = SweepDocument.Learns(
            batchSize: max(1, Int(critical.value.rounded())),
            low: max(1, Int(critical.low.rounded())),
            high: max(1, Int(critical.high.rounded())),
            measuredBy: .noise
        )
    }

    /// What pays and what learns, where more than the fit was asked for.
    private func fillPays(_ document: inout SweepDocument) {
        guard options.kind != .fit else { return }
        fillLearns(&document)
        if options.watchedSeconds != nil {
            document.undecided["pays"] = "no steps were seen, so there is no throughput"
            return
        }
        let points = document.points.filter { $0.failure == nil }
        switch Saturation.pays(at: options.paysAt, points.map { ($0.batchSize, $0.samplesPerSecond) }) {
        case .from(let batchSize, let fraction):
            document.pays = SweepDocument.Pays(
                batchSize: batchSize,
                fractionOfPeak: fraction,
                threshold: options.paysAt
            )
        case .undecided(let reason): document.undecided["pays"] = reason
        }
    }
}

extension SweepLog {
    func throughputs(precision: Double) -> [(batchSize: Int, samplesPerSecond: Interval)] {
        points(precision: precision).map { ($0.batchSize, $0.samplesPerSecond) }
    }
}
