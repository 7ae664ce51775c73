import HeadroomNumerics
package import HeadroomScenes

/// Intersections over union of shapes with their reconstructions, and their mean over the classes.
package struct Overlap {
    /// One for each shape.
    package let values: [Double]
    let classes: [ObjectClass]

    /// Mean over the classes of the mean over their shapes.
    package var mean: Double { Self.mean(values, classes) }

    /// Mean over the shapes of each class.
    package var byClass: [ObjectClass: Double] {
        Dictionary(grouping: values.indices) { classes[$0] }
            .mapValues { indices in indices.reduce(0) { $0 + values[$1] } / Double(indices.count) }
    }

    private static func mean(_ values: [Double], _ classes: [ObjectClass]) -> Double {
        let byClass = Dictionary(grouping: zip(values, classes)) { $0.1 }.values
        return byClass.reduce(0) { total, members in
            total + members.reduce(0) { $0 + $1.0 } / Double(members.count)
        } / Double(byClass.count)
    }

    /// The interval of 95 % of the mean by the bootstrap over the shapes of each class (Efron 1979), as percentiles.
    package func interval(seed: UInt64 = 0) -> (low: Double, high: Double) {
        var generator = SeededGenerator(seed: seed, purpose: "bootstrap")
        let strata = Dictionary(grouping: values.indices) { classes[$0] }
            .sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
        let draws = 1000
        let means = (0..<draws).map { _ in
            strata.reduce(0.0) { total, indices in
                let sum = indices.reduce(0.0) { sum, _ in
                    sum + values[indices[Int.random(in: indices.indices, using: &generator)]]
                }
                return total + sum / Double(indices.count)
            } / Double(strata.count)
        }.sorted()
        return (means[draws / 40], means[draws - 1 - draws / 40])
    }
}
