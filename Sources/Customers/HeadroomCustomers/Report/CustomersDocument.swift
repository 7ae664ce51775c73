package import HeadroomSchema

/// What follows from the data of a company: the document that every form of its report is made from.
///
/// Amounts are decimal texts in major units with the digits of the currency, ratios are numbers, undefined is null.
package struct CustomersDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.customers/1"

    package var schema = CustomersDocument.currentSchema
    package var currency: String
    /// The zone that months end in.
    package var timeZone: String
    package var view: RevenueBridge.View
    package var months: [RevenueOfMonth]
    package var cohorts: [RevenueCohort]
    @Nullable package var acquisition: Acquisition?
    @Nullable package var lifetimeValue: LifetimeValue?
    /// null where there are neither touches nor advertising.
    @Nullable package var channels: Attribution?
    /// null where there are no surveys.
    @Nullable package var surveys: Surveys?
    /// One for each goal of `--goals`, in the order of the file.
    package var goals: [GoalProgress]
    package var quality: DataQuality

    package struct RevenueOfMonth: Codable, Equatable, Sendable {
        /// As `2025-01`.
        package var month: String
        package var start: String
        package var new: String
        package var expansion: String
        package var reactivation: String
        package var contraction: String
        package var churn: String
        /// Change by exchange rates; 0 where each subscription keeps the rate of its first paid day.
        package var exchange: String
        package var end: String
        package var customersAtStart: Int
        package var customersAtEnd: Int
        package var customersNew: Int
        package var customersChurned: Int
        /// The standard rate of ``churnRates``.
        @Nullable package var logoChurn: Double?
        package var churnRates: ChurnRates
        @Nullable package var grossRevenueRetention: Double?
        @Nullable package var netRevenueRetention: Double?
        @Nullable package var quickRatio: Double?
        /// Average recurring revenue of a customer at the end of the month.
        @Nullable package var arpa: String?
    }

    /// The share of customers lost, by the definitions of vendors.
    package struct ChurnRates: Codable, Equatable, Sendable {
        @Nullable package var standard: Double?
        @Nullable package var stripe: Double?
        @Nullable package var daily: Double?
    }

    package struct RevenueCohort: Codable, Equatable, Sendable {
        /// The month of the first payment.
        package var month: String
        package var customers: Int
        /// Share of the customers who pay at the end of each month, from the first one on.
        package var logoRetention: [Double]
        /// Revenue at the end of each month over that at the end of the first.
        package var revenueRetention: [Double?]
    }

    /// What new customers cost.
    package struct Acquisition: Codable, Equatable, Sendable {
        package var newCustomers: Int
        /// Advertising over the customers of paid channels.
        @Nullable package var paid: String?
        /// Advertising over all new customers.
        @Nullable package var blended: String?
        /// All spend over all new customers.
        @Nullable package var loaded: String?
        package var channels: [Channel]
    }

    package struct Channel: Codable, Equatable, Sendable {
        package var channel: String
        package var spend: String
        package var customers: Int
        @Nullable package var cost: String?
        package var isOverhead: Bool
    }

    /// The simple lifetime value: what a customer pays in a month, times the margin, over the churn.
    package struct LifetimeValue: Codable, Equatable, Sendable {
        /// Months that the churn is pooled over.
        package var months: Int
        /// Customers lost over customers at the start, summed over the months.
        @Nullable package var churn: Double?
        package var grossMargin: Double
        @Nullable package var value: String?
        /// Over the loaded cost of a new customer.
        @Nullable package var overCost: Double?
        /// Months until the gross profit of a customer has paid back the loaded cost.
        @Nullable package var paybackMonths: Double?
        /// Probability models: those of purchases where there are transactions, sBG where there are subscriptions.
        @Nullable package var models: [LifetimeModel]?
    }
}
