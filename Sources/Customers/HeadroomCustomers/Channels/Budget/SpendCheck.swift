/// Reason why the response to a channel's spend cannot be estimated from its weeks.
package enum SpendProblem: String, Codable, Sendable, CaseIterable {
    case fewWeeks, negativeSpend, fewWeeksWithSpend, noVariance, collinear, noConversions, noResponse, fewChannels

    package var text: String {
        switch self {
        case .fewWeeks: "there are fewer than 52 weeks of spend"
        case .negativeSpend: "a week's spend is negative: a credit is not spend that customers could see"
        case .fewWeeksWithSpend: "fewer than half of the weeks have spend, which may be booked by the month"
        case .noVariance: "the spend of all weeks is alike (its standard deviation is below 5 % of its mean)"
        case .collinear: "the spend moves with that of other channels (variance inflation above 10)"
        case .noConversions: "it has no conversions"
        case .noResponse:
            "its conversions move with its spend no more than by chance: moved in time against each other they fit as well"
        case .fewChannels: "a budget is split among two channels or more whose response is known"
        }
    }
}

/// Checks of whether a series of weekly spend suffices to estimate a response.
package enum SpendCheck {
    static let fewestWeeks = 52
    static let leastVariation = 0.05
    static let greatestInflation = 10.0

    static func problem(spend: [Double], conversions: [Double], inflation: Double) -> SpendProblem? {
        if spend.count < fewestWeeks { return .fewWeeks }
        if spend.contains(where: { $0 < 0 }) { return .negativeSpend }
        if 2 * spend.count(where: { $0 > 0 }) < spend.count { return .fewWeeksWithSpend }
        if conversions.allSatisfy({ $0 == 0 }) { return .noConversions }
        let mean = spend.reduce(0, +) / Double(spend.count)
        let variance = spend.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(spend.count - 1)
        if variance.squareRoot() < leastVariation * mean { return .noVariance }
        return inflation > greatestInflation ? .collinear : nil
    }

    /// Variance inflation factor of each series: 1 / (1 - R^2) of its regression on all others; infinite where it is a
    /// linear combination of them.
    package static func inflation(of series: [[Double]]) -> [Double] {
        let centred = series.map { values in
            let mean = values.reduce(0, +) / Double(max(1, values.count))
            return values.map { $0 - mean }
        }
        return centred.indices.map { place in
            // Residual of a series after projection on an orthonormal basis of the others (Gram-Schmidt).
            var basis: [[Double]] = []
            for other in centred.indices where other != place {
                let rest = without(basis, centred[other])
                let length = dot(rest, rest).squareRoot()
                if length > 1e-9 * dot(centred[other], centred[other]).squareRoot() {
                    basis.append(rest.map { $0 / length })
                }
            }
            let rest = without(basis, centred[place])
            let (own, left) = (dot(centred[place], centred[place]), dot(rest, rest))
            // A constant series has no variance to inflate.
            return own == 0 ? 1 : left <= 1e-12 * own ? .infinity : own / left
        }
    }

    private static func without(_ basis: [[Double]], _ series: [Double]) -> [Double] {
        var rest = series
        // Twice, to remove the rounding errors of the first pass.
        for _ in 0..<2 {
            for direction in basis {
                let part = dot(rest, direction)
                for index in rest.indices { rest[index] -= part * direction[index] }
            }
        }
        return rest
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
