import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Tables and sentences on a study, shared by the report forms.
struct LearningTable {
    let learning: SweepDocument.Learning

    private var measure: Metric { learning.measure }

    // MARK: Arms

    /// Arms with results.
    var arms: [Arm] { Arm.allCases.filter { arm in learning.results.contains { $0.arm == arm } } }

    private var batchSizes: [Int] { Set(learning.results.map(\.batchSize)).sorted() }

    /// Columns: one per arm, and the time to the target.
    var armsHead: [String] {
        ["batch size"] + arms.map(\.heading) + (learning.target.map { ["soonest at \(figure($0))"] } ?? [])
    }

    /// One row per batch size.
    var armsBody: [[String]] {
        batchSizes.map { size in
            let results = learning.results.filter { $0.batchSize == size }
            let cells = arms.map { arm in results.first { $0.arm == arm }.map(cell) ?? "-" }
            return [Format.count(size)] + cells + (learning.target == nil ? [] : [soonest(results)])
        }
    }

    private func cell(_ result: SweepDocument.Learning.Result) -> String {
        if result.diverged > 0 { return "diverged" }
        guard let test = result.test else {
            return result.stoppedAt.map { "stopped at " + figure($0.value) } ?? "-"
        }
        return mean(test) + (result.stoppedEarly > 0 ? ", \(result.stoppedEarly) stopped" : "")
    }

    private func soonest(_ results: [SweepDocument.Learning.Result]) -> String {
        let reached = results.filter { $0.reachedTarget == $0.trainings && $0.secondsToTarget != nil }
        let best = reached.min { $0.secondsToTarget?.value ?? .infinity < $1.secondsToTarget?.value ?? .infinity }
        return best?.secondsToTarget.map { Format.seconds($0.value) } ?? "not reached"
    }

    /// Columns of the table of every arm at every batch size with all figures.
    var detailHead: [String] {
        [
            "", "batch size", "learning rate", "epochs", "trainings", "test", "training", "gap", "steps", "samples",
            "time", "energy",
        ]
    }

    var detailBody: [[String]] {
        learning.results.map { result in
            let reached = result.reachedTarget == result.trainings
            func toTarget(_ mean: SeedMean?, _ format: (Double) -> String) -> String {
                mean.map { format($0.value) + (reached ? "" : " (\(result.reachedTarget) of \(result.trainings))") }
                    ?? "-"
            }
            return [
                result.arm.phrase, Format.count(result.batchSize),
                result.learningRate.map { Format.significant($0) } ?? "-",
                result.epochs.map { Format.count($0) } ?? "-",
                Format.count(result.trainings), cell(result), result.training.map(mean) ?? "-",
                result.generalizationGap.map { gap($0) } ?? "-", toTarget(result.stepsToTarget) { Format.count($0) },
                toTarget(result.samplesToTarget) { Format.count($0) },
                toTarget(result.secondsToTarget, Format.seconds), toTarget(result.joulesToTarget, Format.joules),
            ]
        }
    }

    // MARK: Remedies

    var remediesHead: [String] { ["remedy", "test", "gained", "recovered", "extra time", "a second", "how", "source"] }

    /// Arms that remedies were combined with.
    var bases: [Arm] { Arm.allCases.filter { base in learning.remedies.contains { $0.base == base } } }

    func remediesTitle(_ base: Arm) -> String {
        let batchSize = learning.remedies.first { $0.base == base }?.batchSize
        let plain = learning.results.first { $0.arm == base && $0.batchSize == batchSize }?.test
        return "Remedies at a batch size of \(batchSize.map { Format.count($0) } ?? "-"), each alone with "
            + (base == .unchanged ? base.phrase : "the \(base.phrase)")
            + (plain.map { " (\(mean($0)) without one)" } ?? "")
    }

    func remediesBody(_ base: Arm) -> [[String]] {
        learning.remedies.filter { $0.base == base }.map { remedy in
            let isOneSeed = remedy.gain?.low == nil
            let recovered = remedy.recovered.map { ratio in
                let range = zip(ratio.low, ratio.high).map { low, high in
                    " (\(Format.count(low * 100)) to \(Format.count(high * 100)))"
                }
                return "\(Format.count(ratio.value * 100)) %" + (range ?? (isOneSeed ? ", one seed" : ", no interval"))
            }
            return [
                remedy.name,
                remedy.diverged > 0 ? "diverged" : remedy.test.map(mean) ?? "-",
                remedy.gain.map { gap($0) } ?? "-", (remedy.helps || isOneSeed ? recovered : "nothing") ?? "-",
                remedy.extraSeconds.map { $0 <= 0 ? "none" : Format.seconds($0) } ?? "-", perSecond(remedy),
                remedy.parameters,
                remedy.source,
            ]
        }
    }

    /// Caveats on the intervals of the remedies.
    func remediesNotes(_ base: Arm) -> [String] {
        let remedies = learning.remedies.filter { $0.base == base }
        var notes: [String] = []
        if remedies.contains(where: { $0.gain != nil && $0.gain?.low == nil }) {
            notes.append("One seed has no interval: nothing says how much of a gain is chance.")
        }
        if remedies.contains(where: { $0.gain?.low != nil && $0.recovered != nil && $0.recovered?.low == nil }) {
            notes.append("A share without an interval is one of a loss that may be chance itself.")
        }
        return notes
    }

