package import HeadroomDisplay
import HeadroomFormat

/// The text forms of the report.
package enum CustomersReports {
    package static func terminal(_ document: CustomersDocument, width: Int, style: TerminalStyle) -> String {
        let table = CustomersTable(document: document)
        var lines = qualityLines(document.quality, width: width, style: style)
        if !document.months.isEmpty {
            lines += ["", style.apply(.bold, "Recurring revenue (\(document.currency), \(document.view.rawValue))")]
            lines += TerminalText.grid(table.bridge, width: width, style: style)
            lines += ["", style.apply(.bold, "Rates")] + TerminalText.grid(table.rates, width: width, style: style)
        }
        if !document.goals.isEmpty {
            let goals = GoalsSection(goals: document.goals)
            lines += ["", style.apply(.bold, GoalsSection.title)]
            lines += TerminalText.grid(goals.table, width: width, style: style)
            for sentence in goals.sentences { lines += TerminalText.wrap(sentence, width: width - 2).map { "  " + $0 } }
        }
        if let acquisition = document.acquisition {
            lines += ["", style.apply(.bold, "Acquisition")]
            lines += TerminalText.grid(table.channels, width: width, style: style)
            lines += TerminalText.wrap(sentence(acquisition, document.currency), width: width - 2).map { "  " + $0 }
        }
        if let value = document.lifetimeValue {
            lines += ["", style.apply(.bold, "Lifetime value")]
            if value.months > 0 {
                lines += TerminalText.wrap(sentence(value, document.currency), width: width - 2).map { "  " + $0 }
            }
            let section = LifetimeSection(models: value.models ?? [], currency: document.currency)
            if let heading = section.heading {
                lines += TerminalText.wrap(heading, width: width - 2).map { "  " + $0 }
                lines += TerminalText.grid(section.table, width: width, style: style)
            }
            lines += section.sentences.flatMap { TerminalText.wrap($0, width: width - 2).map { "  " + $0 } }
        }
        if let channels = document.channels {
            lines += ChannelsSection(attribution: channels, currency: document.currency)
                .terminal(width: width, style: style)
        }
        if let surveys = document.surveys {
            lines += SurveysSection(surveys: surveys).terminal(width: width, style: style)
        }
        return lines.map(style.plain).joined(separator: "\n") + "\n"
    }

    /// The data quality alone.
    package static func terminal(_ quality: DataQuality, width: Int, style: TerminalStyle) -> String {
        qualityLines(quality, width: width, style: style).map(style.plain).joined(separator: "\n") + "\n"
    }

    private static func qualityLines(_ quality: DataQuality, width: Int, style: TerminalStyle) -> [String] {
        var lines = [style.apply(.bold, "Data")]
        lines += TerminalText.grid(CustomersTable.quality(quality), width: width, style: style)
        for remark in quality.sentences {
            lines += TerminalText.wrap("! " + remark, width: width - 2).map { "  " + style.apply(.yellow, $0) }
        }
        return lines
    }

    package static func markdown(_ document: CustomersDocument) -> String {
        let table = CustomersTable(document: document)
        var lines = ["# Customers, until \(document.lastDay)", "", "## Data", ""]
        lines += MarkdownTable.lines(table.quality.head, table.quality.body)
        lines += table.remarks.isEmpty ? [] : [""] + table.remarks.map { "- \($0)" }
        if !document.months.isEmpty {
            lines += ["", "## Recurring revenue (\(document.currency), \(document.view.rawValue))", ""]
            lines += MarkdownTable.lines(table.bridge.head, table.bridge.body)
            lines += ["", "## Rates", ""] + MarkdownTable.lines(table.rates.head, table.rates.body)
        }
        if !document.goals.isEmpty {
            let goals = GoalsSection(goals: document.goals)
            lines += ["", "## \(GoalsSection.title)", ""] + MarkdownTable.lines(goals.table.head, goals.table.body)
            lines += [""] + goals.sentences.map { "- \($0)" }
        }
        if let acquisition = document.acquisition {
            lines += ["", "## Acquisition", ""] + MarkdownTable.lines(table.channels.head, table.channels.body)
            lines += ["", sentence(acquisition, document.currency)]
        }
        if let value = document.lifetimeValue {
            lines += ["", "## Lifetime value"] + (value.months > 0 ? ["", sentence(value, document.currency)] : [])
            let section = LifetimeSection(models: value.models ?? [], currency: document.currency)
            if let heading = section.heading {
                lines += ["", heading, ""] + MarkdownTable.lines(section.table.head, section.table.body)
            }
            lines += [""] + section.sentences.map { "- \($0)" }
        }
        if let channels = document.channels {
            lines += ChannelsSection(attribution: channels, currency: document.currency).markdown
        }
        if let surveys = document.surveys { lines += SurveysSection(surveys: surveys).markdown }
        return lines.joined(separator: "\n") + "\n"
    }

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

    static func sentence(_ acquisition: CustomersDocument.Acquisition, _ currency: String) -> String {
        func amount(_ text: String?) -> String {
            text.map { "\(CustomersTable.grouped($0)) \(currency)" } ?? "undefined"
        }
        let count = Format.count(acquisition.newCustomers)
        return
            "\(count) new customers. The cost of one is \(amount(acquisition.paid)) by the advertising of paid channels "
            + "(paid), \(amount(acquisition.blended)) over all new customers (blended), and \(amount(acquisition.loaded)) "
            + "with everything that was spent (loaded)."
    }

    static func sentence(_ value: CustomersDocument.LifetimeValue, _ currency: String) -> String {
        guard let churn = value.churn else { return "Undefined: no month began with a customer." }
        let margin =
            value.grossMargin == 1
            ? "without a margin (--gross-margin)" : "at a margin of \(Format.percent(value.grossMargin))"
        guard let amount = value.value else {
            return "Undefined: no customer was lost in the last \(value.months) months."
        }
        var text =
            "\(CustomersTable.grouped(amount)) \(currency) for a customer, \(margin), at a churn of \(Format.percent(churn)) a "
            + "month over \(value.months) months."
        if let ratio = value.overCost { text += " That is \(Format.fixed(ratio, decimals: 1)) times the loaded cost" }
        if let payback = value.paybackMonths {
            text += ", which is paid back in \(Format.fixed(payback, decimals: 1)) months"
        }
        return text + (value.overCost == nil && value.paybackMonths == nil ? "" : ".")
    }
}
