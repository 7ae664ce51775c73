import Glibc

/// Probabilities with which the customers of the simulated company leave.
///
/// They depend only on quantities that are in the data at the end of a month, so that the best possible prediction is
/// known.
package enum SimulatedHazard {
    /// State of a customer at the end of a month.
    package struct State: Sendable {
        /// Months since the first contract began.
        package var tenure: Int
        /// Index in ``SimulatedSubscribers/plans``, and in ``SimulatedSubscribers/channels``.
        package var plan: Int
        package var channel: Int
        /// Uses of the product in the last 30 days.
        package var uses: Int
        /// Whether the customer changed to a cheaper plan within the last three months.
        package var hasDowngraded: Bool
        package var paysYearly: Bool
        /// Months until a payment is due: 1 to 12 for yearly payments, 1 for monthly ones.
        package var monthsToRenewal: Int
    }

    private static let intercept = -1.4
    private static let planEffect = [0.5, 0, -0.7]
    private static let channelEffect = [0.1, 0.6, -0.5, -0.2]
    private static let (tenureEffect, useEffect, downgradeEffect) = (-0.3, -0.75, 0.9)
    /// Number of monthly decisions that a yearly renewal stands for.
    private static let yearlyMonths = 4.0

    /// Probability of leaving within the next month.
    package static func probability(_ state: State) -> Double {
        guard state.monthsToRenewal == 1 else { return 0 }
        let logit =
            intercept + planEffect[state.plan] + channelEffect[state.channel]
            + tenureEffect * log1p(Double(state.tenure)) + useEffect * log1p(Double(state.uses))
            + (state.hasDowngraded ? downgradeEffect : 0)
        let monthly = 1 / (1 + exp(-logit))
        return state.paysYearly ? 1 - pow(1 - monthly, yearlyMonths) : monthly
    }

    /// Probability of leaving within several months if only the time changes.
    package static func probability(_ state: State, months: Int) -> Double {
        var (state, stays) = (state, 1.0)
        for _ in 0..<months {
            stays *= 1 - probability(state)
            state.tenure += 1
            state.monthsToRenewal = state.monthsToRenewal > 1 ? state.monthsToRenewal - 1 : state.paysYearly ? 12 : 1
        }
        return 1 - stays
    }
}
