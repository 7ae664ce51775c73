import HeadroomCustomers

/// Baselines of lifetime value.
package struct LifetimeBaseline: Sendable {
    package var name: String
    /// Expected values of the test rows; nil with a reason where the baseline cannot be fitted.
    package var expected: [Double]?
    package var reason: String?

    /// - Parameter ledger: ledger of the dataset.
    package static func all(_ dataset: LifetimeDataset, _ ledger: CustomerLedger) -> [LifetimeBaseline] {
        let training = dataset.training.values
        let mean = training.reduce(0, +) / Double(max(1, training.count))
        return [
            LifetimeBaseline(name: "mean", expected: dataset.test.rows.map { _ in mean }),
            LifetimeBaseline(name: "naive rate", expected: naive(dataset, ledger)), probability(dataset, ledger),
        ]
    }

    private static let day = 86_400.0

    private static func known(
        _ row: Snapshot,
        _ dataset: LifetimeDataset,
        _ ledger: CustomerLedger
    ) -> ArraySlice<CustomerLedger.Purchase> {
        ledger.purchases?[row.customer].prefix { $0.time < dataset.months.end(row.month) } ?? []
    }

    /// Length of the horizon after the test snapshot, in days.
    private static func horizon(_ dataset: LifetimeDataset) -> Double {
        let grid = dataset.months
        let month = grid.count - 1 - dataset.horizon
        return Double(grid.end(grid.count - 1) - grid.end(month)) / day
    }

    /// Expected values at the rate of each customer's spending so far; the history counts as 30 days or more.
    private static func naive(_ dataset: LifetimeDataset, _ ledger: CustomerLedger) -> [Double] {
        let horizon = horizon(dataset)
        return dataset.test.rows.map { row in
            let known = known(row, dataset, ledger)
            let at = dataset.months.end(row.month)
            let age = Double(at - (known.first?.time ?? at)) / day
            return known.reduce(0) { $0 + $1.amount } / max(30, age) * horizon
        }
    }

    /// BG/NBD and Gamma-Gamma, fitted to the purchases before the test snapshot.
    private static func probability(_ dataset: LifetimeDataset, _ ledger: CustomerLedger) -> LifetimeBaseline {
        let name = "\(BetaGeometricNBD.name) + \(GammaGamma.name)"
        var histories: [PurchaseHistory] = []
        var observations: [GammaGamma.Observation] = []
        for row in dataset.test.rows {
            let known = known(row, dataset, ledger)
            guard let first = known.first, let last = known.last else { continue }
            let repeats = known.count - 1
            let mean =
                repeats > 0 ? known.dropFirst().reduce(0) { $0 + $1.amount } / Double(repeats) : 0
            histories.append(
                PurchaseHistory(
                    repeats: repeats,
                    recency: (Double(last.time - first.time) / day).rounded(),
                    age: (Double(dataset.months.end(row.month) - first.time) / day).rounded(),
                    sumOfMeanValues: mean
                )
            )
            if mean > 0 { observations.append(GammaGamma.Observation(repeats: repeats, meanValue: mean)) }
        }
        do throws(FitProblem) {
            let purchases = BetaGeometricNBD(
                try BetaGeometricNBD.fit(PurchaseHistory.grouped(histories)).parameters
            )
            let amounts = GammaGamma(try GammaGamma.fit(observations).parameters)
            let horizon = horizon(dataset)
            var expected: [Double] = []
            for history in histories {
                guard let amount = amounts.sumOfExpectedValues(history) else {
                    throw FitProblem("the values of purchases vary so much that they have no mean")
                }
                expected.append(purchases.expectedPurchases(history, within: horizon) * amount)
            }
            return LifetimeBaseline(name: name, expected: expected)
        } catch {
            return LifetimeBaseline(name: name, reason: error.reason)
        }
    }
}
