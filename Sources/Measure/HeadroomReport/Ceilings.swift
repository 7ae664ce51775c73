import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Ceiling of the batch size in words, the same in every form of the report.
struct Ceiling {
    var name: String
    /// Batch size; nil if unknown.
    var batchSize: Int?
    /// Meaning of the ceiling, or the reason why it is unknown.
    var explanation: String

    /// Requested ceilings, each with a batch size or the reason why it has none.
    static func all(of document: SweepDocument) -> [Ceiling] {
        [
            now(document), boundBy(document), fits(document), pays(document), learns(document), optimum(document),
            energy(document),
        ].compactMap(\.self)
    }

    /// Utilization of the device at the baseline; nil if the baseline is unknown.
    private static func now(_ document: SweepDocument) -> Ceiling? {
        guard let baseline = document.baseline,
            let today = document.points.first(where: { $0.batchSize == baseline.batchSize })?.samplesPerSecond.value,
            let peak = document.points.map(\.samplesPerSecond.value).max(), peak > 0
        else { return nil }
        var text = "\(Format.percent(today / peak)) of the greatest measured throughput"
        if let chosen = document.recommendation?.batchSize, chosen != baseline.batchSize, today > 0,
            let better = document.points.first(where: { $0.batchSize == chosen })?.samplesPerSecond.value
        {
            let ratio = Format.significant(better / today, digits: 2)
            text += "; \(Format.count(chosen)) trains \(ratio) times as many samples a second"
        }
        return Ceiling(name: "now", batchSize: baseline.batchSize, explanation: text)
    }

    /// Batch sizes that ran out of memory or failed otherwise, with the evidence, one sentence each.
    static func failures(of document: SweepDocument) -> [String] {
        var named: Set<String> = []
        let sentences = document.trials.compactMap { trial -> String? in
            let size = trial.batchSize.map { "batch size \(Format.count($0))" } ?? "its own batch size"
            switch trial.outcome {
            case .outOfMemory:
                let reason = trial.outOfMemory?.evidence.first.map { ": \($0)" } ?? ""
                let caught = trial.outOfMemory?.recovered == true ? " and went on without that batch" : ""
                let what = trial.outOfMemory?.resource == .index ? "is more than can be indexed" : "ran out of memory"
                return "\(size) \(what)\(caught)\(reason)"
            case .failed: return "\(size) failed: \(trial.message ?? "the command ended with an error")"
            case .completed, .timedOut, .stopped: return nil
            }
        }
        return sentences.filter { named.insert($0).inserted } + document.remedies
    }

    private static func fits(_ document: SweepDocument) -> Ceiling? {
        guard let fits = document.fits else { return unknown("fits", document) }
        let verified = fits.verified ? "" : ", not verified by a run"
        let capacity = document.bindingMemory.map { " of \(Format.bytes($0.capacityBytes))" } ?? ""
        var text =
            switch fits.limitedBy {
            case .device: "the largest that fits into the device's memory\(capacity)"
            case .host where document.laws.deviceMemory != nil:
                "the largest that fits into the host's memory\(capacity), which ends before the device's"
            case .host: "the largest that fits into the memory\(capacity)"
            case .data: "all training samples in one step; the data end before the memory\(capacity) does"
            case .scan: "the largest that was asked for"
            case .index: "the largest that the framework can index"
            }
        text += verified
        if fits.limitedBy.isMemory {
            let failed = fits.outOfMemoryProbes
            text += "; \(fits.probes) probes, \(failed == 0 ? "none" : String(failed)) out of memory"
            if fits.smallestOutOfMemory == nil, failed == 0 {
                text += ", so that the memory law alone speaks against larger ones"
            }
        }
        if let phases = unverifiedPhases(fits) { text += "; \(phases)" }
        // Far beyond the data the estimate is an extrapolation, and of no practical use.
        let isFarBeyondData = { estimate in fits.limitedBy == .data && estimate >= 10 * fits.batchSize }
        if let estimate = fits.estimatedBatchSize, !isFarBeyondData(estimate) {
            text += "; the memory law says about \(Format.count(estimate)) would fit (not run)"
        }
        return Ceiling(name: "fits", batchSize: fits.batchSize, explanation: text)
    }

    /// Phases that no trial at this batch size covered, which may need more memory.
    private static func unverifiedPhases(_ fits: SweepDocument.Fits) -> String? {
        switch fits.verifiedOver {
        case .steps: "watched over some steps: an evaluation or the end of an epoch was not seen, and may take more"
        case .epoch: "watched over an epoch, in which no evaluation was seen"
        case .evaluation, nil: nil
        }
    }

