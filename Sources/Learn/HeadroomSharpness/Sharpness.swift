import HeadroomNumerics

/// How much the loss can grow close to a solution: Metric 2.1 of arXiv 1609.04836, by Keskar and others.
///
/// With the box `C = { z : |z_i| <= epsilon (|(A^+ x)_i| + 1) }`, it is
/// `100 (max over y in C of f(x + A y) - f(x)) / (1 + f(x))`, in percent. `A` is the identity, or a random matrix whose
/// columns span a subspace. The maximum is looked for with a few iterations of L-BFGS-B on `-f`, so the value is a lower
/// bound of it.
///
/// The paper leaves three things open, which are decided here so:
/// - The entries of the random `A` are standard normal. In `n` parameters and `p` directions the parts of the growth that
///   are linear in epsilon are then as `sqrt(n)` to `p`, which fits the paper's values.
/// - The iterations begin at a random point within a hundredth of the box, because at `y = 0` the gradient of a loss at
///   its minimum is zero and nothing would move.
/// - The variables are measured in widths of the box, and `-f` in units in which its gradient there is 1 in the mean of its
///   absolute entries. Without any curvature known yet, the first step of L-BFGS-B is the gradient itself, which is far
///   too short where a loss is flat: unscaled, ten iterations miss up to a fifth of the maximum that 200 find.
package struct Sharpness {
    /// A loss: gives its value at `parameters`, and writes its gradient there.
    package typealias Loss = (_ parameters: [Double], _ gradient: inout [Double]) throws -> Double

    /// The share of the box within which the iterations begin.
    private static let startShare = 0.01

    private let minimizer: BoundedMinimizer
    private let iterations: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - iterations: of L-BFGS-B; the paper has 10.
    ///   - seed: of the point at which they begin.
    package init(minimizer: BoundedMinimizer, iterations: Int = 10, seed: UInt64 = 0) {
        self.minimizer = minimizer
        self.iterations = iterations
        self.seed = seed
    }

    /// The sharpness in the space of all parameters.
    ///
    /// - Parameters:
    ///   - solution: the parameters `x`.
    ///   - epsilon: how far the box reaches, above 0.
    /// - Returns: percent, no less than 0.
    package func percent(of loss: Loss, at solution: [Double], epsilon: Double) throws -> Double {
        let reach = solution.map { epsilon * (abs($0) + 1) }
        return try percent(of: loss, at: solution, reach: reach, into: { $0 }, back: { $0 })
    }

    /// The sharpness in the subspace of some random directions.
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

        // y in widths of the box, and back.
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
        // A loss that is the same everywhere has no maximum to look for.
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
