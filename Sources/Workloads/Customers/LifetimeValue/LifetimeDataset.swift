package import HeadroomCustomers
package import HeadroomTraining

/// The rows of a training of lifetime values: snapshots of customers who have bought, with their spending in the months
/// after.
///
/// With a horizon of h months, the test rows are the snapshot h months before the end of the data, and the training rows
/// are snapshots up to h months before that: no training value includes purchases after the test snapshot.
package struct LifetimeDataset: Sendable {
    package struct Part: Sendable {
        package var rows: [Snapshot]
        package var features: SnapshotFeatures
        /// Spending of each customer within the horizon, in major units.
        package var values: [Double]
        package var inputs: [Float] = []
        package var customers: [Int] { rows.map(\.customer) }
    }

    package private(set) var training: Part
    package private(set) var test: Part
    /// All customers at the end of the data, without values.
    package private(set) var now: Part
    package let encoding: FeatureEncoding
    /// Number of months of the horizon.
    package let horizon: Int
    package let months: MonthGrid

    /// Default horizon in months, where the data allow it.
    package static let usualHorizon = 12
    /// Smallest number of months up to the last training snapshot.
    private static let fewestMonths = 6
    /// Smallest number of training rows with a purchase within the horizon.
    private static let fewestRows = 30

    /// Longest horizon, of at most 12 months, for data of a number of months.
    package static func horizon(months: Int) -> Int { max(1, min(usualHorizon, (months - fewestMonths) / 2)) }

    /// - Parameter horizon: in months; nil for the longest of at most 12 that the data allow.
    package init(_ ledger: CustomerLedger, horizon asked: Int? = nil) throws(WorkloadError) {
        let months = ledger.months
        guard let purchases = ledger.purchases else {
            throw WorkloadError(
                .data,
                "\(ledger.source) has no transactions.csv (docs/customers.md); for subscriptions there is "
                    + "'headroom train churn'"
            )
        }
        let horizon = asked ?? Self.horizon(months: months.count)
        let place = months.count - 1 - 2 * horizon
        guard place >= 0 else {
            throw WorkloadError(
                .data,
                "\(ledger.source) covers \(months.count) months; training and test with a horizon of \(horizon) months each "
                    + "need at least \(2 * horizon + 1); a shorter --horizon needs fewer"
            )
        }
        self.horizon = horizon
        self.months = months
        func part(_ snapshots: ClosedRange<Int>, isLabelled: Bool = true) -> Part {
            let rows = snapshots.flatMap { month in
                (0..<ledger.customerCount).lazy
                    .filter { purchases[$0].first.map { $0.time < months.end(month) } ?? false }
                    .map { Snapshot(customer: $0, month: month) }
            }
            let values = rows.map { row in
                let (from, until) = (months.end(row.month), months.bounds[min(row.month + 1 + horizon, months.count)])
                return purchases[row.customer].reduce(0) {
                    from <= $1.time && $1.time < until ? $0 + $1.amount : $0
                }
            }
            return Part(
                rows: rows,
                features: PurchaseFeatures.features(ledger, rows: rows),
                values: isLabelled ? values : []
            )
        }
        training = part(max(0, place - ChurnDataset.mostSnapshots + 1)...place)
        test = part(place + horizon...place + horizon)
        now = part(months.count - 1...months.count - 1, isLabelled: false)
        let buying = training.values.count { $0 > 0 }
        guard buying >= Self.fewestRows else {
            throw WorkloadError(
                .data,
                "of \(training.rows.count) training rows \(buying) buy within the horizon; at least \(Self.fewestRows) are "
                    + "needed"
            )
        }
        try LeakCheck.check(training.features, training.values.map { $0 > 0 })
        encoding = FeatureEncoding(training.features)
        training.inputs = encoding(training.features)
        test.inputs = encoding(test.features)
        now.inputs = encoding(now.features)
    }
}
