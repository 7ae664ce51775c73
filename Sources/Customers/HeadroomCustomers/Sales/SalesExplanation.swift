extension Explanation {
    /// Sales or refunds of a month by customer, with the rows of transactions.csv.
    ///
    /// - Parameter month: a month of the sales.
    init(_ figure: Figure, of month: Month, _ company: Company, _ sales: SalesAnalysis, currency: Currency) {
        var found: [Int: (before: Int64, after: Int64, groups: [SalesGroup])] = [:]
        for group in sales.groups {
            let amount = figure == .refunds ? group.refunds : group.revenue
            let distance = month.number - SalesAnalysis.month(of: group.day).number
            guard distance == 0 || distance == 1 else { continue }
            var known = found[group.customer] ?? (0, 0, [])
            if distance == 0 {
                known.after += amount
                known.groups.append(group)
            } else {
                known.before += amount
            }
            found[group.customer] = known
        }
        let lines = found.filter { $0.value.after != 0 }.map { customer, amounts in
            let rows = amounts.groups.flatMap { company.transactions[$0.rows] }
                .filter { figure == .sales || $0.refunded > 0 || $0.amount < 0 }
            return Line(
                customer: company.customers[customer].id,
                before: amounts.before,
                after: amounts.after,
                amount: amounts.after,
                rows: rows.map(\.row).sorted(),
                places: Self.places(of: rows, files: company.transactionFiles)
            )
        }
        let file = company.transactionFiles.count == 1 ? company.transactionFiles.first : nil
        self.init(figure, of: month, currency: currency, file: file, lines)
    }

    /// Row numbers, by file where there are several.
    private static func places(of rows: [Transaction], files: [String]) -> String {
        if files.count == 1 { return text(rows.map(\.row).sorted()) }
        return Dictionary(grouping: rows, by: \.file).sorted { $0.key < $1.key }.map { file, rows in
            "\(files[Int(file)]): \(text(rows.map(\.row).sorted()))"
        }.joined(separator: "; ")
    }
}