    /// Gain of a remedy per second of additional time.
    private func perSecond(_ remedy: SweepDocument.Learning.RemedyResult) -> String {
        guard remedy.helps, let gain = remedy.gain?.value, let extra = remedy.extraSeconds, extra > 0 else {
            return "-"
        }
        return Format.significant((isShare ? 100 : 1) * gain / extra)
    }

    // MARK: Learning rates

    var ratesTitle: String {
        "Learning rates at a batch size of \(learning.rates.first.map { Format.count($0.batchSize) } ?? "-")"
    }

    var ratesHead: [String] {
        ["learning rate", "test", "training"] + (learning.target.map { ["steps to \(figure($0))"] } ?? [])
    }

    var ratesBody: [[String]] {
        learning.rates.map { rate in
            let steps = rate.reachedTarget == rate.trainings ? steps(rate.stepsToTarget) : "not reached"
            return [
                rate.learningRate.map { Format.significant($0) } ?? "-", cell(rate), rate.training.map(mean) ?? "-",
            ]
                + (learning.target == nil ? [] : [steps])
        }
    }

    /// Recommendation of a learning rate better than that of the scaling rule.
    var ratesAdvice: String? {
        guard let (ofRule, better) = learning.betterRate, let rate = better.learningRate,
            let usual = ofRule.learningRate,
            let steps = better.stepsToTarget?.value, let before = ofRule.stepsToTarget?.value
        else { return nil }
        return
            "A learning rate of \(Format.significant(rate)) comes to the target in \(Format.count(steps)) steps, that of the "
            + "rule, \(Format.significant(usual)), in \(Format.count(before))."
    }

    private func steps(_ mean: SeedMean?) -> String {
        guard let mean else { return "-" }
        return Format.count(mean.value) + (mean.high.map { " ± " + Format.count($0 - mean.value) } ?? "")
    }

    // MARK: Sentences

    /// Largest batch size at which each arm learns as well as the best, with its confidence.
    var thresholds: [String] {
        learning.thresholds.map { threshold in
            let tolerance = difference(learning.tolerance)
            guard let size = threshold.batchSize else {
                return "\(threshold.arm.phrase): at no batch size within \(tolerance) of the best"
            }
            func upTo(_ size: Int) -> String {
                let isLargest = threshold.isLargestTried && size == threshold.batchSize
                return "up to \(Format.count(size))\(isLargest ? ", the largest that was tried" : "")"
            }
            let claim = "\(threshold.arm.phrase): within \(tolerance) of the best "
            if let sure = threshold.sureBatchSize {
                let further = sure == size ? "" : "; \(upTo(size)) by the means alone"
                return claim + upTo(sure) + ", 95 % sure" + further
            }
            if learning.seeds < 2 { return claim + upTo(size) + " by one seed, which cannot say how sure that is" }
            return claim + upTo(size)
                + " by the means alone; of no batch size is that 95 % sure with \(learning.seeds) seeds"
        }
    }

    /// Best training, and the budget at which trainings were compared.
    var summary: String? {
        guard let best = learning.best, let test = best.test else { return nil }
        let seeds = learning.seeds == 1 ? "one seed" : "\(learning.seeds) seeds"
        let effort = learning.isByReinforcement ? "environment steps" : "samples"
        return "The best test \(measure.name) from as many \(effort) as today is \(mean(test)), at a batch size of "
            + "\(Format.count(best.batchSize)) with \(best.arm == .unchanged ? "nothing else changed" : "the learning rate scaled"); "
            + "\(seeds)."
    }

    /// Fit of the steps to the target measured in trainings, in addition to the gradient noise scale.
    var stepsLaw: String? {
        guard let law = learning.stepsLaw else { return nil }
        let critical = law.criticalBatchSize.map {
            ", Bc = \(Format.significant($0.value)) (\(Format.significant($0.low)) to \(Format.significant($0.high)))"
        }
        return
            "Steps to the target Smin (1 + Bc / b): Smin = \(Format.significant(law.leastSteps))\(critical ?? ""); the trainings "
            + "stay within \(Format.percent(law.residualRatio)) of it."
    }

    // MARK: Figures

    private var isShare: Bool { measure == .accuracy }

    func figure(_ value: Double) -> String {
        isShare ? Format.fixed(value * 100, decimals: 1) + " %" : Format.significant(value)
    }

    /// Formats the difference of two figures.
    private func difference(_ value: Double) -> String {
        isShare
            ? Format.significant(value * 100, digits: 2) + (value == 0.01 ? " point" : " points")
            : Format.significant(value)
    }

    private func mean(_ mean: SeedMean) -> String {
        figure(mean.value) + spread(mean)
    }

    private func gap(_ mean: SeedMean) -> String {
        (isShare ? Format.fixed(mean.value * 100, decimals: 1) : Format.significant(mean.value)) + spread(mean)
    }

    private func spread(_ mean: SeedMean) -> String {
        guard let high = mean.high else { return "" }
        let half = high - mean.value
        return " ± " + (isShare ? Format.fixed(half * 100, decimals: 1) : Format.significant(half, digits: 2))
    }
}

extension Arm {
    /// Name of the arm in a column heading.
    var heading: String {
        switch self {
        case .unchanged: "unchanged"
        case .scaledRate: "rate scaled"
        case .equalUpdates: "as many updates"
        }
    }
}

/// Both values, if neither is nil.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}
