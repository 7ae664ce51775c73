/// A file of a company, with the column names of known exports.
package enum Table: String, Sendable, CaseIterable {
    case customers, subscriptions, transactions, spend, rates, touches, surveys, experiments

    /// Files whose columns a mapping can name.
    static let mapped: [Table] = [.customers, .subscriptions, .spend]

    /// Default file name, without a mapping.
    var fileName: String { "\(rawValue).csv" }

    /// Column names of known exports, by priority (Stripe's, ChartMogul's, Shopify's and Google Ads' of 2026).
    func otherNames(of column: String) -> [String] {
        switch (self, column) {
        case (.customers, "customer_id"): ["id", "customer", "external_id", "customer_external_id", "customer_uuid"]
        case (.customers, "created_at"): ["created", "customer_since", "signup_date"]
        case (.customers, "channel"): ["acquisition_channel", "lead_source", "source", "utm_source"]
        case (.customers, "country"):
            ["country_code", "address_country", "card_address_country", "default_address_country"]
        case (.subscriptions, "subscription_id"): ["id", "subscription", "external_id", "subscription_external_id"]
        case (_, "customer_id"): ["customer", "customer_external_id", "customer_uuid", "account_id"]
        case (.subscriptions, "amount"): ["plan_amount", "unit_amount", "price"]
        case (_, "currency"): ["plan_currency", "currency_code"]
        case (.subscriptions, "interval"): ["plan_interval", "billing_interval", "billing_period"]
        case (.subscriptions, "interval_count"): ["plan_interval_count", "billing_interval_count"]
        case (.subscriptions, "start"): ["start_date", "started_at", "created"]
        case (.subscriptions, "end"): ["ended_at", "end_date", "canceled_at", "cancelled_at"]
        case (.subscriptions, "trial_end"): ["trial_end_date", "trial_ends_at"]
        case (.subscriptions, "discount"): ["discount_amount"]
        case (.spend, "date"): ["day"]
        case (.spend, "channel"): ["platform", "source"]
        case (.spend, "spend"): ["cost", "amount_spent"]
        default: []
        }
    }
}
