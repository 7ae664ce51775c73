import Glibc
import HeadroomCustomers

/// Draws customers with known parameters from the processes that the models assume.
struct SimulatedCustomers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Random number in (0, 1) by SplitMix64 (Steele, Lea and Flood 2014).
    private mutating func unit() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return (Double((word ^ (word >> 31)) >> 11) + 0.5) * 0x1p-53
    }

    private mutating func exponential(_ rate: Double) -> Double { -log(unit()) / rate }

    /// Gamma distribution by shape and rate (Marsaglia and Tsang 2000).
    mutating func gamma(_ shape: Double, _ rate: Double) -> Double {
        if shape < 1 { return gamma(shape + 1, rate) * pow(unit(), 1 / shape) }
        let d = shape - 1.0 / 3
        while true {
            let normal = (-2 * log(unit())).squareRoot() * cos(2 * .pi * unit())
            let cube = pow(1 + normal / (9 * d).squareRoot(), 3)
            guard cube > 0 else { continue }
            if log(unit()) < normal * normal / 2 + d - d * cube + d * log(cube) { return d * cube / rate }
        }
    }

    mutating func beta(_ first: Double, _ second: Double) -> Double {
        let (left, right) = (gamma(first, 1), gamma(second, 1))
        return left / (left + right)
    }

    /// Times of the repeat purchases of a customer within a time.
    private mutating func purchases(
        _ rate: Double,
        within age: Double,
        lifetime: Double = .infinity,
        ceasing: Double = 0,
        early: Bool = false
    ) -> [Double] {
        var times: [Double] = []
        var time = 0.0
        if early, unit() < ceasing { return [] }
        while true {
            time += exponential(rate)
            guard time < min(age, lifetime) else { return times }
            times.append(time)
            if ceasing > 0, unit() < ceasing { return times }
        }
    }

    /// History up to an age, and the number of purchases after it.
    private static func history(_ times: [Double], _ age: Double) -> (PurchaseHistory, later: Int) {
        let seen = times.filter { $0 <= age }
        return (PurchaseHistory(repeats: seen.count, recency: seen.last ?? 0, age: age), times.count - seen.count)
    }

    /// Customers of BG/NBD or MBG/NBD who started in whole weeks over a quarter of the time, with their total purchases
    /// in a later period.
    mutating func betaGeometric(
        _ parameters: [Double],
        early: Bool,
        count: Int,
        age: Double = 52,
        later: Double = 26
    ) -> (histories: [PurchaseHistory], later: Int) {
        collect(count, age) { simulated, age in
            let rate = simulated.gamma(parameters[0], parameters[1])
            let ceasing = simulated.beta(parameters[2], parameters[3])
            return simulated.purchases(rate, within: age + later, ceasing: ceasing, early: early)
        }
    }

    mutating func pareto(
        _ parameters: [Double],
        count: Int,
        age: Double = 52,
        later: Double = 26
    ) -> (histories: [PurchaseHistory], later: Int) {
        collect(count, age) { simulated, age in
            let rate = simulated.gamma(parameters[0], parameters[1])
            let lifetime = simulated.exponential(simulated.gamma(parameters[2], parameters[3]))
            return simulated.purchases(rate, within: age + later, lifetime: lifetime)
        }
    }

    private mutating func collect(
        _ count: Int,
        _ age: Double,
        _ times: (inout SimulatedCustomers, Double) -> [Double]
    ) -> (histories: [PurchaseHistory], later: Int) {
        var (histories, later): ([PurchaseHistory], Int) = ([], 0)
        for _ in 0..<count {
            let own = (age * (0.75 + 0.25 * unit())).rounded()
            let (history, more) = Self.history(times(&self, own), own)
            histories.append(history)
            later += more
        }
        return (PurchaseHistory.grouped(histories), later)
    }

    mutating func gammaGamma(_ parameters: [Double], count: Int) -> [GammaGamma.Observation] {
        (0..<count).map { _ in
            let repeats = 1 + Int(exponential(0.4))
            let rate = gamma(parameters[1], parameters[2])
            let values = (0..<repeats).map { _ in gamma(parameters[0], rate) }
            return GammaGamma.Observation(repeats: repeats, meanValue: values.reduce(0, +) / Double(repeats))
        }
    }

    mutating func tenures(_ parameters: [Double], count: Int, periods: Int) -> ShiftedBetaGeometric.Tenures {
        var tenures = ShiftedBetaGeometric.Tenures(
            lost: [Double](repeating: 0, count: periods + 1),
            staying: [Double](repeating: 0, count: periods + 1)
        )
        for _ in 0..<count {
            let (chance, seen) = (beta(parameters[0], parameters[1]), 1 + Int(unit() * Double(periods)))
            if let lost = (1...seen).first(where: { _ in unit() < chance }) {
                tenures.lost[lost] += 1
            } else {
                tenures.staying[seen] += 1
            }
        }
        return tenures
    }
}
