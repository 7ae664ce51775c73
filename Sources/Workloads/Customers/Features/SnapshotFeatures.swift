import Glibc
import HeadroomCustomers

/// Features of customers at the ends of months, without later entries.
package struct SnapshotFeatures: Sendable {
    /// A column of numbers, NaN where missing, or of levels, -1 where missing.
    package struct Column: Sendable, Equatable {
        package enum Values: Sendable, Equatable {
            case numbers([Double])
            case levels([Int32], names: [String])
        }

        package var name: String
        package var values: Values
    }

    package private(set) var columns: [Column] = []
    package let rowCount: Int

    /// Largest number of distinct values of a further column that is a category.
    private static let mostLevels = 50
    private static let day: Int64 = 86_400

    /// - Parameters:
    ///   - rows: snapshots of customers.
    ///   - horizon: number of months, for the feature `renews_within_horizon`.
    package init(_ ledger: CustomerLedger, rows: [Snapshot], horizon: Int) {
        rowCount = rows.count
        addContracts(ledger, rows, horizon: horizon)
        addActivity("use", ledger.uses, ledger, rows)
        addActivity("purchase", ledger.purchases?.map(\.time), ledger, rows)
        addActivity("touch", ledger.touches, ledger, rows)
        if let uses = ledger.uses {
            for days in [7, 30, 90] as [Int64] {
                addNumbers("uses_\(days)d", ledger, rows) { customer, at in
                    let times = uses[customer]
                    return log1p(Double(times.count(before: at) - times.count(before: at - days * Self.day)))
                }
            }
        }
        addAnswers(ledger, rows)
        addDescription(ledger, rows)
        for (index, column) in ledger.contractColumns.enumerated() {
            addFurther(column, rows) { row in
                Self.main(ledger, row.customer, ledger.months.end(row.month))?.further[index] ?? -1
            }
        }
        columns.removeAll { ledger.excluded.contains($0.name) }
    }

    /// - Parameter columns: columns to which the features from customers.csv are added.
    package init(_ ledger: CustomerLedger, rows: [Snapshot], columns: [Column]) {
        rowCount = rows.count
        self.columns = columns
        addDescription(ledger, rows)
        self.columns.removeAll { ledger.excluded.contains($0.name) }
    }

    /// Adds the features from customers.csv.
    private mutating func addDescription(_ ledger: CustomerLedger, _ rows: [Snapshot]) {
        addLevels("country", ledger.countries, rows) { ledger.country[$0.customer] }
        addLevels("channel", ledger.channels, rows) { ledger.channel[$0.customer] }
        for (index, column) in ledger.customerColumns.enumerated() {
            addFurther(column, rows) { ledger.customerValues[$0.customer][index] }
        }
    }

    private mutating func addNumbers(
        _ name: String,
        _ ledger: CustomerLedger,
        _ rows: [Snapshot],
        _ value: (Int, Int64) -> Double
    ) {
        columns.append(
            Column(name: name, values: .numbers(rows.map { value($0.customer, ledger.months.end($0.month)) }))
        )
    }

    private mutating func addLevels(
        _ name: String,
        _ names: [String],
        _ rows: [Snapshot],
        _ value: (Snapshot) -> Int32
    ) {
        guard !names.isEmpty else { return }
        columns.append(Column(name: name, values: .levels(rows.map(value), names: names)))
    }

    private mutating func addContracts(_ ledger: CustomerLedger, _ rows: [Snapshot], horizon: Int) {
        guard !ledger.contracts.items.isEmpty else { return }
        let (grid, zone) = (ledger.months, ledger.zone)
        addNumbers("tenure_months", ledger, rows) { customer, at in
            // The contracts are sorted by their starts.
            let first = ledger.contracts[customer].first?.start ?? at
            return log1p(Double(max(0, at - first)) / Double(Self.day) / 30.4375)
        }
        addNumbers("revenue", ledger, rows) { log1p(ledger.revenue(of: $0, at: $1)) }
        for months in [1, 3, 6] {
            addChange(months, ledger, rows, grid)
        }
        addNumbers("subscriptions", ledger, rows) { customer, at in
            Double(ledger.contracts[customer].count { $0.start < at && at <= $0.end })
        }
        addNumbers("quantity", ledger, rows) { log1p(Self.main(ledger, $0, $1)?.quantity ?? 0) }
        addNumbers("interval_months", ledger, rows) { log(max(1.0 / 31, Self.main(ledger, $0, $1)?.months ?? 1)) }
        addNumbers("renews_within_horizon", ledger, rows) { customer, at in
            guard let contract = Self.main(ledger, customer, at) else { return 0 }
            return Self.monthsToRenewal(contract, at, zone) <= horizon ? 1 : 0
        }
        addNumbers("months_to_renewal", ledger, rows) { customer, at in
            Self.main(ledger, customer, at).map { log(Double(Self.monthsToRenewal($0, at, zone))) } ?? 0
        }
        addLevels("plan", ledger.plans, rows) { row in
            Self.main(ledger, row.customer, grid.end(row.month))?.plan ?? -1
        }
    }

    /// Adds the change of the revenue over months, as a difference of logarithms; 0 without earlier revenue.
    private mutating func addChange(_ months: Int, _ ledger: CustomerLedger, _ rows: [Snapshot], _ grid: MonthGrid) {
        let name = "revenue_change_\(months)m"
        let values = rows.map { row in
            let at = grid.end(row.month)
            let before = ledger.zone.start(of: Month(number: grid.month(row.month).number + 1 - months))
            let earlier = ledger.revenue(of: row.customer, at: before)
            return earlier > 0 ? log1p(ledger.revenue(of: row.customer, at: at)) - log1p(earlier) : 0
        }
        columns.append(Column(name: name, values: .numbers(values)))
    }

    /// Active contract with the largest revenue; nil without one.
    private static func main(_ ledger: CustomerLedger, _ customer: Int, _ at: Int64) -> CustomerLedger.Contract? {
        var largest: CustomerLedger.Contract?
        for contract in ledger.contracts[customer] where contract.start < at && at <= contract.end {
            if contract.monthly > largest?.monthly ?? -1 { largest = contract }
        }
        return largest
    }

    /// Number of months, at least 1, until the month in which the contract's next interval begins.
    private static func monthsToRenewal(_ contract: CustomerLedger.Contract, _ at: Int64, _ zone: TimeZoneRule) -> Int {
        let interval = Int(contract.months.rounded())
        guard interval > 1 else { return 1 }
        let passed = zone.month(of: at - 1).number - zone.month(of: contract.start).number
        return interval - passed % interval
    }

    /// Adds the days since the last entry; NaN without one.
    private mutating func addActivity(
        _ name: String,
        _ times: Grouped<Int64>?,
        _ ledger: CustomerLedger,
        _ rows: [Snapshot]
    ) {
        guard let times else { return }
        addNumbers("days_since_\(name)", ledger, rows) { customer, at in
            let entries = times[customer]
            let count = entries.count(before: at)
            guard count > 0 else { return .nan }
            return log1p(Double(at - entries[entries.startIndex + count - 1]) / Double(Self.day))
        }
    }

    private mutating func addAnswers(_ ledger: CustomerLedger, _ rows: [Snapshot]) {
        guard let answers = ledger.answers else { return }
        addNumbers("survey_score", ledger, rows) { customer, at in
            answers[customer].last { $0.time < at }?.score ?? .nan
        }
        addNumbers("survey_mean", ledger, rows) { customer, at in
            let scores = answers[customer].filter { $0.time < at }.map(\.score)
            return scores.isEmpty ? .nan : scores.reduce(0, +) / Double(scores.count)
        }
    }

    /// Adds a further column: as numbers where all its values are numbers, else as levels where there are few.
    private mutating func addFurther(_ column: CustomerLedger.Column, _ rows: [Snapshot], _ level: (Snapshot) -> Int32)
    {
        let numbers = column.levels.map { Double($0) }
        if numbers.allSatisfy({ $0 != nil }), !numbers.isEmpty {
            let values = rows.map { row in
                let index = level(row)
                return index < 0 ? .nan : numbers[Int(index)] ?? .nan
            }
            columns.append(Column(name: column.name, values: .numbers(values)))
        } else if column.levels.count <= Self.mostLevels {
            addLevels(column.name, column.levels, rows, level)
        }
    }
}

/// A customer at the end of a month.
package struct Snapshot: Sendable, Equatable {
    package var customer: Int
    /// Index in ``CustomerLedger/months``.
    package var month: Int

    package init(customer: Int, month: Int) {
        self.customer = customer
        self.month = month
    }
}
