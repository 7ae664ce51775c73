package import HeadroomCore

/// The batch size that is recommended, and why: its sentence is made in `Wording/RecommendationWording`.
package struct Recommendation: Equatable, Sendable {
    /// What speaks for it.
    package enum Reason: Equatable, Sendable {
        case greatestThroughput
        case leastEnergyOfASample
        /// It came to the target soonest in trainings of this arm.
        case soonestToTarget(Arm)
        /// It is the fastest that was measured, and where the device is used well is not known.
        case fastest(whyUnknown: OpenReason?)
        case largerDoNotFit
        /// It pays, at a share of the greatest throughput.
        case pays(at: Double, isGreatest: Bool)
        /// What a target takes would still fall with the batch size.
        case largerLearnWorse(Cost, wereTrained: Bool)
        case stillFalls(Cost)
        case leastCost(Cost)
    }

    /// What a target takes.
    package enum Cost: Sendable {
        case time, energy
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
