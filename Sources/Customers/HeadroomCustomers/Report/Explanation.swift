package import HeadroomDisplay
import HeadroomFormat

/// The customers and rows of a value of the bridge or of the sales, whose amounts add up to it.
package struct Explanation: Sendable {
    /// A value that can be explained.
    package enum Figure: String, Sendable, CaseIterable {
        case mrr, new, expansion, reactivation, contraction, churn, exchange
        /// Figures of transactions.csv.
        case sales, refunds

        var isOfSales: Bool { self == .sales || self == .refunds }
    }

    /// Contribution of one customer.
    package struct Line: Equatable, Sendable {
        package var customer: String
        /// Revenue before the change, in minor units; for `mrr` the revenue at the end of the previous month, for
        /// `sales` and `refunds` the amount of the previous month, for `exchange` that at the end of the month at the rates of its start.
        package var before: Int64
        package var after: Int64
        package var amount: Int64
        /// Row numbers in subscriptions.csv of the prices paid before or after the change, or of the transactions of the
        /// month.
        package var rows: [Int32]
        /// The rows as text, with the names of their files where there are several.
        package var places: String
    }

    package let figure: Figure
    package let month: Month
    package let currency: Currency
    /// Name of the file of the rows; nil for several.
    package let file: String?
    /// Sorted by amount, largest first.
    package let lines: [Line]

    package var total: Int64 { lines.reduce(0) { $0 + $1.amount } }

    init(_ figure: Figure, of month: Month, currency: Currency, file: String?, _ lines: [Line]) {
        (self.figure, self.month, self.currency, self.file) = (figure, month, currency, file)
        self.lines = lines.sorted { ($1.amount, $0.customer) < ($0.amount, $1.customer) }
    }

    init(
        _ figure: Figure,
        of month: Month,
        _ company: Company,
        _ revenue: RecurringRevenue,
        grid: MonthGrid,
        view: RevenueBridge.View,
        valuation: MonthEndValuation? = nil
    ) {
        let index = month.number - grid.first.number
        var lines: [Line] = []
        for customer in 0..<revenue.customerCount where !revenue[customer].isEmpty {
            let history = CustomerHistory(revenue[customer], grid: grid, valuation: valuation)
            let window = grid.bounds[index]..<grid.end(index)
            let changes: [(before: Int64, after: Int64, hasPaid: Bool)] =
                figure == .exchange
                ? [(history.held[index], history.ends[index], true)]
                : figure == .mrr
                    ? [(history.start(of: index), history.ends[index], true)]
                    : view == .snapshot
                        ? [(history.start(of: index), history.held[index], history.hadPaid(before: index))]
                        : history.events.filter { window.contains($0.at) }.map { ($0.before, $0.after, $0.hasPaid) }
            for change in changes {
                let amount = figure.amount(from: change.before, to: change.after, hasPaid: change.hasPaid)
                guard amount != 0 else { continue }
                let rows = revenue[customer].filter { $0.start < window.upperBound && $0.end >= window.lowerBound }
                    .map(\.row).sorted()
                lines.append(
                    Line(
                        customer: company.customers[customer].id,
                        before: change.before,
                        after: change.after,
                        amount: amount,
                        rows: rows,
                        places: Self.text(rows)
                    )
                )
            }
        }
        self.init(figure, of: month, currency: revenue.base, file: "subscriptions.csv", lines)
    }

    /// Sorted row numbers, with three or more in succession as a range.
    package static func text(_ rows: [Int32]) -> String {
        var ranges: [ClosedRange<Int32>] = []
        for row in rows {
            if let last = ranges.last, row == last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...row
            } else {
                ranges.append(row...row)
            }
        }
        return ranges.flatMap { range in
            range.count > 2 ? ["\(range.lowerBound) to \(range.upperBound)"] : range.map { "\($0)" }
        }.joined(separator: ", ")
    }

    /// - Parameter count: number of lines to show.
    package func terminal(count: Int, style: TerminalStyle) -> String {
        let head = ["customer", "before", "after", figure.rawValue, file.map { "rows of \($0)" } ?? "rows"]
        func amount(_ minor: Int64) -> String { FigureText.grouped(currency.text(minor)) }
        var body = lines.prefix(count).map { line in
            [
                line.customer, amount(line.before), amount(line.after), amount(line.amount), line.places,
            ]
        }
        let rest = lines.dropFirst(count)
        if !rest.isEmpty {
            body.append([
                "\(Format.count(rest.count)) more", "", "", amount(rest.reduce(0) { $0 + $1.amount }), "",
            ])
        }
        body.append(["all", "", "", amount(total), ""])
        let title = "\(figure.rawValue) of \(month.name), in \(currency.code)"
        return ([style.apply(.bold, title)] + TerminalText.grid((head, body), style: style)).joined(separator: "\n")
            + "\n"
    }
}

extension Explanation.Figure {
    fileprivate func amount(from before: Int64, to after: Int64, hasPaid: Bool) -> Int64 {
        var movements = Movements()
        movements.add(from: before, to: after, hasPaid: hasPaid)
        return switch self {
        case .mrr, .sales, .refunds: after
        case .exchange: after - before
        case .new: movements.new
        case .expansion: movements.expansion
        case .reactivation: movements.reactivation
        case .contraction: movements.contraction
        case .churn: movements.churn
        }
    }
}
