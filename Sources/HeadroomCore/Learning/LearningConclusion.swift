/// What trainings in full amount to: means over seeds, thresholds, the steps law, what the remedies gave back.
package struct LearningConclusion {
    private var learning: SweepDocument.Learning
    private let points: [SweepDocument.Point]

    /// - Parameters:
    ///   - learning: what was asked for, and the trainings.
    ///   - points: what a step was measured to take at each batch size.
    package init(_ learning: SweepDocument.Learning, points: [SweepDocument.Point]) {
        self.learning = learning
        self.points = points
    }

    private var measure: Measure { learning.measure }

    /// The document with everything that follows from its trainings.
    package func concluded(wishedTarget: Double?, remedies: [Remedy]) -> SweepDocument.Learning {
        var learning = learning
        let baseline = trainings(of: .unchanged, at: learning.baseline.batchSize)
        let reached = SeedMean(baseline.compactMap(\.finalMeasure))
        learning.target =
            wishedTarget ?? reached.map { measure.bound(below: $0.value, tolerance: learning.tolerance) }
        learning.results = results(target: learning.target)
        learning.best = learning.results
            .filter { Arm.ofEqualSamples.contains($0.arm) && $0.test != nil && $0.diverged == 0 }
            .max { measure.gain(of: $1.test?.value ?? 0, over: $0.test?.value ?? 0) > 0 }
        learning.thresholds = thresholds(learning)
        learning.stepsLaw = stepsLaw(learning)
        learning.rates = rates(target: learning.target)
        learning.remedies = remedyResults(learning, remedies)
        learning.nothingLearned = nothingLearned
        return learning
    }

    // MARK: Means

    /// Those that hung are left out: they say nothing of what is learned.
    private func trainings(of arm: Arm, at batchSize: Int) -> [TrainingDocument] {
        told.filter { $0.arms.contains(arm) && $0.setting.batchSize == batchSize }
    }

    private var told: [TrainingDocument] { learning.trainings.filter { $0.outcome != .stalled } }

    private func results(target: Double?) -> [SweepDocument.Learning.Result] {
        Arm.allCases.flatMap { arm in
            let sizes = Set(learning.trainings.filter { $0.arms.contains(arm) }.map(\.setting.batchSize))
            return sizes.sorted().map { result(arm, $0, trainings(of: arm, at: $0), target: target) }
        }
    }

    private func result(
        _ arm: Arm,
        _ batchSize: Int,
        _ trainings: [TrainingDocument],
        target: Double?
    ) -> SweepDocument.Learning.Result {
        let arrivals = trainings.filter { $0.outcome != .diverged }.compactMap { training in
            target.flatMap { training.curve.first(reaching: $0, by: measure) }
        }
        let stepSeconds = points.first { $0.batchSize == batchSize }?.stepSeconds.mean
        // Where the sweep did not come to a batch size, its trainings know what they took.
        let seen = SeedMean(trainings.compactMap(\.joulesPerSample))?.value
        let joules = points.first { $0.batchSize == batchSize }?.joulesPerSample ?? seen
        let gaps = trainings.compactMap { training -> Double? in
            guard let test = training.finalMeasure, let train = training.trainingMeasure else { return nil }
            return measure.gain(of: train, over: test)
        }
        var result = SweepDocument.Learning.Result(
            arm: arm,
            batchSize: batchSize,
            learningRate: trainings.first?.setting.learningRate,
            epochs: trainings.first?.setting.epochs,
            trainings: trainings.count,
            stoppedEarly: trainings.count { $0.outcome == .stoppedEarly },
            diverged: trainings.count { $0.outcome == .diverged },
            reachedTarget: arrivals.count
        )
        result.test = SeedMean(trainings.compactMap(\.finalMeasure))
        result.training = SeedMean(trainings.compactMap(\.trainingMeasure))
        result.generalizationGap = SeedMean(gaps)
        result.stepsToTarget = SeedMean(arrivals.map { Double($0.step) })
        result.samplesToTarget = SeedMean(arrivals.map { Double($0.samples) })
        // What a step takes was measured better than by one training beside its evaluations.
        result.secondsToTarget = SeedMean(
            arrivals.map { arrival in stepSeconds.map { $0 * Double(arrival.step) } ?? arrival.seconds }
        )
        if let joules { result.joulesToTarget = SeedMean(arrivals.map { joules * Double($0.samples) }) }
        return result
    }

    /// The trainings that try learning rates, beside those of the rule.
    private func rates(target: Double?) -> [SweepDocument.Learning.Result] {
        let tried = told.filter { $0.arms.isEmpty && $0.remedy == nil }
        guard let batchSize = tried.first?.setting.batchSize else { return [] }
        return Dictionary(grouping: tried + trainings(of: .scaledRate, at: batchSize)) { $0.setting.learningRate ?? 0 }
            .sorted { $0.key < $1.key }
            .map { result(.scaledRate, batchSize, $0.value, target: target) }
    }

    private func thresholds(_ learning: SweepDocument.Learning) -> [Threshold] {
        guard let best = learning.best?.test else { return [] }
        return Arm.allCases.compactMap { arm in
            // One seed that diverges is one too many.
            let points = learning.results.filter { $0.arm == arm && $0.diverged == 0 }.compactMap { result in
                result.test.map { Threshold.Point(batchSize: result.batchSize, mean: $0) }
            }
            return Threshold(
                arm: arm,
                points: points,
                largestTried: learning.results.filter { $0.arm == arm }.map(\.batchSize).max(),
                best: best,
                measure: measure,
                tolerance: learning.tolerance
            )
        }
    }

    /// Of each batch size the arm that needed the fewest steps, where all of its trainings came to the target.
    private func stepsLaw(_ learning: SweepDocument.Learning) -> SweepDocument.MeasuredStepsLaw? {
        let arrived = learning.results.filter {
            Arm.ofEqualSamples.contains($0.arm) && $0.reachedTarget == $0.trainings && $0.stepsToTarget != nil
        }
        var fewest: [Int: MeasuredSteps.Point] = [:]
        for result in arrived {
            guard let steps = result.stepsToTarget, let target = learning.target,
                steps.value < fewest[result.batchSize]?.steps.value ?? .infinity
            else { continue }
            let gaps = trainings(of: result.arm, at: result.batchSize).compactMap { training in
                training.curve.gap(before: target, by: measure)
            }
            fewest[result.batchSize] = MeasuredSteps.Point(
                steps: steps,
                evaluationGap: gaps.isEmpty ? 0 : gaps.reduce(0, +) / Double(gaps.count)
            )
        }
        return MeasuredSteps.fit(fewest)
    }

    // MARK: Remedies

    private func remedyResults(
        _ learning: SweepDocument.Learning,
        _ remedies: [Remedy]
    ) -> [SweepDocument.Learning.RemedyResult] {
        Arm.allCases.flatMap { base in remedies.compactMap { remedyResult(learning, $0, on: base) } }
    }

    private func remedyResult(
        _ learning: SweepDocument.Learning,
        _ remedy: Remedy,
        on base: Arm
    ) -> SweepDocument.Learning.RemedyResult? {
        let tried = told.filter { $0.remedy == remedy.name && $0.base == base }
        guard let batchSize = tried.first?.setting.batchSize else { return nil }
        let plain = trainings(of: base, at: batchSize)
        // Of one seed: the batches come in the same order, and both begin with the same weights.
        let pairs = tried.compactMap { training -> (Double, Double)? in
            guard let value = training.finalMeasure,
                let other = plain.first(where: { $0.setting.seed == training.setting.seed })?.finalMeasure
            else { return nil }
            return (value, other)
        }
        let gain = SeedMean(pairs.map { measure.gain(of: $0.0, over: $0.1) })
        var result = SweepDocument.Learning.RemedyResult(
            name: remedy.name,
            source: remedy.source,
            parameters: remedy.parameters,
            batchSize: batchSize,
            base: base,
            trainings: tried.count,
            diverged: tried.count { $0.outcome == .diverged },
            helps: gain?.low ?? 0 > 0
        )
        result.test = SeedMean(tried.compactMap(\.finalMeasure))
        result.gain = gain
        if let best = learning.best { result.recovered = recovered(tried, plain, best) }
        if let with = SeedMean(tried.map(\.seconds)), let without = SeedMean(plain.map(\.seconds)) {
            result.extraSeconds = with.value - without.value
        }
        return result
    }

    /// What a remedy gained over what was lost against the best, seed by seed.
    ///
    /// That the best is the best of several by chance as well makes what was lost look larger; that is not taken off.
    private func recovered(
        _ tried: [TrainingDocument],
        _ plain: [TrainingDocument],
        _ best: SweepDocument.Learning.Result
    ) -> SeedRatio? {
        let best = trainings(of: best.arm, at: best.batchSize)
        func value(_ trainings: [TrainingDocument], _ seed: Int?) -> Double? {
            trainings.first { $0.setting.seed == seed }?.finalMeasure
        }
        return SeedRatio(
            tried.compactMap { training in
                let seed = training.setting.seed
                guard let with = training.finalMeasure, let without = value(plain, seed), let best = value(best, seed)
                else { return nil }
                return (measure.gain(of: with, over: without), measure.gain(of: best, over: without))
            }
        )
    }

    // MARK: Whether anything is learned

    /// Whether trainings end better than they began: labels that have nothing to do with their samples are learned by
    /// heart, and the test measure stays where it was.
    private var nothingLearned: String? {
        let finished = learning.trainings.filter { $0.outcome == .completed && $0.curve.points.count > 1 }
        let gains = finished.compactMap { training -> Double? in
            guard let first = training.curve.points.first?.value, let last = training.finalMeasure else { return nil }
            return measure.gain(of: last, over: first)
        }
        guard let gain = SeedMean(gains), gain.value < learning.tolerance, gain.low ?? 0 <= 0 else { return nil }
        return
            "over \(finished.count) trainings the test \(measure.name) is no better at the end than at the first look"
    }
}

extension TrainingDocument {
    /// The test measure at the end, or where it was stopped; nil for one that came to nothing.
    package var finalMeasure: Double? {
        guard outcome == .completed || outcome == .stoppedEarly else { return nil }
        return testMeasure ?? curve.points.last?.value
    }
}
