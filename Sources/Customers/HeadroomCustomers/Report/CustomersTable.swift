import HeadroomFormat

/// The tables of a report, as text.
struct CustomersTable {
    let document: CustomersDocument

    /// Table of the bridge, with a row for each month.
    var bridge: (head: [String], body: [[String]]) {
        (
            ["month", "start", "new", "expansion", "reactivation", "contraction", "churn", "end", "customers"],
            document.months.map { month in
                [month.month]
                    + [
                        month.start, month.new, month.expansion, month.reactivation, month.contraction, month.churn,
                        month.end,
                    ].map(Self.grouped) + [Format.count(month.customersAtEnd)]
            }
        )
    }

    var rates: (head: [String], body: [[String]]) {
        (
            ["month", "logo churn", "GRR", "NRR", "quick ratio", "ARPA"],
            document.months.map { month in
                [
                    month.month, Self.percent(month.logoChurn), Self.percent(month.grossRevenueRetention),
                    Self.percent(month.netRevenueRetention),
                    month.quickRatio.map { Format.fixed($0, decimals: 2) } ?? "–",
                    month.arpa.map(Self.grouped) ?? "–",
                ]
            }
        )
    }

    var channels: (head: [String], body: [[String]]) {
        (
            ["channel", "spend", "new customers", "cost of one"],
            document.acquisition?.channels.map { channel in
                [
                    channel.channel, Self.grouped(channel.spend), Format.count(channel.customers),
                    channel.isOverhead ? "(overhead)" : channel.cost.map(Self.grouped) ?? "–",
                ]
            } ?? []
        )
    }

    var quality: (head: [String], body: [[String]]) { Self.quality(document.quality) }

    static func quality(_ quality: DataQuality) -> (head: [String], body: [[String]]) {
        (
            ["file", "rows", "used", "set aside"],
            quality.files.map { file in
                [file.name, Format.count(file.rowsRead), Format.count(file.rowsUsed), Format.count(file.setAside)]
            }
        )
    }

    /// One sentence for each data quality remark.
    var remarks: [String] { document.quality.sentences }

    static func percent(_ ratio: Double?) -> String { ratio.map { Format.percent($0) } ?? "–" }

    /// An amount with thousands separators: `1,234.50`.
    static func grouped(_ amount: String) -> String {
        let parts = amount.split(separator: ".", omittingEmptySubsequences: false)
        let isNegative = amount.hasPrefix("-")
        var whole = ""
        for (index, digit) in parts[0].drop(while: { $0 == "-" }).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { whole.append(",") }
            whole.append(digit)
        }
        return (isNegative ? "-" : "") + whole.reversed() + (parts.count > 1 ? ".\(parts[1])" : "")
    }
}
