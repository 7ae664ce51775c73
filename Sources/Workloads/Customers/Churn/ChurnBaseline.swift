/// Baselines of churn with at most one feature, fitted to the training rows.
package struct ChurnBaseline: Sendable {
    package var name: String
    /// Probabilities of the test rows.
    package var probabilities: [Double]

    package static func all(_ dataset: ChurnDataset) -> [ChurnBaseline] {
        let rate = dataset.training.rate
        var baselines = [
            ChurnBaseline(name: "base rate", probabilities: dataset.test.rows.map { _ in rate })
        ]
        for (name, column) in [
            ("tenure only", "tenure_months"), ("last use", "days_since_use"), ("last purchase", "days_since_purchase"),
        ] {
            guard let training = numbers(column, dataset.training.features),
                let test = numbers(column, dataset.test.features)
            else { continue }
            let fit = LogisticFit(inputs(training), dataset.training.labels)
            baselines.append(ChurnBaseline(name: name, probabilities: fit(inputs(test), rows: test.count)))
        }
        return baselines
    }

    private static func numbers(_ column: String, _ features: SnapshotFeatures) -> [Double]? {
        guard case .numbers(let numbers) = features.columns.first(where: { $0.name == column })?.values else {
            return nil
        }
        return numbers
    }

    /// Inputs of a feature: its numbers, 0 where missing, and indicators of missing numbers.
    private static func inputs(_ numbers: [Double]) -> [[Double]] {
        [numbers.map { $0.isFinite ? $0 : 0 }, numbers.map { $0.isFinite ? 0 : 1 }]
    }
}
