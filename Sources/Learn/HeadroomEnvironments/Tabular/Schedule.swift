internal import RealModule

/// A setting that changes while a training goes on.
public enum Schedule: Sendable, Equatable, Codable {
    /// The same throughout.
    case constant(Double)
    /// From one value to another in equal parts, and the last one from then on.
    case linear(from: Double, to: Double, steps: Int)
    /// From one value towards another by the same factor, of which half is left after each `halfLifeSteps`.
    case exponential(from: Double, to: Double, halfLifeSteps: Int)

    /// The value at a step, counted from 0.
    public func value(at step: Int) -> Double {
        switch self {
        case .constant(let value): return value
        case .linear(let first, let last, let steps):
            return step >= steps ? last : first + (last - first) * Double(step) / Double(steps)
        case .exponential(let first, let last, let halfLife):
            return last + (first - last) * .exp2(-Double(step) / Double(halfLife))
        }
    }

    /// The largest value that it ever has.
    public var largest: Double {
        switch self {
        case .constant(let value): value
        case .linear(let first, let last, _), .exponential(let first, let last, _): max(first, last)
        }
    }

    /// Throws unless all its values lie in a range and its length is one.
    package func check(_ name: String, in range: ClosedRange<Double>) throws(SettingError) {
        let allowed = "\(range.lowerBound) to \(range.upperBound)"
        switch self {
        case .constant(let value): try require(name, value, in: range, allowed)
        case .linear(let first, let last, let steps), .exponential(let first, let last, let steps):
            try require(name, first, in: range, allowed)
            try require(name, last, in: range, allowed)
            try require("steps of \(name)", steps, in: 1..., "at least 1")
        }
    }
}
