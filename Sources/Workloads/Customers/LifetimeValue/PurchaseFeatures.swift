import Glibc
import HeadroomCustomers

/// Features of the purchases of customers at the ends of months, without later purchases.
enum PurchaseFeatures {
    private static let day = 86_400.0

    static func features(_ ledger: CustomerLedger, rows: [Snapshot]) -> SnapshotFeatures {
        guard let purchases = ledger.purchases else { return SnapshotFeatures(ledger, rows: rows, columns: []) }
        let names = [
            "repeats", "days_since_purchase", "days_since_first", "regularity", "mean_value", "last_value",
            "total_value",
            "purchases_30d", "purchases_90d", "purchases_180d", "value_90d", "value_180d",
        ]
        var values = [[Double]](repeating: [], count: names.count)
        for row in rows {
            let at = ledger.months.end(row.month)
            let known = purchases[row.customer].prefix { $0.time < at }
            for (index, value) in features(known, at: at).enumerated() { values[index].append(value) }
        }
        let columns = zip(names, values).map { SnapshotFeatures.Column(name: $0, values: .numbers($1)) }
        return SnapshotFeatures(ledger, rows: rows, columns: columns)
    }

    private static func features(_ known: ArraySlice<CustomerLedger.Purchase>, at: Int64) -> [Double] {
        guard let first = known.first, let last = known.last else { return [] }
        func days(_ time: Int64) -> Double { Double(at - time) / day }
        func since(_ days: Double) -> ArraySlice<CustomerLedger.Purchase> {
            known.drop { Double(at - $0.time) > days * day }
        }
        let total = known.reduce(0) { $0 + $1.amount }
        let repeats = known.count - 1
        // Mean interval between purchases; the regularity is the time since the last purchase divided by it.
        let interval = Double(last.time - first.time) / day / Double(max(1, repeats))
        return [
            log1p(Double(repeats)), log1p(days(last.time)), log1p(days(first.time)),
            repeats > 0 ? log1p(days(last.time) / max(1, interval)) : .nan, log(max(0.01, total / Double(known.count))),
            log(max(0.01, last.amount)), log1p(total),
        ] + [30.0, 90, 180].map { log1p(Double(since($0).count)) }
            + [90.0, 180].map { log1p(since($0).reduce(0) { $0 + $1.amount }) }
    }
}
