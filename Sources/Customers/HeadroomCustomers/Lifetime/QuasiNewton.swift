import Glibc

/// Minimizes a smooth function of a few variables by the BFGS method.
///
/// Gradients are forward differences, accurate to about 1e-7. Source: Nocedal and Wright, Numerical Optimization, 2nd
/// edition, algorithm 6.1, with a backtracking line search (3.1).
struct QuasiNewton {
    private(set) var point: [Double]
    private(set) var value: Double
    private(set) var gradient: [Double]
    /// Approximation of the inverse Hessian.
    private(set) var inverse: Matrix

    /// Longest step; the variables are logarithms, in which 2 is a factor of 7.
    private static let longestStep = 2.0

    /// - Parameters:
    ///   - inverse: approximation of the inverse Hessian at the start; nil for the identity.
    ///   - tolerance: absolute value of the gradient's largest element at which the search ends.
    ///   - function: infinite or NaN outside its domain.
    init(
        from start: [Double],
        inverse first: Matrix? = nil,
        tolerance: Double = 1e-5,
        iterations: Int = 200,
        _ function: ([Double]) -> Double
    ) {
        point = start
        value = Self.finite(function(start))
        gradient = Self.forwardGradient(of: function, at: start, value)
        let count = start.count
        inverse = first ?? Matrix(identity: count)
        for _ in 0..<iterations where value.isFinite {
            guard gradient.contains(where: { abs($0) > tolerance }) else { return }
            var direction = inverse.times(gradient).map { -$0 }
            var slope = Self.product(direction, gradient)
            if !(slope < 0) {
                inverse = Matrix(identity: count)
                direction = gradient.map { -$0 }
                slope = Self.product(direction, gradient)
            }
            let length = Self.product(direction, direction).squareRoot()
            var step = length > Self.longestStep ? Self.longestStep / length : 1
            var next = point
            var nextValue = Double.infinity
            for _ in 0..<50 {
                next = zip(point, direction).map { $0 + step * $1 }
                nextValue = Self.finite(function(next))
                if nextValue <= value + 1e-4 * step * slope { break }
                step /= 2
            }
            // The remaining gain is below the rounding error.
            guard nextValue < value else { return }
            let nextGradient = Self.forwardGradient(of: function, at: next, nextValue)
            let (move, change) = (zip(next, point).map(-), zip(nextGradient, gradient).map(-))
            inverse.update(move: move, change: change)
            (point, value, gradient) = (next, nextValue, nextGradient)
        }
    }

    private static func forwardGradient(
        of function: ([Double]) -> Double,
        at point: [Double],
        _ value: Double
    ) -> [Double] {
        let width = 1e-7
        return point.indices.map { index in
            var moved = point
            moved[index] += width
            return (function(moved) - value) / width
        }
    }

    /// First derivatives as central differences.
    static func gradient(of function: ([Double]) -> Double, at point: [Double]) -> [Double] {
        let width = 1e-5
        return point.indices.map { index in
            var (above, below) = (point, point)
            above[index] += width
            below[index] -= width
            return (function(above) - function(below)) / (2 * width)
        }
    }

    /// Second derivatives as central differences, with the values that those of one variable share.
    ///
    /// Source: Abramowitz and Stegun, 25.3.27, which takes 2 values for each pair of variables instead of 4.
    static func hessian(of function: ([Double]) -> Double, at point: [Double], width: Double = 1e-3) -> Matrix {
        let center = function(point)
        func moved(_ moves: (index: Int, by: Double)...) -> Double {
            var moved = point
            for move in moves { moved[move.index] += move.by }
            return function(moved)
        }
        // Sum of the values on both sides, for each variable.
        let sides = point.indices.map { moved(($0, width)) + moved(($0, -width)) }
        var matrix = Matrix(identity: point.count)
        for row in point.indices {
            matrix[row, row] = (sides[row] - 2 * center) / (width * width)
            for column in 0..<row {
                let same = moved((row, width), (column, width)) + moved((row, -width), (column, -width))
                matrix[row, column] = (same - sides[row] - sides[column] + 2 * center) / (2 * width * width)
                matrix[column, row] = matrix[row, column]
            }
        }
        return matrix
    }

    static func product(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func finite(_ value: Double) -> Double { value.isFinite ? value : .infinity }
}

/// A small square matrix.
package struct Matrix: Equatable, Sendable {
    package let count: Int
    private var elements: [Double]

    init(identity count: Int) {
        self.count = count
        elements = (0..<count * count).map { $0 % (count + 1) == 0 ? 1 : 0 }
    }

    package subscript(row: Int, column: Int) -> Double {
        get { elements[row * count + column] }
        set { elements[row * count + column] = newValue }
    }

    func times(_ vector: [Double]) -> [Double] {
        (0..<count).map { row in (0..<count).reduce(0) { $0 + self[row, $1] * vector[$1] } }
    }

    /// `v^T A v`.
    func quadraticForm(_ vector: [Double]) -> Double { QuasiNewton.product(vector, times(vector)) }

    /// BFGS update of the inverse Hessian for a move and the change of the gradient along it.
    mutating func update(move: [Double], change: [Double]) {
        let curvature = QuasiNewton.product(move, change)
        guard curvature > 1e-14 else { return }
        let image = times(change)
        let factor = 1 + QuasiNewton.product(change, image) / curvature
        for row in 0..<count {
            for column in 0..<count {
                self[row, column] +=
                    (factor * move[row] * move[column] - image[row] * move[column] - move[row] * image[column])
                    / curvature
            }
        }
    }

    /// The inverse by Cholesky decomposition; nil where the matrix is not positive definite.
    var positiveInverse: Matrix? {
        var lower = Matrix(identity: count)
        for row in 0..<count {
            for column in 0...row {
                let rest = (0..<column).reduce(self[row, column]) { $0 - lower[row, $1] * lower[column, $1] }
                if row == column {
                    // A pivot at the size of rounding errors counts as 0.
                    guard rest > 1e-13 * abs(self[row, row]), rest.isFinite else { return nil }
                    lower[row, row] = rest.squareRoot()
                } else {
                    lower[row, column] = rest / lower[column, column]
                }
            }
        }
        var inverse = Matrix(identity: count)
        for column in 0..<count {
            var solution = (0..<count).map { $0 == column ? 1.0 : 0 }
            for row in 0..<count {
                solution[row] = (0..<row).reduce(solution[row]) { $0 - lower[row, $1] * solution[$1] } / lower[row, row]
            }
            for row in (0..<count).reversed() {
                solution[row] =
                    (row + 1..<count).reduce(solution[row]) { $0 - lower[$1, row] * solution[$1] } / lower[row, row]
            }
            for row in 0..<count { inverse[row, column] = solution[row] }
        }
        return inverse
    }
}
