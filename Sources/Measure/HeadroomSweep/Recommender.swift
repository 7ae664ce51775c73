package import HeadroomCore

/// Joins the ceilings to one recommendation.
///
/// While learning has not been measured, it is the smaller of what pays and what fits.
package struct Recommender {
    private let document: SweepDocument
    private let paysAt: Double

    package init(document: SweepDocument, paysAt: Double) {
        self.document = document
        self.paysAt = paysAt
    }

    /// The recommendation; nil where nothing was measured.
    package var recommendation: SweepDocument.Recommendation? {
        // What was measured has run, so it fits even where the search for the largest never came to an end.
        let fits = document.fits
        let fitting = document.points.filter { $0.batchSize <= fits?.batchSize ?? .max && $0.failure == nil }
        // Where trainings lost accuracy beyond a batch size, nothing beyond it is recommended.
        let learning = fitting.filter { $0.batchSize <= document.largestThatLearns ?? .max }
        let measured = learning.isEmpty ? fitting : learning
        guard let fastest = measured.max(by: { $0.samplesPerSecond.value < $1.samplesPerSecond.value }) else {
            return nil
        }
        if document.objective == .throughput {
            return make(fastest.batchSize, .objective, "it has the greatest throughput that was measured")
        }
        if let cost = TargetCost(document) { return cheapest(measured, cost) }
        if document.objective == .time, let soonest = soonestToTarget { return soonest }
        if document.objective == .energy, let thriftiest = measured.thriftiest {
            let reason = "it takes the least energy for a sample of all that were measured"
            return make(thriftiest.batchSize, .objective, reason)
        }
        guard let pays = document.pays else {
            let why = document.undecided["pays"] ?? "where the device is used well is not known"
            return make(
                fastest.batchSize,
                limit(of: fits),
                "\(why), so the fastest that was measured is the best that is known"
            )
        }
        if let fits, pays.batchSize > fits.batchSize {
            return make(fits.batchSize, .fits, "larger ones would use the device better, but do not fit")
        }
        let reason =
            pays.fractionOfPeak >= 0.995
            ? "it has the greatest throughput that was measured, and smaller ones stay under \(Text.percent(paysAt)) of it"
            : "from it on the throughput is at least \(Text.percent(paysAt)) of the greatest that was measured"
        return make(pays.batchSize, .pays, reason)
    }

    /// The batch size that reaches any target soonest, or for the least energy.
    ///
    /// Among those that were measured, so that nothing is recommended that was not run; the closed form stands beside it.
    private func cheapest(_ measured: [SweepDocument.Point], _ cost: TargetCost) -> SweepDocument.Recommendation? {
        let isForEnergy = document.objective == .energy && measured.allSatisfy { $0.joulesPerSample != nil }
        func value(_ point: SweepDocument.Point) -> Double {
            isForEnergy ? cost.joules(point) ?? .infinity : cost.seconds(point)
        }
        guard let best = measured.min(by: { value($0) < value($1) }) else { return nil }
        let largest = document.points.map(\.batchSize).filter { $0 <= document.fits?.batchSize ?? .max }.max()
        let losesBeyond = best.batchSize == measured.map(\.batchSize).max() && best.batchSize != largest
        let isLargest = best.batchSize == largest
        let what = isForEnergy ? "the energy" : "the time"
        let reason =
            losesBeyond
            ? "\(what) to a target would still fall with the batch size, but larger ones "
                + (document.threshold?.isLargestTried == true ? "were not trained" : "were seen to learn worse")
            : isLargest
                ? "\(what) to a target still falls with the batch size, and this is the largest that was measured and fits"
                : "\(what) to a target is least there: larger ones need more samples than they gain, smaller ones use the "
                    + "device worse"
        var recommendation = make(best.batchSize, isLargest ? limit(of: document.fits) : .learns, reason)
        let ratio = isForEnergy ? document.laws.energy?.evenBatchSize : document.laws.time?.halfSaturationBatchSize
        if let ratio, let critical = TargetCost.criticalBatchSize(document) {
            let best = OptimalBatchSize.geometricMean(costRatio: ratio, criticalBatchSize: critical)
            recommendation.closedForm = best
            if recommendation.limitedBy == .fits, let fits = document.fits?.batchSize,
                let advice = AccumulationAdvice(
                    best: best.value,
                    fitting: fits,
                    criticalBatchSize: critical.value
                )
            {
                recommendation.why += " \(advice.sentence)."
            }
        }
        return recommendation
    }

    /// The batch size at which trainings came to the target soonest, where they follow no law that says more.
    private var soonestToTarget: SweepDocument.Recommendation? {
        let reached = document.learning?.results.filter {
            $0.reachedTarget == $0.trainings && $0.secondsToTarget != nil
                && $0.batchSize <= document.largestThatLearns ?? .max
        }
        let soonest = reached?.min { $0.secondsToTarget?.value ?? .infinity < $1.secondsToTarget?.value ?? .infinity }
        guard let soonest else { return nil }
        let how = soonest.arm == .unchanged ? "" : " (\(soonest.arm.phrase))"
        return make(soonest.batchSize, .learns, "of all that were trained it came to the target soonest\(how)")
    }

    private func make(
        _ batchSize: Int,
        _ limit: SweepDocument.Recommendation.Limit,
        _ reason: String
    ) -> SweepDocument.Recommendation {
        let learning = document.learns == nil ? "; whether the model still learns at it has not been measured" : ""
        return SweepDocument.Recommendation(
            batchSize: batchSize,
            objective: document.objective,
            limitedBy: limit,
            why: "Train at a batch size of \(batchSize): \(reason)\(learning)."
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

/// Numbers inside sentences.
enum Text {
    static func percent(_ ratio: Double) -> String {
        let percent = ratio * 100
        return percent == percent.rounded() ? "\(Int(percent)) %" : "\((percent * 10).rounded() / 10) %"
    }
}
