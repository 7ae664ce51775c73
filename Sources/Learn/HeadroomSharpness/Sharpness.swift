import HeadroomNumerics

/// Largest relative growth of the loss near a solution: Metric 2.1 of arXiv 1609.04836, by Keskar et al.
///
/// With the box `C = { z : |z_i| <= epsilon (|(A^+ x)_i| + 1) }`, it is
/// `100 (max over y in C of f(x + A y) - f(x)) / (1 + f(x))`, in percent. `A` is the identity or a random matrix whose
/// columns span a subspace. The maximum is approximated with a few iterations of L-BFGS-B on `-f`, so the value is a
/// lower bound.
///
/// The paper does not specify three things, which are chosen as follows:
/// - The entries of the random `A` are standard normal. With `n` parameters and `p` directions, the parts of the growth
///   that are linear in epsilon then have the ratio `sqrt(n)` to `p`, which matches the paper's values.
/// - The iterations start at a random point within one hundredth of the box, because the gradient at `y = 0`, a minimum
///   of the loss, is zero and the optimizer would not move.
/// - The variables are scaled by the widths of the box, and `-f` so that the mean absolute entry of its gradient at the
///   start is 1. Without a curvature estimate, the first step of L-BFGS-B is the gradient itself, which is far too
///   short where a loss is flat: without scaling, ten iterations miss up to a fifth of the maximum found by 200.
package struct Sharpness {
    /// A loss function: returns its value at `parameters` and writes its gradient.
    package typealias Loss = (_ parameters: [Double], _ gradient: inout [Double]) throws -> Double

    /// Share of the box within which the iterations start.
    private static let startShare = 0.01

    private let minimizer: BoundedMinimizer
    private let iterations: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - iterations: the maximum number of L-BFGS-B iterations; 10 in the paper.
    ///   - seed: the seed of the starting point.
    package init(minimizer: BoundedMinimizer, iterations: Int = 10, seed: UInt64 = 0) {
        self.minimizer = minimizer
        self.iterations = iterations
        self.seed = seed
    }

    /// Sharpness in the space of all parameters.
    ///
    /// - Parameters:
    ///   - solution: the parameters `x`.
    ///   - epsilon: the size of the box, above 0.
    /// - Returns: the sharpness in percent, at least 0.
    package func percent(of loss: Loss, at solution: [Double], epsilon: Double) throws -> Double {
        let reach = solution.map { epsilon * (abs($0) + 1) }
        return try percent(of: loss, at: solution, reach: reach, into: { $0 }, back: { $0 })
    }

    /// Sharpness in a random subspace.
    package func percent(
        of loss: Loss,
        at solution: [Double],
        epsilon: Double,
        in subspace: RandomSubspace
    ) throws -> Double {
        let reach = try subspace.pseudoInverse(of: solution).map { epsilon * (abs($0) + 1) }
        return try percent(of: loss, at: solution, reach: reach, into: subspace.combine, back: subspace.project)
    }

    private func percent(
        of loss: Loss,
        at solution: [Double],
        reach: [Double],
        into space: ([Double]) -> [Double],
        back: ([Double]) -> [Double]
    ) throws -> Double {
        var inner = [Double](repeating: 0, count: solution.count)
        let atSolution = try loss(solution, &inner)
        guard atSolution.isFinite else { throw NumericalError.notFinite }

        // Evaluates at y in units of the box widths, and scales the gradient likewise.
        var greatest = atSolution
        func evaluate(_ unit: [Double], _ gradient: inout [Double]) throws -> Double {
            let step = space(zip(unit, reach).map(*))
            let value = try loss(zip(solution, step).map(+), &inner)
            if value > greatest { greatest = value }
            gradient = zip(back(inner), reach).map(*)
            return value
        }
        var generator = SeededGenerator(seed: seed)
        let start = reach.map { _ in Double.random(in: -Self.startShare...Self.startShare, using: &generator) }
        var gradient = [Double](repeating: 0, count: reach.count)
        let atStart = try evaluate(start, &gradient)
        let mean = gradient.reduce(0) { $0 + abs($1) } / Double(max(1, gradient.count))
        // A loss that is constant in the box has no gradient to follow.
        guard atStart.isFinite, mean > 0 else { return 100 * (greatest - atSolution) / (1 + atSolution) }
        _ = try minimizer.minimize(
            from: start,
            lower: reach.map { _ in -1 },
            upper: reach.map { _ in 1 },
            iterations: iterations
        ) { point, gradient in
            let value = try evaluate(point, &gradient)
            for index in gradient.indices { gradient[index] /= -mean }
            return -value / mean
        }
        return 100 * (greatest - atSolution) / (1 + atSolution)
    }
}
