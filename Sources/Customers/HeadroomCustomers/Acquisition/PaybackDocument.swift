package import HeadroomSchema

extension CustomersDocument {
    /// Payback of the customers who joined in one month.
    package struct Payback: Codable, Equatable, Sendable {
        /// Month of the first payment.
        package var month: String
        package var customers: Int
        /// Total spend of the month, or of an earlier one by `lagMonths`.
        package var spend: String
        /// Spend per customer.
        @Nullable package var cost: String?
        /// Months since the first one that lie within the report; a payback after them is unknown.
        package var monthsObserved: Int
        /// Cumulative gross profit divided by the spend, through each month since the first.
        @Nullable package var recovered: [Double]?
        /// Number of months after which the gross profit covers the spend; null where it does not yet.
        @Nullable package var months: Int?

        init(_ cohort: CohortPayback, currency: Currency) {
            month = cohort.month.name
            customers = cohort.customers
            spend = currency.text(cohort.spend)
            cost = cohort.cost.map(currency.text)
            monthsObserved = cohort.profit.count
            recovered = cohort.customers > 0 ? cohort.recovered : nil
            months = cohort.months
        }
    }
}
