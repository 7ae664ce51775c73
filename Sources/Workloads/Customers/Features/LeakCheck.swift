import Glibc
import HeadroomCustomers
import HeadroomFormat
package import HeadroomTraining

/// Check for label leakage: columns that are filled only after a customer has left.
package enum LeakCheck {
    /// Largest accepted area under the ROC curve of a single column.
    package static let largestArea = 0.95

    /// Throws where a single column of the training rows nearly determines the label.
    ///
    /// - Parameter labels: labels of the rows.
    package static func check(_ features: SnapshotFeatures, _ labels: [Bool]) throws(WorkloadError) {
        for column in features.columns {
            guard let area = area(of: column, labels), area > largestArea else { continue }
            throw WorkloadError(
                .data,
                "the column '\(column.name)' by itself separates customers who leave from those who stay (area under the "
                    + "ROC curve \(Format.fixed(area, decimals: 3)), above \(largestArea)): it is likely known only "
                    + "after they left; leave it out with --exclude '\(column.name)'"
            )
        }
    }

    /// Throws where a further column has values almost only for customers who have left.
    ///
    /// An example is the reason of a cancellation, which is empty for all customers at the snapshot.
    ///
    /// - Parameter rows: training rows.
    package static func checkTimes(_ ledger: CustomerLedger, _ rows: [Snapshot]) throws(WorkloadError) {
        let end = ledger.months.end(ledger.months.count - 1)
        for (index, column) in ledger.customerColumns.enumerated() {
            try check(column, ledger, rows, at: end) { customer in
                [(ledger.isPaying(customer, at: end), ledger.customerValues[customer][index])]
            }
        }
        for (index, column) in ledger.contractColumns.enumerated() {
            try check(column, ledger, rows, at: end) { customer in
                ledger.contracts[customer].map { ($0.start < end && end <= $0.end, $0.further[index]) }
            }
        }
    }

    /// Smallest number of filled fields, and of active customers or contracts, for the check.
    private static let fewestValues = 10

    /// - Parameter values: whether a customer, or each of its contracts, is active at the end of the data, with the
    ///   field's level.
    private static func check(
        _ column: CustomerLedger.Column,
        _ ledger: CustomerLedger,
        _ rows: [Snapshot],
        at end: Int64,
        _ values: (Int) -> [(isActive: Bool, level: Int32)]
    ) throws(WorkloadError) {
        var (active, filledActive, ended, filledEnded) = (0, 0, 0, 0)
        for customer in 0..<ledger.customerCount {
            for value in values(customer) {
                if value.isActive {
                    active += 1
                    if value.level >= 0 { filledActive += 1 }
                } else {
                    ended += 1
                    if value.level >= 0 { filledEnded += 1 }
                }
            }
        }
        guard filledEnded >= fewestValues, active >= fewestValues else { return }
        let (shareEnded, shareActive) = (Double(filledEnded) / Double(ended), Double(filledActive) / Double(active))
        guard shareActive < 0.02 * shareEnded else { return }
        throw WorkloadError(
            .data,
            "the column '\(column.name)' has values for customers who have left (\(filledEnded) of \(ended)) and hardly any "
                + "for those who pay (\(filledActive) of \(active)): it is known only after the snapshot; leave it out with "
                + "--exclude '\(column.name)'"
        )
    }

    /// Area under the ROC curve of a column, in the direction with the larger area; nil where one outcome is missing.
    static func area(of column: SnapshotFeatures.Column, _ labels: [Bool]) -> Double? {
        switch column.values {
        case .numbers(let numbers):
            // Missing numbers count as the smallest, then as the largest value.
            let areas = [-Double.infinity, .infinity].compactMap { missing in
                Ranking.area(numbers.map { $0.isFinite ? $0 : missing }, labels)
            }
            return areas.map { max($0, 1 - $0) }.max()
        case .levels(let levels, let names):
            var (counts, positives) = ([Double](repeating: 0, count: names.count + 1), 0.0)
            var hits = counts
            for (row, level) in levels.enumerated() {
                counts[Int(level) + 1] += 1
                if labels[row] {
                    hits[Int(level) + 1] += 1
                    positives += 1
                }
            }
            let rate = positives / Double(max(1, labels.count))
            // The score of a row is the rate of the other rows of its level, smoothed.
            return Ranking.area(
                levels.enumerated().map { row, level in
                    let place = Int(level) + 1
                    return (hits[place] - (labels[row] ? 1 : 0) + 5 * rate) / (counts[place] - 1 + 5)
                },
                labels
            )
        }
    }
}
