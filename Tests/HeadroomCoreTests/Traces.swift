import HeadroomCore
import HeadroomNumerics
import RealModule

/// Traces of step times with a known true value.
struct Trace {
    var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// Standard normal random value (Box and Muller, 1958).
    mutating func normal() -> Double {
        let radius = (-2 * Double.log(Double.random(in: 1e-300..<1, using: &generator))).squareRoot()
        return radius * Double.cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }

    /// `mean (1 + ratio e)` with autocorrelated noise `e`: each value keeps a fraction `memory` of the one before.
    mutating func times(_ count: Int, mean: Double, ratio: Double, memory: Double = 0) -> [Double] {
        var noise = normal()
        return (0..<count).map { _ in
            noise = memory * noise + (1 - memory * memory).squareRoot() * normal()
            return mean * max(0.05, 1 + ratio * noise)
        }
    }

    /// Lines that a process reports for these step times.
    static func lines(_ times: [Double], batchSize: Int) -> [StepLine] {
        var at = 1000.0
        return times.enumerated().map { index, seconds in
            at += seconds
            return StepLine(at: at, totalSamples: (index + 1) * batchSize, totalSteps: index + 1, seconds: seconds)
        }
    }

    /// Fraction of a thousand draws for which a condition holds.
    static func share(of draws: Int = 1000, seed: UInt64, _ holds: (inout Trace) -> Bool) -> Double {
        var trace = Trace(seed: seed)
        return Double((0..<draws).filter { _ in holds(&trace) }.count) / Double(draws)
    }
}
