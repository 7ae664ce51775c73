import Glibc

/// Logistic regression with a quadratic penalty on the coefficients, but not on the intercept, fitted by Newton's
/// method (iteratively reweighted least squares).
package struct LogisticRegression: Sendable {
    package let intercept: Double
    package let coefficients: [Double]

    private static let mostSteps = 50
    private static let tolerance = 1e-10

    /// Minimizes the negative log-likelihood plus half the penalty times the sum of the squared coefficients.
    ///
    /// - Parameters:
    ///   - values: row by row, `width` each.
    ///   - penalty: above 0.
    package init(values: [Double], width: Int, labels: [Bool], penalty: Double) {
        let size = width + 1
        // The intercept is the last parameter.
        var parameters = [Double](repeating: 0, count: size)
        var loss = Self.loss(values, width, labels, penalty, parameters)
        for _ in 0..<Self.mostSteps {
            var gradient = [Double](repeating: 0, count: size)
            var curvature = [Double](repeating: 0, count: size * size)
            var row = [Double](repeating: 1, count: size)
            for (index, label) in labels.enumerated() {
                for column in 0..<width { row[column] = values[index * width + column] }
                let probability = Self.probability(Self.dot(row, parameters))
                let error = probability - (label ? 1 : 0)
                let weight = probability * (1 - probability)
                for i in 0..<size where row[i] != 0 {
                    gradient[i] += error * row[i]
                    for j in 0...i { curvature[i * size + j] += weight * row[i] * row[j] }
                }
            }
            for index in 0..<width {
                gradient[index] += penalty * parameters[index]
                curvature[index * size + index] += penalty
            }
            // Keeps the system solvable where all probabilities are at 0 or 1.
            curvature[size * size - 1] += 1e-12
            let step = Self.solve(curvature, gradient)
            let decrement = Self.dot(gradient, step)
            var scale = 1.0
            var next = parameters
            var nextLoss = loss
            repeat {
                next = zip(parameters, step).map { $0 - scale * $1 }
                nextLoss = Self.loss(values, width, labels, penalty, next)
                scale /= 2
            } while nextLoss > loss && scale > 1e-10
            guard nextLoss <= loss else { break }
            (parameters, loss) = (next, nextLoss)
            if decrement < Self.tolerance { break }
        }
        coefficients = Array(parameters.prefix(width))
        intercept = parameters[width]
    }

    package func logOdds(_ values: ArraySlice<Double>) -> Double {
        intercept + zip(values, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }

    package static func probability(_ logOdds: Double) -> Double {
        logOdds >= 0 ? 1 / (1 + exp(-logOdds)) : exp(logOdds) / (1 + exp(logOdds))
    }

    private static func dot(_ first: [Double], _ second: [Double]) -> Double {
        var sum = 0.0
        for index in first.indices { sum += first[index] * second[index] }
        return sum
    }

    private static func loss(
        _ values: [Double],
        _ width: Int,
        _ labels: [Bool],
        _ penalty: Double,
        _ parameters: [Double]
    ) -> Double {
        var loss = 0.0
        for index in 0..<width { loss += penalty / 2 * parameters[index] * parameters[index] }
        for (index, label) in labels.enumerated() {
            var odds = parameters[width]
            for column in 0..<width { odds += values[index * width + column] * parameters[column] }
            loss += SpecialFunctions.softplus(label ? -odds : odds)
        }
        return loss
    }

    /// Solution of a symmetric positive definite system, whose lower triangle is given, by Cholesky's method.
    private static func solve(_ matrix: [Double], _ right: [Double]) -> [Double] {
        let size = right.count
        var root = matrix
        for i in 0..<size {
            for j in 0...i {
                var sum = matrix[i * size + j]
                for k in 0..<j { sum -= root[i * size + k] * root[j * size + k] }
                root[i * size + j] = i == j ? max(sum, 1e-300).squareRoot() : sum / root[j * size + j]
            }
        }
        var solution = right
        for i in 0..<size {
            for k in 0..<i { solution[i] -= root[i * size + k] * solution[k] }
            solution[i] /= root[i * size + i]
        }
        for i in (0..<size).reversed() {
            for k in i + 1..<max(size, i + 1) { solution[i] -= root[k * size + i] * solution[k] }
            solution[i] /= root[i * size + i]
        }
        return solution
    }
}
