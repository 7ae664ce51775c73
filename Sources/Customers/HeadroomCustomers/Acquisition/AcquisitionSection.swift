import HeadroomFormat

/// Section on acquisition cost, with a row for each channel.
struct AcquisitionSection {
    let acquisition: CustomersDocument.Acquisition
    let currency: String
    /// The first year of the customers of each channel; nil for a company with subscriptions.
    var firstYears: [CustomersDocument.SalesChannel]?

    var section: ReportSection { ReportSection("Acquisition", [.table(channels), .paragraph(sentence)]) }

    private var channels: ReportSection.Table {
        (
            ["channel", "spend", "new customers", "CAC"]
                + (firstYears == nil ? ["monthly churn", "lifetime value"] : ["profit in the first year"]),
            acquisition.channels.map { channel in
                [
                    channel.channel, FigureText.grouped(channel.spend), Format.count(channel.customers),
                    channel.isOverhead ? "(overhead)" : channel.cost.map(FigureText.grouped) ?? "–",
                ] + worth(of: channel)
            }
        )
    }

    private func worth(of channel: CustomersDocument.Channel) -> [String] {
        guard let firstYears else {
            return [FigureText.percent(channel.churn), channel.value.map(FigureText.grouped) ?? "–"]
        }
        let year = firstYears.first { $0.channel == channel.channel }
        return [year?.yearProfit.map(FigureText.grouped) ?? "–"]
    }

    private var sentence: String {
        func amount(_ text: String?) -> String {
            text.map { "\(FigureText.grouped($0)) \(currency)" } ?? "undefined"
        }
        let count = Format.count(acquisition.newCustomers)
        return
            "\(count) new customers. Cost per customer (CAC): \(amount(acquisition.paid)) by advertising, for customers of paid channels "
            + "(paid); \(amount(acquisition.blended)) by advertising, for all new customers (blended); "
            + "\(amount(acquisition.loaded)) by all spend, for all new customers (loaded)."
    }
}
