import HeadroomFormat

/// Figures of a model of lifetime values and of the baselines on the test rows.
package struct LifetimeReport: Sendable {
    /// Figures of the model, or of a baseline.
    package struct Line: Sendable {
        package var name: String
        package var totalBias: Double?
        package var rootMeanSquare: Double
        package var spearman: Double?
        package var gini: Double?
    }

    package private(set) var lines: [Line] = []
    /// Sentences on the baselines that could not be fitted.
    package private(set) var missing: [String] = []
    package let deciles: [ValueScores.Decile]

    /// - Parameter expected: expected values of the test rows.
    package init(_ name: String, _ expected: [Double], _ baselines: [LifetimeBaseline], _ dataset: LifetimeDataset) {
        let values = dataset.test.values
        deciles = ValueScores.deciles(expected, values)
        lines.append(Self.line(name, expected, values))
        for baseline in baselines {
            if let expected = baseline.expected {
                lines.append(Self.line(baseline.name, expected, values))
            } else {
                missing.append("\(baseline.name) was not fitted: \(baseline.reason ?? "unknown")")
            }
        }
    }

    private static func line(_ name: String, _ expected: [Double], _ values: [Double]) -> Line {
        Line(
            name: name,
            totalBias: ValueScores.totalBias(expected, values),
            rootMeanSquare: ValueScores.rootMeanSquare(expected, values),
            spearman: ValueScores.spearman(expected, values),
            gini: ValueScores.normalizedGini(expected, values)
        )
    }

    /// The figures as tables of text.
    package var text: String {
        func number(_ value: Double?, decimals: Int = 3) -> String {
            value.map { Format.fixed($0, decimals: decimals) } ?? "-"
        }
        var rows = [["", "total bias", "RMSE", "Spearman", "normalized Gini"]]
        for line in lines {
            let bias = line.totalBias.map { ($0 >= 0 ? "+" : "") + Format.fixed($0 * 100, decimals: 1) + " %" }
            rows.append([
                line.name, bias ?? "-", number(line.rootMeanSquare, decimals: 2), number(line.spearman),
                number(line.gini),
            ])
        }
        var table = [["decile", "customers", "expected", "actual"]]
        for (index, decile) in deciles.enumerated() {
            table.append([
                "\(index + 1)", "\(decile.rows)", number(decile.expected, decimals: 2),
                number(decile.value, decimals: 2),
            ])
        }
        return TextTable.lines(rows) + missing.map { "\n\($0)" }.joined() + "\n\n" + TextTable.lines(table)
    }
}
