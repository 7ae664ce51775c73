package import HeadroomCustomers
package import HeadroomTraining

/// The rows of a training: snapshots of paying customers, split by time.
///
/// With a horizon of h months, the training rows are snapshots up to a month s, the validation rows are those of s + h
/// and the test rows those of s + 2h: no label of one part reaches into the snapshots of the next.
package struct ChurnDataset: Sendable {
    package struct Part: Sendable {
        package var rows: [Snapshot]
        package var features: SnapshotFeatures
        /// Month of the horizon in which each customer leaves, from 1; 0 for those who stay.
        package var leaving: [Int]
        package var labels: [Bool] { leaving.map { $0 > 0 } }
        package var inputs: [Float] = []

        /// Share of the rows whose customers leave.
        package var rate: Double { Double(leaving.count { $0 > 0 }) / Double(max(1, leaving.count)) }
        package var customers: [Int] { rows.map(\.customer) }
    }

    package private(set) var training: Part
    package private(set) var validation: Part
    package private(set) var test: Part
    /// Paying customers at the end of the data, without labels.
    package private(set) var now: Part
    package let encoding: FeatureEncoding
    /// Number of months of the horizon.
    package let horizon: Int
    package let lastSnapshot: Month
    package let months: MonthGrid

    /// Largest number of monthly snapshots of a customer in the training rows.
    package static let mostSnapshots = 12
    /// Smallest number of training rows of each outcome.
    private static let fewestRows = 10

    /// - Parameters:
    ///   - snapshot: last month of the training rows; nil for the latest one that leaves room for validation and test.
    ///   - horizon: in months.
    package init(_ ledger: CustomerLedger, snapshot: Month? = nil, horizon: Int) throws(WorkloadError) {
        let months = ledger.months
        let latest = months.count - 1 - 3 * horizon
        let place = snapshot.map { $0.number - months.first.number } ?? latest
        guard latest >= 0 else {
            throw WorkloadError(
                .data,
                "\(ledger.source) covers \(months.count) months; training, validation and test with a horizon of "
                    + "\(horizon) months each need at least \(3 * horizon + 1); a shorter --horizon needs fewer"
            )
        }
        guard (0...latest).contains(place) else {
            throw WorkloadError(
                .usage,
                "--snapshot takes a month from \(months.first.name) to \(months.month(latest).name): the data end in "
                    + "\(months.month(months.count - 1).name), and validation, test and their labels come after it"
            )
        }
        self.horizon = horizon
        self.months = months
        lastSnapshot = months.month(place)
        func rows(_ snapshots: ClosedRange<Int>) -> [Snapshot] {
            snapshots.flatMap { month in
                (0..<ledger.customerCount).lazy.filter { ledger.isPaying($0, at: months.end(month)) }
                    .map { Snapshot(customer: $0, month: month) }
            }
        }
        func part(_ snapshots: ClosedRange<Int>, isLabelled: Bool = true) -> Part {
            let rows = rows(snapshots)
            return Part(
                rows: rows,
                features: SnapshotFeatures(ledger, rows: rows, horizon: horizon),
                leaving: isLabelled ? rows.map { ChurnLabel.month(ledger, $0, horizon: horizon) } : []
            )
        }
        training = part(max(0, place - Self.mostSnapshots + 1)...place)
        validation = part(place + horizon...place + horizon)
        test = part(place + 2 * horizon...place + 2 * horizon)
        now = part(months.count - 1...months.count - 1, isLabelled: false)
        let leaving = training.leaving.count { $0 > 0 }
        guard min(leaving, training.rows.count - leaving) >= Self.fewestRows else {
            throw WorkloadError(
                .data,
                "of \(training.rows.count) training rows \(leaving) leave within the horizon; at least "
                    + "\(Self.fewestRows) that leave and \(Self.fewestRows) that stay are needed"
            )
        }
        guard !validation.rows.isEmpty, !test.rows.isEmpty else {
            throw WorkloadError(.data, "no customer pays at the snapshot of the validation or of the test")
        }
        try LeakCheck.checkTimes(ledger, training.rows)
        try LeakCheck.check(training.features, training.labels)
        encoding = FeatureEncoding(training.features)
        guard encoding.width > 0 else { throw WorkloadError(.data, "no feature varies among the training rows") }
        training.inputs = encoding(training.features)
        validation.inputs = encoding(validation.features)
        test.inputs = encoding(test.features)
        now.inputs = encoding(now.features)
    }

    /// The same rows with their labels in a random order, for tests: nothing can be learned from them.
    package func shuffled(using draw: inout some RandomNumberGenerator) -> ChurnDataset {
        var dataset = self
        dataset.training.leaving.shuffle(using: &draw)
        dataset.validation.leaving.shuffle(using: &draw)
        dataset.test.leaving.shuffle(using: &draw)
        return dataset
    }
}
