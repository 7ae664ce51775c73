import HeadroomCustomers

/// Label of churn.
package enum ChurnLabel {
    /// Whether a customer leaves within a horizon after a snapshot: it has recurring revenue at the last instant of the
    /// snapshot's month, and none at the last instant of at least one of the following months of the horizon.
    ///
    /// A customer that leaves and comes back within the same month has not left. The month counts as a whole, in the
    /// time zone of the ledger.
    package static func hasLeft(_ ledger: CustomerLedger, _ row: Snapshot, horizon: Int) -> Bool {
        month(ledger, row, horizon: horizon) > 0
    }

    /// Month of the horizon, from 1, at whose end a customer first has no recurring revenue; 0 for a customer who stays.
    package static func month(_ ledger: CustomerLedger, _ row: Snapshot, horizon: Int) -> Int {
        (1...horizon).first { !ledger.isPaying(row.customer, at: ledger.months.end(row.month + $0)) } ?? 0
    }

    /// Number of months of a horizon in days: 3 for 90 days, at least 1.
    ///
    /// Months are used because a number of days contains two ends of months after some snapshots, and three after others.
    package static func months(days: Int) -> Int { max(1, Int((Double(days) / 30.4375).rounded())) }
}
