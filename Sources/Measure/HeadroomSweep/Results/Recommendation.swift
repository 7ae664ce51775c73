package import HeadroomCore
import HeadroomFormat

/// The batch size that is recommended, and why.
package struct Recommendation: Equatable, Sendable {
    /// What speaks for it.
    package enum Reason: Equatable, Sendable {
        case greatestThroughput
        case leastEnergyOfASample
        /// It came to the target soonest in trainings of this arm.
        case soonestToTarget(Arm)
        /// It is the fastest that was measured, and where the device is used well is not known, for a reason.
        case fastest(whyUnknown: String)
        case largerDoNotFit
        /// It pays, at a share of the greatest throughput.
        case pays(at: Double, isGreatest: Bool)
        /// What a target takes would still fall with the batch size.
        case largerLearnWorse(Cost, wereTrained: Bool)
        case stillFalls(Cost)
        case leastCost(Cost)
    }

    /// What a target takes.
    package enum Cost: String, Sendable {
        case time = "the time"
        case energy = "the energy"
    }

    package var batchSize: Int
    package var objective: SweepDocument.Objective
    package var limitedBy: SweepDocument.Recommendation.Limit
    package var reason: Reason
    /// Whether something is known of whether the model still learns at it.
    package var isLearningKnown: Bool
    package var learningRateFactor: Double?
    /// The closed form of the best batch size, where both of its parts are known.
    package var closedForm: Interval?
    /// What adding up the gradients of several batches would bring, where the best batch size does not fit.
    package var accumulation: AccumulationAdvice?
}

extension Recommendation {
    /// The reason in words, as the end of a sentence and what may follow it.
    var explanation: String {
        let learning = isLearningKnown ? "" : "; whether the model still learns at it has not been measured"
        return reason.words + learning + "." + (accumulation.map { " \($0.sentence)." } ?? "")
    }
}

extension Recommendation.Reason {
    fileprivate var words: String {
        switch self {
        case .greatestThroughput: "it has the greatest throughput that was measured"
        case .leastEnergyOfASample: "it takes the least energy for a sample of all that were measured"
        case .soonestToTarget(let arm):
            "of all that were trained it came to the target soonest" + (arm == .unchanged ? "" : " (\(arm.phrase))")
        case .fastest(let reason): "\(reason), so the fastest that was measured is the best that is known"
        case .largerDoNotFit: "larger ones would use the device better, but do not fit"
        case .pays(let share, let isGreatest):
            isGreatest
                ? "it has the greatest throughput that was measured, and smaller ones stay under \(Format.percent(share)) of it"
                : "from it on the throughput is at least \(Format.percent(share)) of the greatest that was measured"
        case .largerLearnWorse(let cost, let wereTrained):
            "\(cost.rawValue) to a target would still fall with the batch size, but larger ones "
                + (wereTrained ? "were seen to learn worse" : "were not trained")
        case .stillFalls(let cost):
            "\(cost.rawValue) to a target still falls with the batch size, and this is the largest that was measured and fits"
        case .leastCost(let cost):
            "\(cost.rawValue) to a target is least there: larger ones need more samples than they gain, smaller ones use the "
                + "device worse"
        }
    }
}