    private static func pays(_ document: SweepDocument) -> Ceiling? {
        guard let pays = document.pays else { return unknown("pays", document) }
        let rate = document.points.first { $0.batchSize == pays.batchSize }.map {
            ", \(Format.rate($0.samplesPerSecond.value)) samples/s"
        }
        return Ceiling(
            name: "pays",
            batchSize: pays.batchSize,
            explanation: "\(Format.percent(pays.fractionOfPeak)) of the greatest measured throughput\(rate ?? "")"
        )
    }

    private static func learns(_ document: SweepDocument) -> Ceiling? {
        guard let learns = document.learns else { return unknown("learns", document) }
        return Ceiling(
            name: "learns",
            batchSize: learns.batchSize,
            explanation: learning(learns, document)
        )
    }

    private static func learning(_ learns: SweepDocument.Learns, _ document: SweepDocument) -> String {
        let (low, high) = (learns.low.map { Format.count($0) }, learns.high.map { Format.count($0) })
        let range = low == nil && high == nil ? "how sure that is nobody can say" : "\(low ?? "?") to \(high ?? "?")"
        guard learns.measuredBy == .noise else {
            return "\(range), by the measured \(document.learning?.measure.name ?? "accuracy")"
        }
        var text =
            "\(range), by the noise of the gradients, which tells an order of magnitude: far beyond it a larger batch "
            + "hardly saves a step"
        // Omitted for preconditioned gradients, since the noise scales of the stages are of plain gradients.
        let stages = document.laws.noise.map { $0.preconditioned == nil ? $0.stages : [] } ?? []
        let known = stages.compactMap { stage in
            stage.scale.map { "\(Format.significant($0.value, digits: 2)) at step \(Format.count(stage.lastStep))" }
        }
        if stages.count > 1, !known.isEmpty { text += " (\(known.joined(separator: ", ")))" }
        return text
    }

    /// Optimum batch size in closed form; nil if its parameters are unknown.
    private static func optimum(_ document: SweepDocument) -> Ceiling? {
        guard let recommendation = document.recommendation, let form = recommendation.closedForm else { return nil }
        let what = document.objective == .energy ? "sqrt(e0 Bc / e1)" : "sqrt(b_half Bc)"
        var text =
            "\(Format.count(form.low)) to \(Format.count(form.high)), where \(what) has the least of all batch sizes"
        if let now = document.candidates.first,
            let best = document.candidates.first(where: { $0.name == .recommended }),
            let time = best.timeRatio, let samples = best.samplesRatio, now.name == .now,
            best.batchSize != now.batchSize
        {
            text +=
                "; \(Format.count(best.batchSize)) takes \(Format.percent(time)) of the time and "
                + "\(Format.percent(samples)) of the samples of \(Format.count(now.batchSize)) to the same target"
        }
        if let factor = recommendation.learningRateFactor, factor != 1 {
            text += ", with \(Format.significant(factor, digits: 2)) times the learning rate"
        }
        return Ceiling(name: "optimum", batchSize: Int(form.value.rounded()), explanation: text)
    }

    /// Bottleneck of the training at the baseline.
    private static func boundBy(_ document: SweepDocument) -> Ceiling? {
        guard let diagnosis = document.diagnosis, diagnosis.boundBy != .unknown else { return nil }
        return Ceiling(
            name: "held by",
            batchSize: document.baseline?.batchSize ?? document.recommendation?.batchSize,
            explanation: "\(diagnosis.sentence) \(diagnosis.advice)"
        )
    }

    /// Batch size with the lowest energy per sample; nil if energy was not measured.
    private static func energy(_ document: SweepDocument) -> Ceiling? {
        guard let least = document.points.thriftiest, let joules = least.joulesPerSample else { return nil }
        var text = "\(Format.joules(joules)) a sample, the least that was measured"
        if let baseline = document.baseline, baseline.batchSize != least.batchSize,
            let today = document.points.first(where: { $0.batchSize == baseline.batchSize })?.joulesPerSample, today > 0
        {
            text += ": \(Format.percent(joules / today)) of what \(Format.count(baseline.batchSize)) takes"
        }
        if document.learns == nil {
            text += "; to a target a smaller batch may take less, since a large one needs more samples"
        }
        return Ceiling(name: "energy", batchSize: least.batchSize, explanation: text)
    }

    private static func unknown(_ name: String, _ document: SweepDocument) -> Ceiling? {
        document.undecided[name].map { Ceiling(name: name, batchSize: nil, explanation: $0) }
    }
}
