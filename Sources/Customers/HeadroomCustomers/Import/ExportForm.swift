/// The columns of a table as a known program exports them.
///
/// The names are those of exports found in public code and documentation in 2026.
struct ExportForm: Sendable {
    let table: Table
    /// Columns that identify the form, in lower case with `_` for spaces.
    let marks: Set<String>
    /// The program's column names by priority, by Headroom's name.
    let names: [String: [String]]
    /// Values of columns that the form does not have.
    var constants: [String: String] = [:]

    /// Form of a header; nil for an unknown one.
    static func of(_ table: Table, columns: some Sequence<String>) -> ExportForm? {
        let columns = Set(columns)
        return all.first { $0.table == table && $0.marks.isSubset(of: columns) }
    }

    private static let all = [
        // Stripe: unified_payments.csv, and the older payments.csv.
        ExportForm(
            table: .transactions,
            marks: ["id", "amount", "amount_refunded", "currency", "status"],
            names: [
                "transaction_id": ["id"], "date": ["created", "created_date"], "payment_status": ["status"],
                // "Subscription creation", "Subscription update".
                "invoice_type": ["description"],
            ]
        ),
        // Shopify: orders_export_1.csv, with a row for every item of an order.
        ExportForm(
            table: .transactions,
            marks: ["name", "email", "financial_status", "paid_at", "total", "lineitem_name"],
            names: [
                "transaction_id": ["name"], "customer_id": ["email"], "date": ["paid_at"], "amount": ["total"],
                "amount_refunded": ["refunded_amount"], "payment_status": ["financial_status"],
            ]
        ),
        // Shopify: customers_export.csv. The orders of Shopify identify customers by their e-mail address only.
        ExportForm(
            table: .customers,
            marks: ["email", "total_spent", "total_orders"],
            names: ["customer_id": ["email"], "country": ["country_code", "default_address_country_code"]]
        ),
        // Invoices.
        ExportForm(
            table: .transactions,
            marks: ["invoice_id"],
            names: [
                "transaction_id": ["invoice_id"], "tax_included": ["tax"], "amount_refunded": ["refunded"],
                "invoice_type": ["type"],
            ]
        ),
        // Mailchimp: the reports of all campaigns, with a row for each.
        ExportForm(
            table: .emailCampaigns,
            marks: ["title", "send_date", "total_recipients", "successful_deliveries"],
            names: [
                "campaign": ["title"], "sent_at": ["send_date"], "sent": ["total_recipients"],
                "delivered": ["successful_deliveries"], "bounced": ["total_bounces"], "opened": ["unique_opens"],
                "clicked": ["unique_clicks"], "unsubscribed": ["unsubscribes"], "complained": ["abuse_complaints"],
            ]
        ),
        // Google Ads: a report by day.
        ExportForm(
            table: .spend,
            marks: ["day", "currency_code", "cost"],
            names: [:],
            constants: ["channel": "Google Ads"]
        ),
    ]
}
