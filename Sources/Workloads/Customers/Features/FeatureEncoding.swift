/// Encoding of features as the inputs of a model, fitted to the training rows: numbers standardized, levels one-hot.
package struct FeatureEncoding: Codable, Sendable, Equatable {
    package struct Column: Codable, Sendable, Equatable {
        package var name: String
        /// Mean and standard deviation of the numbers of the training rows; nil for levels.
        package var mean: Double?
        package var deviation: Double?
        /// Least and greatest number of the training rows, to which other numbers are clamped.
        package var least: Double?
        package var greatest: Double?
        /// Whether a further input is 1 where the number is missing.
        package var hasMissing = false
        /// Levels with an input each; for other levels all of these inputs are 0.
        package var levels: [String] = []

        fileprivate var width: Int { mean == nil ? levels.count : hasMissing ? 2 : 1 }
    }

    package private(set) var columns: [Column] = []

    /// Smallest number of training rows of a level with an input.
    private static let fewestRows = 20

    /// - Parameter features: features of the training rows.
    package init(_ features: SnapshotFeatures) {
        for column in features.columns {
            switch column.values {
            case .numbers(let numbers):
                let known = numbers.filter { $0.isFinite }
                let count = Double(max(1, known.count))
                let mean = known.reduce(0, +) / count
                let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
                let hasMissing = known.count < numbers.count && !known.isEmpty
                // A column that is constant in the training rows is left out.
                guard variance > 1e-18 * max(1, mean * mean) || hasMissing else { continue }
                columns.append(
                    Column(
                        name: column.name,
                        mean: mean,
                        deviation: variance > 0 ? variance.squareRoot() : 1,
                        least: known.min(),
                        greatest: known.max(),
                        hasMissing: hasMissing
                    )
                )
            case .levels(let levels, let names):
                var counts = [Int](repeating: 0, count: names.count)
                for level in levels where level >= 0 { counts[Int(level)] += 1 }
                let kept = names.indices.filter { counts[$0] >= Self.fewestRows }
                guard !kept.isEmpty else { continue }
                columns.append(Column(name: column.name, levels: kept.map { names[$0] }.sorted()))
            }
        }
    }

    /// Number of inputs.
    package var width: Int { columns.reduce(0) { $0 + $1.width } }

    /// Names of the inputs: `revenue`, `survey_score:none`, `plan:team`.
    package var inputNames: [String] {
        columns.flatMap { column in
            column.mean == nil
                ? column.levels.map { "\(column.name):\($0)" }
                : [column.name] + (column.hasMissing ? ["\(column.name):none"] : [])
        }
    }

    /// The inputs of rows, row by row.
    package func callAsFunction(_ features: SnapshotFeatures) -> [Float] {
        let width = width
        var inputs = [Float](repeating: 0, count: features.rowCount * width)
        var place = 0
        for column in columns {
            guard let source = features.columns.first(where: { $0.name == column.name }) else {
                place += column.width
                continue
            }
            switch source.values {
            case .numbers(let numbers):
                guard let mean = column.mean, let deviation = column.deviation, let least = column.least,
                    let greatest = column.greatest
                else { break }
                for (row, number) in numbers.enumerated() {
                    if number.isFinite {
                        let kept = min(greatest, max(least, number))
                        inputs[row * width + place] = Float((kept - mean) / deviation)
                    } else if column.hasMissing {
                        inputs[row * width + place + 1] = 1
                    }
                }
            case .levels(let levels, let names):
                let places = names.map { column.levels.firstIndex(of: $0) }
                for (row, level) in levels.enumerated() where level >= 0 {
                    if let index = places[Int(level)] { inputs[row * width + place + index] = 1 }
                }
            }
            place += column.width
        }
        return inputs
    }
}
