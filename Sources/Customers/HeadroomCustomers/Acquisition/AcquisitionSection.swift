import HeadroomFormat

/// Section on acquisition cost, with a row for each channel.
struct AcquisitionSection {
    let acquisition: CustomersDocument.Acquisition
    let currency: String

    var section: ReportSection { ReportSection("Acquisition", [.table(channels), .paragraph(sentence)]) }

    private var channels: ReportSection.Table {
        (
            ["channel", "spend", "new customers", "cost of one", "churn a month", "value of one"],
            acquisition.channels.map { channel in
                [
                    channel.channel, FigureText.grouped(channel.spend), Format.count(channel.customers),
                    channel.isOverhead ? "(overhead)" : channel.cost.map(FigureText.grouped) ?? "–",
                    FigureText.percent(channel.churn), channel.value.map(FigureText.grouped) ?? "–",
                ]
            }
        )
    }

    private var sentence: String {
        func amount(_ text: String?) -> String {
            text.map { "\(FigureText.grouped($0)) \(currency)" } ?? "undefined"
        }
        let count = Format.count(acquisition.newCustomers)
        return
            "\(count) new customers. The cost of one is \(amount(acquisition.paid)) by the advertising of paid channels "
            + "(paid), \(amount(acquisition.blended)) over all new customers (blended), and \(amount(acquisition.loaded)) "
            + "with everything that was spent (loaded)."
    }
}
