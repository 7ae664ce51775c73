/// A file of a company, with the column names of known exports.
package enum Table: String, Sendable, CaseIterable {
    case customers, subscriptions, transactions, spend, rates, touches, surveys, emails
    case emailCampaigns = "email_campaigns"
    case consent, usage, experiments

    /// Default file name, without a mapping.
    package var fileName: String { "\(rawValue).csv" }

    /// Beginnings of the names that known programs give to their exports, by priority, in lower case.
    var exportNames: [String] {
        switch self {
        case .customers: ["customers_export"]
        case .transactions: ["unified_payments", "payments", "charges", "orders_export", "invoices"]
        case .spend: ["campaign report", "campaign_report"]
        case .emailCampaigns: ["campaigns"]
        default: []
        }
    }

    /// Column by which rows that are in several parts of an export are recognized; nil where only one file is read.
    var idOfParts: String? {
        switch self {
        case .customers: "customer_id"
        case .transactions: "transaction_id"
        default: nil
        }
    }

    /// Columns that the file must have.
    var required: [String] {
        switch self {
        case .customers: ["customer_id"]
        case .subscriptions: ["subscription_id", "customer_id", "amount", "currency", "interval", "start"]
        case .transactions: ["customer_id", "date", "amount", "currency"]
        case .spend: ["date", "channel", "spend", "currency"]
        case .rates: ["date", "currency", "rate"]
        case .touches: ["customer_id", "time", "channel"]
        case .surveys: ["response_id", "customer_id", "sent_at", "score"]
        case .emails: ["email_id", "campaign", "customer_id", "sent_at"]
        case .emailCampaigns: ["campaign", "sent_at", "sent"]
        case .consent: ["customer_id", "consent"]
        case .usage: ["customer_id", "time"]
        case .experiments: ["experiment_id", "unit", "group", "unit_kind", "start"]
        }
    }

    /// Columns that are used if the file has them.
    var optional: [String] {
        switch self {
        case .customers: ["created_at", "country", "channel", "consent"]
        case .subscriptions: ["end", "interval_count", "quantity", "discount", "trial_end", "plan", "status"]
        case .transactions: ["transaction_id", "amount_refunded", "tax_included", "payment_status", "invoice_type"]
        case .spend, .rates, .touches: []
        case .surveys: ["delivered", "responded_at", "text"]
        case .emails:
            [
                "delivered", "bounced", "opened_at", "clicked_at", "replied_at", "unsubscribed_at", "complained_at",
                "group",
            ]
        case .emailCampaigns: ["delivered", "bounced", "opened", "clicked", "replied", "unsubscribed", "complained"]
        case .consent: ["changed_at"]
        case .usage: ["event"]
        case .experiments: ["end", "channel", "treatment_share"]
        }
    }

    /// Columns of a file that identify a row: an import replaces the rows of earlier imports with the same values.
    func key(of columns: [String]) -> [String] {
        let key =
            switch self {
            case .customers: ["customer_id"]
            case .subscriptions: ["subscription_id"]
            case .transactions: ["transaction_id", "customer_id", "date"]
            case .spend: ["date", "channel"]
            case .rates: ["date", "currency"]
            case .touches: ["customer_id", "time", "channel"]
            case .surveys: ["response_id"]
            case .emails: ["email_id"]
            case .emailCampaigns: ["campaign"]
            case .consent: ["customer_id", "changed_at"]
            case .usage: ["customer_id", "time", "event"]
            case .experiments: ["experiment_id", "unit"]
            }
        return key.filter(columns.contains)
    }

    /// Other names of a column by priority, from the exports of Stripe, ChartMogul, Shopify and Google Ads in 2026.
    func otherNames(of column: String) -> [String] {
        switch (self, column) {
        case (.customers, "customer_id"): ["id", "customer", "external_id", "customer_external_id", "customer_uuid"]
        case (.customers, "created_at"): ["created", "customer_since", "signup_date"]
        case (.customers, "channel"): ["acquisition_channel", "lead_source", "source", "utm_source"]
        case (.customers, "country"):
            ["country_code", "address_country", "card_address_country", "default_address_country"]
        case (.subscriptions, "subscription_id"): ["id", "subscription", "external_id", "subscription_external_id"]
        case (.touches, "customer_id"), (.usage, "customer_id"): ["user_id", "customer"]
        case (_, "customer_id"): ["customer", "customer_external_id", "customer_uuid", "account_id"]
        case (.subscriptions, "amount"): ["plan_amount", "unit_amount", "price"]
        case (_, "currency"): ["plan_currency", "currency_code"]
        case (.subscriptions, "interval"): ["plan_interval", "billing_interval", "billing_period"]
        case (.subscriptions, "interval_count"): ["plan_interval_count", "billing_interval_count"]
        case (.subscriptions, "start"): ["start_date", "started_at", "created"]
        case (.subscriptions, "end"): ["ended_at", "end_date", "canceled_at", "cancelled_at"]
        case (.subscriptions, "trial_end"): ["trial_end_date", "trial_ends_at"]
        case (.subscriptions, "discount"): ["discount_amount"]
        case (.touches, "time"): ["date", "timestamp"]
        case (.touches, "channel"): ["session_source_medium", "source_medium", "utm_source"]
        case (.usage, "time"): ["timestamp", "date"]
        case (.transactions, "date"): ["created", "created_at", "paid_at"]
        case (.spend, "date"): ["day"]
        case (.spend, "channel"): ["platform", "source"]
        case (.spend, "spend"): ["cost", "amount_spent"]
        default: []
        }
    }
}
