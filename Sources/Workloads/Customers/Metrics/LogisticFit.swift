import Glibc

/// Logistic regression by Newton's method for few inputs, for the baselines and the calibration.
package struct LogisticFit: Sendable {
    /// The intercept, followed by the coefficients of the inputs.
    package private(set) var coefficients: [Double]

    /// - Parameters:
    ///   - inputs: one array for each input.
    ///   - ridge: penalty on the squares of the coefficients without the intercept.
    package init(_ inputs: [[Double]], _ labels: [Bool], ridge: Double = 1e-6) {
        let size = inputs.count + 1
        coefficients = [Double](repeating: 0, count: size)
        let rate = (Double(labels.count { $0 }) + 0.5) / (Double(labels.count) + 1)
        coefficients[0] = log(rate / (1 - rate))
        for _ in 0..<50 {
            var gradient = [Double](repeating: 0, count: size)
            var curvature = [[Double]](repeating: gradient, count: size)
            for row in labels.indices {
                let p = probability(row, inputs)
                let residual = (labels[row] ? 1 : 0) - p
                let weight = max(1e-12, p * (1 - p))
                for i in 0..<size {
                    let x = i == 0 ? 1 : inputs[i - 1][row]
                    gradient[i] += residual * x
                    for j in 0...i { curvature[i][j] += weight * x * (j == 0 ? 1 : inputs[j - 1][row]) }
                }
            }
            for i in 1..<size {
                gradient[i] -= ridge * coefficients[i]
                curvature[i][i] += ridge
            }
            guard let step = Self.solve(curvature, gradient) else { return }
            let longest = step.map { abs($0) }.max() ?? 0
            // A long step can overshoot where the probabilities are near 0 or 1.
            let factor = longest > 4 ? 4 / longest : 1
            for i in 0..<size { coefficients[i] += factor * step[i] }
            if longest < 1e-10 { return }
        }
    }

    private func probability(_ row: Int, _ inputs: [[Double]]) -> Double {
        var sum = coefficients[0]
        for (index, input) in inputs.enumerated() { sum += coefficients[index + 1] * input[row] }
        return 1 / (1 + exp(-sum))
    }

    /// Probabilities of rows.
    package func callAsFunction(_ inputs: [[Double]], rows: Int) -> [Double] {
        (0..<rows).map { probability($0, inputs) }
    }

    /// Solution of a symmetric positive definite system, whose lower triangle is given, by Cholesky's method; nil where it
    /// is not positive definite.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
        let size = right.count
        var root = matrix
        for i in 0..<size {
            for j in 0...i {
                var sum = matrix[i][j]
                for k in 0..<j { sum -= root[i][k] * root[j][k] }
                if i == j {
                    guard sum > 0 else { return nil }
                    root[i][i] = sum.squareRoot()
                } else {
                    root[i][j] = sum / root[j][j]
                }
            }
        }
        var solution = right
        for i in 0..<size {
            for k in 0..<i { solution[i] -= root[i][k] * solution[k] }
            solution[i] /= root[i][i]
        }
        for i in (0..<size).reversed() {
            for k in i + 1..<size { solution[i] -= root[k][i] * solution[k] }
            solution[i] /= root[i][i]
        }
        return solution
    }
}
