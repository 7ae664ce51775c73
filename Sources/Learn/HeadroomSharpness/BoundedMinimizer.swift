import CLBFGSB

/// Minimizes a smooth function within bounds by L-BFGS-B 3.0, whose library is loaded in `init`.
package struct BoundedMinimizer {
    /// The library cannot be loaded; the description has the reason and the remedy.
    package struct Missing: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// The result of a minimization.
    package struct Solution {
        package var point: [Double]
        package var value: Double
        package var iterations: Int
        package var evaluations: Int
    }

    /// Names of the library on Linux.
    package static let libraryNames = ["liblbfgsb.so.0", "liblbfgsb.so"]

    /// Number of past steps in the curvature approximation, as in SciPy.
    private static let corrections = 10

    private let routine: lbfgsb_routine

    /// Loads the library.
    ///
    /// - Parameter libraries: paths or names; the first one that loads is used.
    package init(libraries: [String] = libraryNames) throws(Missing) {
        var reasons: [String] = []
        for path in libraries {
            var message = [CChar](repeating: 0, count: 1024)
            if let routine = lbfgsb_open(path, &message, message.count) {
                self.routine = routine
                return
            }
            reasons.append(String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        throw Missing(
            description:
                "the library of L-BFGS-B was not found (\(reasons.first ?? "none was named")); install it, on Debian "
                + "with 'apt-get install liblbfgsb0', or name its file in HEADROOM_LBFGSB"
        )
    }

    /// Minimizes a function from a starting point.
    ///
    /// - Parameters:
    ///   - start: the starting point, within the bounds.
    ///   - lower: the lower bound of each variable, at most its `upper`.
    ///   - iterations: the maximum number of iterations; fewer are made at convergence.
    ///   - function: returns the value at a point and writes the gradient there.
    /// - Returns: the point after the last iteration.
    /// - Throws: errors of `function`; ``NumericalError`` where a value is not finite.
    package func minimize(
        from start: [Double],
        lower: [Double],
        upper: [Double],
        iterations: Int,
        function: ([Double], inout [Double]) throws -> Double
    ) throws -> Solution {
        let n = start.count
        precondition(n == lower.count && n == upper.count)
        var reals = [Double](repeating: 0, count: lbfgsb_reals(n, Self.corrections))
        var integers = [Int32](repeating: 0, count: 3 * n)
        return try reals.withUnsafeMutableBufferPointer { reals in
            try integers.withUnsafeMutableBufferPointer { integers in
                var state = lbfgsb_state()
                state.routine = routine
                state.n = Int32(n)
                state.m = Int32(Self.corrections)
                state.reals = reals.baseAddress
                state.integers = integers.baseAddress
                lbfgsb_start(&state)
                return try run(&state, start, lower, upper, iterations, function)
            }
        }
    }

    private func run(
        _ state: inout lbfgsb_state,
        _ start: [Double],
        _ lower: [Double],
        _ upper: [Double],
        _ iterations: Int,
        _ function: ([Double], inout [Double]) throws -> Double
    ) throws -> Solution {
        let kinds = [Int32](repeating: 2, count: start.count)
        var gradient = [Double](repeating: 0, count: start.count)
        var solution = Solution(point: start, value: .infinity, iterations: 0, evaluations: 0)
        while true {
            switch lbfgsb_continue(&state, &solution.point, lower, upper, kinds, &solution.value, &gradient) {
            case LBFGSB_EVALUATE:
                solution.value = try function(solution.point, &gradient)
                solution.evaluations += 1
                // The library would iterate forever on values that are not finite.
                guard solution.value.isFinite, gradient.allSatisfy(\.isFinite) else { throw NumericalError.notFinite }
            case LBFGSB_ITERATED:
                solution.iterations += 1
                if solution.iterations >= iterations { return solution }
            case LBFGSB_CONVERGED, LBFGSB_ABNORMAL:
                // Without progress in the line search, the current point is the best one found.
                return solution
            default:
                throw NumericalError.refused(Self.text(state))
            }
        }
    }

    private static func text(_ state: lbfgsb_state) -> String {
        withUnsafeBytes(of: state.task) { String(decoding: $0, as: UTF8.self) }.split(separator: " ")
            .joined(separator: " ")
    }
}

/// The reason why a computation has no result.
package enum NumericalError: Error, Equatable, CustomStringConvertible {
    /// A loss or its gradient is infinite or NaN.
    case notFinite
    /// The library rejected its arguments, with its message.
    case refused(String)
    /// There are more random directions than parameters, or the directions are linearly dependent.
    case dependent(directions: Int, parameters: Int)

    package var description: String {
        switch self {
        case .notFinite: "the loss or its gradient near the solution is infinite or no number"
        case .refused(let text): "L-BFGS-B refused its arguments: \(text)"
        case .dependent(let directions, let parameters):
            "\(directions) random directions in \(parameters) parameters depend on each other; ask for fewer"
        }
    }
}
