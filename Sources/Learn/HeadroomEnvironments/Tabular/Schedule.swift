internal import RealModule

/// A setting that changes during a training.
public enum Schedule: Sendable, Equatable, Codable {
    /// A constant value.
    case constant(Double)
    /// Linear interpolation between two values, then the last value.
    case linear(from: Double, to: Double, steps: Int)
    /// Exponential decay towards the last value; the difference halves every `halfLifeSteps`.
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

    /// The largest value of the schedule.
    public var largest: Double {
        switch self {
        case .constant(let value): value
        case .linear(let first, let last, _), .exponential(let first, let last, _): max(first, last)
        }
    }

    /// Throws where a value is outside a range or the number of steps is below 1.
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
