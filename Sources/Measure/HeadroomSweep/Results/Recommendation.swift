package import HeadroomCore

/// The recommended batch size with its reason; `Wording/RecommendationWording` has its sentence.
package struct Recommendation: Equatable, Sendable {
    /// Reason for the recommendation.
    package enum Reason: Equatable, Sendable {
        case greatestThroughput
        case leastEnergyOfASample
        /// It reached the target soonest in trainings of this arm.
        case soonestToTarget(Arm)
        /// It is the fastest measured one, and the ceiling `pays` is unknown.
        case fastest(whyUnknown: OpenReason?)
        case largerDoNotFit
        /// It pays, at a share of the highest throughput.
        case pays(at: Double, isGreatest: Bool)
        /// The cost of a target would still fall with the batch size.
        case largerLearnWorse(Cost, wereTrained: Bool)
        case stillFalls(Cost)
        case leastCost(Cost)
    }

    /// Cost of a target.
    package enum Cost: Sendable {
        case time, energy
    }

    package var batchSize: Int
    package var objective: SweepDocument.Objective
    package var limitedBy: SweepDocument.Recommendation.Limit
    package var reason: Reason
    /// Whether it is known how well the model learns at this batch size.
    package var isLearningKnown: Bool
    package var learningRateFactor: Double?
    /// The closed form of the best batch size, where both of its parts are known.
    package var closedForm: Interval?
    /// Effect of gradient accumulation, where the best batch size does not fit.
    package var accumulation: AccumulationAdvice?
}
