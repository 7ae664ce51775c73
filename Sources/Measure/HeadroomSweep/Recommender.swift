import HeadroomCore

/// Combines the ceilings into one recommendation.
///
/// Without a measurement of learning, it is the smaller of what pays and what fits.
package struct Recommender {
    private let findings: SweepFindings

    package init(_ findings: SweepFindings) {
        self.findings = findings
    }

    private var laws: FittedLaws { findings.laws }

    /// The recommendation; nil where nothing was measured, or the model learns nothing at any batch size.
    package var recommendation: Recommendation? {
        guard findings.learning?.nothingLearned == nil, var recommendation = chosen else { return nil }
        recommendation.learningRateFactor = findings.learningRateFactor(to: recommendation.batchSize)
        return recommendation
    }

    private var chosen: Recommendation? {
        // Measured batch sizes fit, even where the search for the largest never finished.
        let fits = findings.fits
        let fitting = findings.points.filter {
            $0.batchSize <= fits?.batchSize ?? .max && findings.failures[$0.batchSize] == nil
        }
        // Where trainings lost accuracy beyond a batch size, nothing larger is recommended.
        let learning = fitting.filter { $0.batchSize <= findings.learning?.largestThatLearns ?? .max }
        let measured = learning.isEmpty ? fitting : learning
        guard let fastest = measured.max(by: { $0.samplesPerSecond.value < $1.samplesPerSecond.value }) else {
            return nil
        }
        if findings.objective == .throughput { return make(fastest.batchSize, .objective, .greatestThroughput) }
        if let cost = findings.targetCost { return cheapest(measured, cost) }
        if findings.objective == .time, let soonest = soonestToTarget { return soonest }
        if findings.objective == .energy, let thriftiest = thriftiest(measured) {
            return make(thriftiest.batchSize, .objective, .leastEnergyOfASample)
        }
        guard let pays = findings.pays else {
            return make(fastest.batchSize, limit(of: fits), .fastest(whyUnknown: findings.whatPays?.reason))
        }
        if let fits, pays.batchSize > fits.batchSize { return make(fits.batchSize, .fits, .largerDoNotFit) }
        return make(pays.batchSize, .pays, .pays(at: findings.paysAt, isGreatest: pays.fractionOfPeak >= 0.995))
    }

    /// The point with the lowest energy per sample; nil where none is known.
    private func thriftiest(_ measured: [MeasuredPoint]) -> MeasuredPoint? {
        measured.filter { $0.joulesPerSample != nil }.min { $0.joulesPerSample ?? 0 < $1.joulesPerSample ?? 0 }
    }

    /// The batch size that reaches any target soonest, or with the least energy.
    ///
    /// Chosen among the measured ones, so that the recommendation has been run; the closed form is reported separately.
    private func cheapest(_ measured: [MeasuredPoint], _ cost: TargetCost) -> Recommendation? {
        let isForEnergy = findings.objective == .energy && measured.allSatisfy { $0.joulesPerSample != nil }
        func value(_ point: MeasuredPoint) -> Double {
            isForEnergy ? cost.joules(point) ?? .infinity : cost.seconds(point)
        }
        guard let best = measured.min(by: { value($0) < value($1) }) else { return nil }
        let largest = findings.points.map(\.batchSize).filter { $0 <= findings.fits?.batchSize ?? .max }.max()
        let losesBeyond = best.batchSize == measured.map(\.batchSize).max() && best.batchSize != largest
        let isLargest = best.batchSize == largest
        let what = isForEnergy ? Recommendation.Cost.energy : .time
        let reason: Recommendation.Reason =
            losesBeyond
            ? .largerLearnWorse(what, wereTrained: findings.learning?.threshold?.isLargestTried != true)
            : isLargest ? .stillFalls(what) : .leastCost(what)
        var recommendation = make(best.batchSize, isLargest ? limit(of: findings.fits) : .learns, reason)
        let ratio = isForEnergy ? laws.energy?.evenBatchSize : laws.time?.halfSaturationBatchSize
        if let ratio, let critical = findings.criticalBatchSize {
            let best = OptimalBatchSize.geometricMean(costRatio: ratio, criticalBatchSize: critical)
            recommendation.closedForm = best
            if recommendation.limitedBy == .fits, let fits = findings.fits?.batchSize {
                recommendation.accumulation = AccumulationAdvice(
                    best: best.value,
                    fitting: fits,
                    criticalBatchSize: critical.value
                )
            }
        }
        return recommendation
    }

    /// The batch size at which trainings reached the target soonest, where they do not follow the law.
    private var soonestToTarget: Recommendation? {
        let reached = findings.learning?.results.filter {
            $0.reachedTarget == $0.trainings && $0.secondsToTarget != nil
                && $0.batchSize <= findings.learning?.largestThatLearns ?? .max
        }
        let soonest = reached?.min { $0.secondsToTarget?.value ?? .infinity < $1.secondsToTarget?.value ?? .infinity }
        return soonest.map { make($0.batchSize, .learns, .soonestToTarget($0.arm)) }
    }

    private func make(
        _ batchSize: Int,
        _ limit: SweepDocument.Recommendation.Limit,
        _ reason: Recommendation.Reason
    ) -> Recommendation {
        Recommendation(
            batchSize: batchSize,
            objective: findings.objective,
            limitedBy: limit,
            reason: reason,
            isLearningKnown: findings.learns != nil
        )
    }

    private func limit(of fits: SweepDocument.Fits?) -> SweepDocument.Recommendation.Limit {
        switch fits?.limitedBy {
        case nil: .scan
        case .device, .host, .index: .fits
        case .data: .data
        case .scan: .scan
        }
    }
}
