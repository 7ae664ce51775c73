package import HeadroomSchema

/// The results for a company: the document from which every form of the report is made.
///
/// Amounts are decimal texts in major units with the digits of the currency, ratios are numbers, undefined values are
/// null.
package struct CustomersDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.customers/1"

    package var schema = CustomersDocument.currentSchema
    package var currency: String
    /// Time zone of the month ends.
    package var timeZone: String
    package var view: RevenueBridge.View
    /// Exchange rates of the amounts in other currencies.
    package var exchange: ExchangeMode
    package var months: [RevenueOfMonth]
    package var cohorts: [RevenueCohort]
    /// null without purchases in transactions.csv.
    @Nullable package var sales: Sales?
    /// null where the data end with a month.
    @Nullable package var unfinishedMonth: UnfinishedMonth?
    /// That of subscriptions, or of purchases for a company without subscriptions.
    @Nullable package var acquisition: Acquisition?
    @Nullable package var lifetimeValue: LifetimeValue?
    /// Has a reason where there are no segments.
    @Nullable package var segments: Segments?
    /// null where there are neither touches nor advertising.
    @Nullable package var channels: Attribution?
    /// null without surveys.
    @Nullable package var surveys: Surveys?
    /// null without campaigns.
    @Nullable package var campaigns: Campaigns?
    /// Sorted by id.
    package var experiments: [Experiment]
    /// Progress of each goal of `--goals`, in the order of the file.
    package var goals: [GoalProgress]
    /// null without recurring revenue.
    @Nullable package var concentration: Concentration?
    /// By descending worth; suggestions on the data come first.
    package var suggestions: [Suggestion] = []
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
        /// Change of the value of unchanged subscriptions by exchange rates; 0 where each subscription keeps the rate of
        /// its first paid day.
        package var exchange: String
        package var end: String
        package var customersAtStart: Int
        package var customersAtEnd: Int
        package var customersNew: Int
        package var customersChurned: Int
        /// The `standard` rate of ``churnRates``.
        @Nullable package var logoChurn: Double?
        package var churnRates: ChurnRates
        @Nullable package var grossRevenueRetention: Double?
        @Nullable package var netRevenueRetention: Double?
        @Nullable package var quickRatio: Double?
        /// Average recurring revenue per customer at the end of the month.
        @Nullable package var arpa: String?
    }

    /// Share of customers lost, by the definitions of vendors.
    package struct ChurnRates: Codable, Equatable, Sendable {
        @Nullable package var standard: Double?
        @Nullable package var stripe: Double?
        @Nullable package var daily: Double?
    }

    package struct RevenueCohort: Codable, Equatable, Sendable {
        /// Month of the first payment.
        package var month: String
        package var customers: Int
        /// Share of the cohort that pays at the end of each month, from the first one on.
        package var logoRetention: [Double]
        /// Revenue at the end of each month divided by that at the end of the first.
        package var revenueRetention: [Double?]
    }

    /// Acquisition cost of new customers.
    package struct Acquisition: Codable, Equatable, Sendable {
        package var newCustomers: Int
        /// Advertising spend divided by the customers of advertising channels.
        @Nullable package var paid: String?
        /// Advertising spend divided by all new customers.
        @Nullable package var blended: String?
        /// Total spend divided by all new customers.
        @Nullable package var loaded: String?
        package var channels: [Channel]
        /// Months between spend and the first payments that it is compared with.
        package var lagMonths: Int
        /// The cohorts of all months from the first to the last with spend.
        package var payback: [Payback]
    }

    package struct Channel: Codable, Equatable, Sendable {
        package var channel: String
        package var spend: String
        package var customers: Int
        @Nullable package var cost: String?
        package var isOverhead: Bool
        /// Share of its customers lost per month, over the last 12 months; null where fewer than 10 were lost.
        @Nullable package var churn: Double?
        /// Monthly revenue per customer of the channel, times the gross margin, divided by its churn.
        @Nullable package var value: String?
    }

    /// Simple lifetime value: monthly revenue per customer, times the gross margin, divided by the churn.
    package struct LifetimeValue: Codable, Equatable, Sendable {
        /// Number of months that the churn is pooled over.
        package var months: Int
        /// Customers lost divided by customers at the start, both summed over the months.
        @Nullable package var churn: Double?
        package var grossMargin: Double
        @Nullable package var value: String?
        /// Lifetime value divided by the loaded acquisition cost.
        @Nullable package var overCost: Double?
        /// Months until the gross profit of a customer covers the loaded acquisition cost.
        @Nullable package var paybackMonths: Double?
        /// Probability models: purchase models where there are transactions, sBG where there are subscriptions.
        @Nullable package var models: [LifetimeModel]?
    }
}
