package import HeadroomSchema
import RealModule

/// Conclusions from trainings in full: means over seeds, thresholds, the steps law, and the effect of remedies.
package struct LearningConclusion {
    private let studied: StudiedTrainings
    private let points: [MeasuredPoint]

    /// - Parameters:
    ///   - points: the measured step times at each batch size.
    package init(_ studied: StudiedTrainings, points: [MeasuredPoint]) {
        self.studied = studied
        self.points = points
    }

    private var measure: Metric { studied.measure }

    /// All conclusions from the trainings.
    package func concluded(wishedTarget: Double?, remedies: [Remedy]) -> LearningFindings {
        let baseline = trainings(of: .unchanged, at: studied.baseline.batchSize)
        let reached = SeedMean(baseline.compactMap(\.finalMeasure))
        let target = wishedTarget ?? reached.map { measure.bound(below: $0.value, tolerance: studied.tolerance) }
        let results = results(target: target)
        let rivals = rivals(among: results)
        let rates = rates(target: target)
        return LearningFindings(
            studied: studied,
            target: target,
            best: best(of: rivals),
            results: results,
            thresholds: thresholds(results, rivals: rivals),
            remedies: Arm.allCases.flatMap { base in remedies.compactMap { remedyResult($0, on: base, rivals: rivals) }
            },
            rates: rates,
            betterLearningRate: betterLearningRate(among: rates, target: target),
            stepsLaw: target.flatMap { stepsLaw(results, target: $0) },
            nothingLearned: nothingLearned
        )
    }

    // MARK: Means

    /// Without those that hung or failed, which show nothing about learning.
    private func trainings(of arm: Arm, at batchSize: Int) -> [TrainingDocument] {
        conclusive.filter { $0.arms.contains(arm) && $0.setting.batchSize == batchSize }
    }

    private var conclusive: [TrainingDocument] { studied.trainings.filter { !$0.outcome.isInconclusive } }

    private func results(target: Double?) -> [SweepDocument.Learning.Result] {
        Arm.allCases.flatMap { arm in
            let sizes = Set(studied.trainings.filter { $0.arms.contains(arm) }.map(\.setting.batchSize))
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
        // Where the sweep did not reach a batch size, its trainings have their own energy figures.
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
        result.stoppedAt = SeedMean(
            trainings.filter { $0.outcome == .stoppedEarly }.compactMap { $0.curve.points.last?.value }
        )
        result.training = SeedMean(trainings.compactMap(\.trainingMeasure))
        result.generalizationGap = SeedMean(gaps)
        result.stepsToTarget = SeedMean(arrivals.map { Double($0.step) })
        result.samplesToTarget = SeedMean(arrivals.map { Double($0.samples) })
        // The sweep's step time is more accurate than that of one training with evaluations.
        result.secondsToTarget = SeedMean(
            arrivals.map { arrival in stepSeconds.map { $0 * Double(arrival.step) } ?? arrival.seconds }
        )
        if let joules { result.joulesToTarget = SeedMean(arrivals.map { joules * Double($0.samples) }) }
        return result
    }

    /// Trainings at other learning rates, with those at the rule's.
    private func rates(target: Double?) -> [SweepDocument.Learning.Result] {
        let tried = conclusive.filter { $0.arms.isEmpty && $0.remedy == nil }
        guard let batchSize = tried.first?.setting.batchSize else { return [] }
        return Dictionary(grouping: tried + trainings(of: .scaledRate, at: batchSize)) { $0.setting.learningRate ?? 0 }
            .sorted { $0.key < $1.key }
            .map { result(.scaledRate, batchSize, $0.value, target: target) }
    }

    /// The result with the best mean among the candidates; its interval accounts for the selection.
    private func best(of rivals: [SweepDocument.Learning.Result]) -> SweepDocument.Learning.Result? {
        var best = rivals.max { measure.gain(of: $1.test?.value ?? 0, over: $0.test?.value ?? 0) > 0 }
        if let found = best {
            let values = trainings(of: found.arm, at: found.batchSize).compactMap(\.finalMeasure)
            best?.test = SeedMean(values, outOf: rivals.count)
        }
        return best
    }

    /// Candidates for the best: with as many samples as the baseline, and all trainings finished.
    private func rivals(among results: [SweepDocument.Learning.Result]) -> [SweepDocument.Learning.Result] {
        results.filter { result in
            Arm.ofEqualSamples.contains(result.arm) && result.test != nil && isWhole(result)
                // At the baseline the arms are one training.
                && (result.arm == .unchanged || result.batchSize != studied.baseline.batchSize)
        }
    }

    /// Whether every training of a result finished: one that diverged, ran out of memory or was stopped early is one
    /// too many.
    private func isWhole(_ result: SweepDocument.Learning.Result) -> Bool {
        trainings(of: result.arm, at: result.batchSize).allSatisfy { $0.outcome == .completed }
    }

    private func thresholds(
        _ results: [SweepDocument.Learning.Result],
        rivals: [SweepDocument.Learning.Result]
    ) -> [Threshold] {
        func point(_ result: SweepDocument.Learning.Result) -> Threshold.Point {
            let trainings = isWhole(result) ? trainings(of: result.arm, at: result.batchSize) : []
            let values = trainings.compactMap { training in
                training.finalMeasure.map { (training.setting.seed, $0) }
            }
            return Threshold.Point(
                arm: result.arm,
                batchSize: result.batchSize,
                values: Dictionary(values, uniquingKeysWith: { first, _ in first })
            )
        }
        let points = results.map(point)
        // A seed without effect makes all trainings of one kind identical.
        let isSeedInUse = points.contains { Set($0.values.values).count > 1 }
        let resolution = isSeedInUse ? points.flatMap { $0.values.values }.resolution : nil
        let rivals = rivals.map(point)
        return Arm.allCases.compactMap { arm in
            Threshold(
                arm: arm,
                points: points.filter { $0.arm == arm },
                rivals: rivals,
                baseline: studied.baseline.batchSize,
                resolution: resolution,
                measure: measure,
                tolerance: studied.tolerance
            )
        }
    }

    /// Fits the law to the arm of the fewest steps at each batch size, where all of its trainings reached the target.
    private func stepsLaw(
        _ results: [SweepDocument.Learning.Result],
        target: Double
    ) -> SweepDocument.MeasuredStepsLaw? {
        let arrived = results.filter {
            Arm.ofEqualSamples.contains($0.arm) && $0.reachedTarget == $0.trainings && $0.stepsToTarget != nil
        }
        var fewest: [Int: MeasuredSteps.Point] = [:]
        for result in arrived {
            guard let steps = result.stepsToTarget,
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

    // MARK: Learning rates

    /// The learning rate that reached the target in the fewest steps, where it clearly takes fewer than the rule's, and
    /// ends within the tolerance of it.
    ///
    /// Steps are compared by seed, as ratios, and each interval accounts for the number of rates of which the best is
    /// taken.
    private func betterLearningRate(among rates: [SweepDocument.Learning.Result], target: Double?) -> Double? {
        guard let ofRule = rates.ofRule, let test = ofRule.test else { return nil }
        let usual = steps(ofRule, to: target)
        let better = rates.filter { rate in
            guard rate != ofRule, rate.reachedTarget == rate.trainings, rate.diverged == 0, let other = rate.test
            else { return false }
            let ratios = steps(rate, to: target).compactMap { seed, steps in usual[seed].map { Double.log(steps / $0) }
            }
            let change = SeedMean(ratios, outOf: rates.count - 1)
            return change?.high ?? 0 < 0 && measure.gain(of: other.value, over: test.value) >= -studied.tolerance
        }
        return better.min { $0.stepsToTarget?.value ?? .infinity < $1.stepsToTarget?.value ?? .infinity }?.learningRate
    }

    /// Steps to the target for one learning rate, by seed.
    private func steps(_ rate: SweepDocument.Learning.Result, to target: Double?) -> [Int?: Double] {
        guard let target else { return [:] }
        let arrived = conclusive.compactMap { training -> (Int?, Double)? in
            let setting = training.setting
            guard training.remedy == nil, training.arms.isEmpty || training.arms.contains(.scaledRate),
                setting.batchSize == rate.batchSize, setting.learningRate == rate.learningRate,
                training.outcome != .diverged,
                let steps = training.curve.first(reaching: target, by: measure)?.step, steps > 0
            else { return nil }
            return (setting.seed, Double(steps))
        }
        return Dictionary(arrived, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Remedies

    private func remedyResult(
        _ remedy: Remedy,
        on base: Arm,
        rivals: [SweepDocument.Learning.Result]
    ) -> SweepDocument.Learning.RemedyResult? {
        let tried = conclusive.filter { $0.remedy == remedy.name && $0.base == base }
        guard let batchSize = tried.first?.setting.batchSize else { return nil }
        let plain = trainings(of: base, at: batchSize)
        // With one seed, both have the same initial weights and the same order of batches.
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
        result.recovered = recovered(tried, plain, rivals: rivals)
        if let with = SeedMean(tried.map(\.seconds)), let without = SeedMean(plain.map(\.seconds)) {
            result.extraSeconds = with.value - without.value
        }
        return result
    }

    /// Gain of a remedy over the loss against the best, by seed.
    ///
    /// The best for each seed is chosen by the other seeds, so that a selection by chance does not inflate the loss.
    private func recovered(
        _ tried: [TrainingDocument],
        _ plain: [TrainingDocument],
        rivals: [SweepDocument.Learning.Result]
    ) -> SeedRatio? {
        let rivals = rivals.map { trainings(of: $0.arm, at: $0.batchSize) }
        func value(_ trainings: [TrainingDocument], _ seed: Int?) -> Double? {
            trainings.first { $0.setting.seed == seed }?.finalMeasure
        }
        func best(at seed: Int?) -> Double? {
            let judged = rivals.compactMap { trainings -> (mean: Double, here: Double)? in
                let others = trainings.filter { $0.setting.seed != seed }.compactMap(\.finalMeasure)
                guard let here = value(trainings, seed) else { return nil }
                // With one seed there are no others to choose by.
                return (SeedMean(others)?.value ?? here, here)
            }
            return judged.max { measure.gain(of: $1.mean, over: $0.mean) > 0 }?.here
        }
        return SeedRatio(
            tried.compactMap { training in
                let seed = training.setting.seed
                guard let with = training.finalMeasure, let without = value(plain, seed), let best = best(at: seed)
                else { return nil }
                return (measure.gain(of: with, over: without), measure.gain(of: best, over: without))
            }
        )
    }

    // MARK: Whether anything is learned

    /// Set where no training ends better than it began: labels unrelated to their samples are memorized, and the test
    /// measure stays where it was.
    private var nothingLearned: NothingLearned? {
        let finished = studied.trainings.filter { $0.outcome == .completed && $0.curve.points.count > 1 }
        let gains = finished.compactMap { training -> Double? in
            guard let first = training.curve.points.first?.value, let last = training.finalMeasure else { return nil }
            return measure.gain(of: last, over: first)
        }
        guard let gain = SeedMean(gains), gain.value < studied.tolerance, gain.low ?? 0 <= 0 else { return nil }
        return NothingLearned(trainings: finished.count, measure: measure)
    }
}

extension TrainingDocument {
    /// The test measure at the end; nil for an unfinished training, whose last value is not comparable.
    package var finalMeasure: Double? {
        outcome == .completed ? testMeasure ?? curve.points.last?.value : nil
    }
}
