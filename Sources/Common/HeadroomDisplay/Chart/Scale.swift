import RealModule

/// Mapping from values to positions on an axis, with its ticks.
package struct Scale {
    package enum Kind { case linear, logarithmic }

    package let kind: Kind
    package let domain: ClosedRange<Double>
    /// Positions in the chart of the two ends of the domain; `from` may be larger than `to`.
    package let from: Double
    package let to: Double

    package init(kind: Kind, domain: ClosedRange<Double>, from: Double, to: Double) {
        self.kind = kind
        self.domain = domain
        self.from = from
        self.to = to
    }

    package func place(_ value: Double) -> Double {
        let share: Double
        switch kind {
        case .linear: share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        case .logarithmic:
            share =
                (Double.log(max(value, domain.lowerBound * 1e-3)) - Double.log(domain.lowerBound))
                / (Double.log(domain.upperBound) - Double.log(domain.lowerBound))
        }
        return from + share * (to - from)
    }

    /// Round values inside the domain: multiples of 1, 2 or 5 times a power of ten, or powers of ten if logarithmic.
    package var ticks: [Double] {
        switch kind {
        case .linear:
            let step = Self.roundStep((domain.upperBound - domain.lowerBound) / 5)
            var ticks: [Double] = []
            var index = (domain.lowerBound / step).rounded(.up)
            while index * step <= domain.upperBound * (1 + 1e-12) {
                ticks.append(index * step)
                index += 1
            }
            return ticks
        case .logarithmic:
            let first = Int(Double.log10(domain.lowerBound).rounded(.up))
            let last = Int(Double.log10(domain.upperBound).rounded(.down))
            guard first <= last else { return [domain.lowerBound, domain.upperBound] }
            return (first...last).map { Double.pow(10, $0) }
        }
    }

    /// Smallest of 1, 2 and 5 times a power of ten that is at least `least`.
    package static func roundStep(_ least: Double) -> Double {
        guard least > 0 else { return 1 }
        let power = Double.pow(10, Int(Double.log10(least).rounded(.down)))
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least * (1 - 1e-9) } ?? 10 * power
    }
}
