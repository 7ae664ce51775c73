package import HeadroomDisplay
import HeadroomFormat

/// The text forms of the report.
package enum CustomersReports {
    package static func terminal(_ document: CustomersDocument, width: Int, style: TerminalStyle) -> String {
        let sections = ReportSections(document).text.map { $0.terminal(width: width, style: style) }
        return sections.joined(separator: [""]).map(style.plain).joined(separator: "\n") + "\n"
    }

    /// The data quality alone.
    package static func terminal(_ quality: DataQuality, width: Int, style: TerminalStyle) -> String {
        let lines = DataSection(quality: quality).section.terminal(width: width, style: style)
        return lines.map(style.plain).joined(separator: "\n") + "\n"
    }

    package static func markdown(_ document: CustomersDocument) -> String {
        let sections = [["# Customers, until \(document.period)"]] + ReportSections(document).text.map(\.markdown)
        return sections.joined(separator: [""]).joined(separator: "\n") + "\n"
    }

    /// CSV of the e-mail campaigns, a row for each campaign.
    package static func campaignsCSV(_ document: CustomersDocument) -> String {
        CampaignsSection.csv(document.campaigns)
    }

    /// CSV of the sales, a row for each month.
    package static func salesCSV(_ document: CustomersDocument) -> String { SalesSections.csv(document.sales) }

    /// CSV of the bridge with its rates, a row for each month; undefined values are empty.
    package static func csv(_ document: CustomersDocument) -> String {
        let head =
            "month,start,new,expansion,reactivation,contraction,churn,exchange,end,customers_at_start,customers_at_end,"
            + "customers_new,customers_churned,logo_churn,gross_revenue_retention,net_revenue_retention,quick_ratio,arpa"
        func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let rows = document.months.map { month in
            [
                month.month, month.start, month.new, month.expansion, month.reactivation, month.contraction,
                month.churn,
                month.exchange, month.end, "\(month.customersAtStart)", "\(month.customersAtEnd)",
                "\(month.customersNew)", "\(month.customersChurned)", number(month.logoChurn),
                number(month.grossRevenueRetention), number(month.netRevenueRetention), number(month.quickRatio),
                month.arpa ?? "",
            ].joined(separator: ",")
        }
        return ([head] + rows).joined(separator: "\n") + "\n"
    }
}
