import HeadroomNumerics

/// Bootstrap intervals (Efron 1979) by resampling customers, each with all of its rows.
package struct CustomerBootstrap: Sendable {
    /// Weight of each row in each resample, `[resamples, rows]`.
    private let weights: [[Double]]

    /// - Parameter customers: customer of each row.
    package init(customers: [Int], resamples: Int = 200, seed: UInt64) {
        var draw = SeededGenerator(seed: seed, purpose: "bootstrap of customers")
        let distinct = Array(Set(customers)).sorted()
        let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
        let rows = customers.map { places[$0] ?? 0 }
        weights = (0..<resamples).map { _ in
            var counts = [Double](repeating: 0, count: distinct.count)
            for _ in distinct { counts[Int.random(in: 0..<distinct.count, using: &draw)] += 1 }
            return rows.map { counts[$0] }
        }
    }

    /// The 2.5 % and 97.5 % quantiles of a figure over the resamples; nil where it is undefined in one of them.
    package func interval(_ figure: ([Double]) -> Double?) -> ClosedRange<Double>? {
        var values: [Double] = []
        for weights in weights {
            guard let value = figure(weights), value.isFinite else { return nil }
            values.append(value)
        }
        values.sort()
        guard !values.isEmpty else { return nil }
        func quantile(_ share: Double) -> Double { values[Int((share * Double(values.count - 1)).rounded())] }
        return quantile(0.025)...quantile(0.975)
    }
}
