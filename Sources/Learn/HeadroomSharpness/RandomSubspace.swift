import Glibc
import HeadroomNumerics

/// Subspace spanned by random directions, the columns of a matrix `A` of standard normal entries.
package struct RandomSubspace {
    private let parameters: Int
    private let directions: Int
    /// `A` in column-major order, `[parameters, directions]`.
    private let matrix: [Double]

    /// - Parameters:
    ///   - directions: the number of columns, at most `parameters`.
    ///   - seed: the seed of the random directions.
    package init(parameters: Int, directions: Int, seed: UInt64) throws(NumericalError) {
        guard directions <= parameters else {
            throw .dependent(directions: directions, parameters: parameters)
        }
        self.parameters = parameters
        self.directions = directions
        var normal = NormalGenerator(seed: seed)
        matrix = (0..<parameters * directions).map { _ in normal.next() }
    }

    /// `A y`.
    package func combine(_ weights: [Double]) -> [Double] {
        var sum = [Double](repeating: 0, count: parameters)
        for (direction, weight) in weights.enumerated() {
            let start = direction * parameters
            for index in 0..<parameters { sum[index] += weight * matrix[start + index] }
        }
        return sum
    }

    /// `A^T g`.
    package func project(_ vector: [Double]) -> [Double] {
        (0..<directions).map { direction in
            let start = direction * parameters
            return (0..<parameters).reduce(0) { $0 + matrix[start + $1] * vector[$1] }
        }
    }

    /// `A^+ x`, the weights whose combination is nearest to `x`: solves `A^T A w = A^T x` by Cholesky decomposition.
    package func pseudoInverse(of vector: [Double]) throws(NumericalError) -> [Double] {
        var factor = [Double](repeating: 0, count: directions * directions)
        for row in 0..<directions {
            let column = project(Array(matrix[row * parameters..<(row + 1) * parameters]))
            for other in 0...row {
                var rest = column[other]
                for k in 0..<other { rest -= factor[row * directions + k] * factor[other * directions + k] }
                if other < row {
                    factor[row * directions + other] = rest / factor[other * directions + other]
                } else {
                    guard rest > 1e-12 * column[row] else {
                        throw .dependent(directions: directions, parameters: parameters)
                    }
                    factor[row * directions + row] = rest.squareRoot()
                }
            }
        }
        var solution = project(vector)
        for row in 0..<directions {
            for k in 0..<row { solution[row] -= factor[row * directions + k] * solution[k] }
            solution[row] /= factor[row * directions + row]
        }
        for row in (0..<directions).reversed() {
            for k in row + 1..<directions { solution[row] -= factor[k * directions + row] * solution[k] }
            solution[row] /= factor[row * directions + row]
        }
        return solution
    }
}

/// Seeded generator of standard normal numbers (Box and Muller 1958).
private struct NormalGenerator {
    private var uniform: SeededGenerator
    private var kept: Double?

    init(seed: UInt64) { uniform = SeededGenerator(seed: seed) }

    mutating func next() -> Double {
        if let value = kept {
            kept = nil
            return value
        }
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &uniform))).squareRoot()
        let angle = 2 * Double.pi * Double.random(in: 0..<1, using: &uniform)
        kept = radius * sin(angle)
        return radius * cos(angle)
    }
}
