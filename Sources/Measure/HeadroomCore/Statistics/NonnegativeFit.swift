/// Weighted least-squares fit of `y = sum of c_i x_i` with nonnegative coefficients.
///
/// For few terms all subsets of them are tried: where a coefficient would be negative, it is fixed at zero (Lawson and
/// Hanson 1974, "Solving Least Squares Problems", chapter 23, has the faster way for many).
package struct NonnegativeFit: Equatable, Sendable {
    /// A measured value with the terms that it depends on.
    package struct Row: Equatable, Sendable {
        package var terms: [Double]
        package var value: Double
        /// Standard deviation of the value.
        package var deviation: Double

        package init(terms: [Double], value: Double, deviation: Double) {
            self.terms = terms
            self.value = value
            self.deviation = deviation
        }
    }

    package let coefficients: [Double]
    /// Covariances of the coefficients without their constraint, if the given standard deviations are right.
    ///
    /// A coefficient that is fixed at zero keeps its variance: it may be as much above zero as the noise hides.
    private let covariances: [[Double]]
    /// The sum of the squared residuals, each over its standard deviation.
    package let chiSquare: Double
    package let degreesOfFreedom: Int

    /// Fits rows; nil where they do not determine every coefficient.
    package init?(_ rows: [Row]) {
        guard let count = rows.first?.terms.count, rows.count >= count,
            rows.allSatisfy({ $0.deviation > 0 && $0.value.isFinite })
        else { return nil }
        let (products, targets) = Self.normalEquations(rows, count: count)
        guard let inverse = Self.inverse(products) else { return nil }
        var best: (coefficients: [Double], chiSquare: Double)?
        for subset in 1..<(1 << count) {
            let active = (0..<count).filter { subset & 1 << $0 != 0 }
            guard let part = Self.inverse(active.map { row in active.map { products[row][$0] } }) else { continue }
            var coefficients = [Double](repeating: 0, count: count)
            for (index, row) in zip(active, part) {
                coefficients[index] = zip(row, active).reduce(0) { $0 + $1.0 * targets[$1.1] }
            }
            guard coefficients.allSatisfy({ $0 >= 0 }) else { continue }
            let chiSquare = Self.chiSquare(rows, coefficients)
            if chiSquare < best?.chiSquare ?? .infinity { best = (coefficients, chiSquare) }
        }
        guard let best else { return nil }
        coefficients = best.coefficients
        chiSquare = best.chiSquare
        covariances = inverse
        degreesOfFreedom = rows.count - count
    }

    /// The value at given terms.
    package func value(at terms: [Double]) -> Double {
        zip(coefficients, terms).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Variance of the value at given terms.
    package func variance(at terms: [Double]) -> Double {
        let products = covariances.map { row in zip(row, terms).reduce(0) { $0 + $1.0 * $1.1 } }
        return max(0, zip(products, terms).reduce(0) { $0 + $1.0 * $1.1 })
    }

    /// Ratio of the residuals to those that the given standard deviations explain; at least 1.
    package var inflation: Double {
        max(1, (chiSquare / Double(max(1, degreesOfFreedom))).squareRoot())
    }

    /// A coefficient with its 95 % interval; nil without a degree of freedom.
    package func interval(of index: Int) -> Interval? {
        guard degreesOfFreedom >= 1 else { return nil }
        let deviation = inflation * max(0, covariances[index][index]).squareRoot()
        let reach = StudentT.quantile(0.975, degreesOfFreedom: Double(degreesOfFreedom)) * deviation
        let value = coefficients[index]
        return Interval(value: value, low: max(0, value - reach), high: value + reach)
    }

    private static func chiSquare(_ rows: [Row], _ coefficients: [Double]) -> Double {
        rows.reduce(0) { sum, row in
            let predicted = zip(coefficients, row.terms).reduce(0) { $0 + $1.0 * $1.1 }
            let residual = (row.value - predicted) / row.deviation
            return sum + residual * residual
        }
    }

    private static func normalEquations(_ rows: [Row], count: Int) -> (products: [[Double]], targets: [Double]) {
        var products = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var targets = [Double](repeating: 0, count: count)
        for row in rows {
            let weight = 1 / (row.deviation * row.deviation)
            for i in 0..<count {
                targets[i] += weight * row.terms[i] * row.value
                for j in 0..<count { products[i][j] += weight * row.terms[i] * row.terms[j] }
            }
        }
        return (products, targets)
    }

    /// Inverse of a symmetric matrix by elimination, after scaling its diagonal to 1; nil where it is singular.
    private static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
        let count = matrix.count
        guard matrix.indices.allSatisfy({ matrix[$0][$0] > 0 }) else { return nil }
        let scales = matrix.indices.map { 1 / matrix[$0][$0].squareRoot() }
        var left = matrix.indices.map { i in matrix.indices.map { matrix[i][$0] * scales[i] * scales[$0] } }
        var right = matrix.indices.map { i in matrix.indices.map { $0 == i ? 1.0 : 0 } }
        for pivot in 0..<count {
            let largest = (pivot..<count).max { abs(left[$0][pivot]) < abs(left[$1][pivot]) } ?? pivot
            left.swapAt(pivot, largest)
            right.swapAt(pivot, largest)
            let value = left[pivot][pivot]
            guard abs(value) > leastPivot else { return nil }
            for column in 0..<count {
                left[pivot][column] /= value
                right[pivot][column] /= value
            }
            for row in 0..<count where row != pivot {
                let factor = left[row][pivot]
                for column in 0..<count {
                    left[row][column] -= factor * left[pivot][column]
                    right[row][column] -= factor * right[pivot][column]
                }
            }
        }
        return matrix.indices.map { i in matrix.indices.map { right[i][$0] * scales[i] * scales[$0] } }
    }

    /// A pivot of the scaled matrix below this is rounding: the rows do not determine the coefficient.
    private static let leastPivot = 1e-9
}
