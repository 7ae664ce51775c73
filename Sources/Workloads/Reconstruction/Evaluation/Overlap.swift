import HeadroomNumerics

/// Intersections over union of shapes with their reconstructions, and their mean over the classes.
package struct Overlap {
    /// One for each shape.
    package let values: [Double]
    let classes: [String]

    package init(values: [Double], classes: [String]) {
        self.values = values
        self.classes = classes
    }

    /// Mean over the classes of the mean over their shapes.
    package var mean: Double { strata.reduce(0) { $0 + Self.mean($1.members, values) } / Double(strata.count) }

    /// Mean over the shapes of each class.
    package var byClass: [String: Double] {
        Dictionary(uniqueKeysWithValues: strata.map { ($0.kind, Self.mean($0.members, values)) })
    }

    /// Indices of the shapes of each class, in the order of their first shapes, so that sums are the same each time.
    private var strata: [(kind: String, members: [Int])] {
        Dictionary(grouping: values.indices) { classes[$0] }.map { ($0.key, $0.value) }.sorted { $0.1[0] < $1.1[0] }
    }

    private static func mean(_ members: [Int], _ values: [Double]) -> Double {
        members.reduce(0) { $0 + values[$1] } / Double(members.count)
    }

    /// The interval of 95 % of the mean by the bootstrap over the shapes of each class (Efron 1979), as percentiles.
    package func interval(seed: UInt64 = 0) -> (low: Double, high: Double) {
        var generator = SeededGenerator(seed: seed, purpose: "bootstrap")
        let strata = strata.map(\.members)
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
