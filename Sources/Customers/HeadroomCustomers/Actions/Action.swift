/// A suggestion to the company, with the figures behind it.
package struct Action: Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// Share of a file's rows that were set aside.
        case dataSetAside(file: String, share: Double)
        /// The part of the growth whose change by 10 % is worth most, with the worth of such a change in each part, in
        /// major units.
        case growth(GrowthModel.Lever, tenths: [GrowthModel.Lever: Double])
        /// A channel whose customers cost more than they are worth, in major units; the churn is per month.
        case costlyChannel(String, cost: Double, value: Double, churn: Double)
        /// Acquisition cost per customer in the last `months` months and in the `months` before, in major units.
        case risingCost(now: Double, before: Double, months: Int)
        /// Share of customers lost per month in their first months, and later.
        case earlyChurn(early: Double, later: Double, months: Int)
        /// Weekly amounts to move between channels, in major units, and the customers a week that this gains.
        case budget(from: [String], to: [String], amount: Double, gain: CustomersDocument.Budget.Estimate)
        /// The segment of customers that is worth most, and the mean value of the others, in major units.
        case bestSegment(String, value: Double, others: Double)
        /// An experiment whose channel brought customers for less than they are worth, in major units.
        case experiment(String, channel: String, cost: Double, value: Double)
        /// Significant fall of a survey figure between two waves.
        case surveyFall(SurveyScale, from: Double, to: Double, p: Double, month: String)
        /// The part of the sales of which a tenth more is worth most, with the worth of a tenth of each, in major units.
        case sales(SalesActions.Lever, tenths: [SalesActions.Lever: Double])
        /// Share of new customers who bought again within some months, in the last cohorts and in as many before.
        case repeatFall(now: Double, before: Double, months: Int, cohorts: Int)
        /// A channel whose customers cost more than their gross profit in the first year, in major units.
        case costlyPurchases(String, cost: Double, profit: Double)
        /// Share of the largest customer in recurring revenue.
        case concentration(Double)
    }

    package var reason: Reason
    /// Gross profit less spend that it may bring in the next 12 months, in major units; nil where it cannot be
    /// estimated.
    package var worth: Double?

    package init(_ reason: Reason, worth: Double? = nil) {
        self.reason = reason
        self.worth = worth
    }
}
