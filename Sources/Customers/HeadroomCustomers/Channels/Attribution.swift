/// Conversions and their value by channel, under each rule.
///
/// The credits of a rule add up exactly to the conversions and to their value.
struct Attribution: Sendable {
    struct Credit: Equatable, Sendable {
        /// In millionths of a conversion.
        var conversions: Int64 = 0
        /// In minor units.
        var value: Int64 = 0
    }

    /// Credit of each channel, indexed as ``ConversionPaths/channels``.
    private(set) var credits: [AttributionRule: [Credit]] = [:]
    /// Credit of conversions without a touch.
    private(set) var unattributed = Credit()
    private(set) var total = Credit()

    static let unit: Int64 = 1_000_000

    /// Largest number of channels for which the Markov chain is solved.
    static let mostMarkovChannels = 500

    init(_ paths: ConversionPaths) {
        let conversions = paths.conversions
        for path in conversions {
            total.conversions += Self.unit
            total.value += path.value ?? 0
            guard path.range.isEmpty else { continue }
            unattributed.conversions += Self.unit
            unattributed.value += path.value ?? 0
        }
        let attributed = Credit(
            conversions: total.conversions - unattributed.conversions,
            value: total.value - unattributed.value
        )
        let isDirect = paths.isDirect
        for rule in AttributionRule.allCases {
            var counts = [Double](repeating: 0, count: paths.channels.count)
            var values = counts
            if rule == .markov {
                guard paths.channels.count <= Self.mostMarkovChannels else { continue }
                let effects = MarkovChain(paths).removalEffects
                let all = effects.reduce(0, +)
                if all > 0 {
                    counts = effects.map { $0 / all * Double(attributed.conversions / Self.unit) }
                    values = effects.map { $0 / all * Double(attributed.value) }
                }
            } else {
                for path in conversions where !path.range.isEmpty {
                    let touches = paths.touches[path.range]
                    guard let shares = rule.shares(of: touches, isDirect: isDirect) else { continue }
                    for (touch, share) in zip(touches, shares) {
                        counts[Int(touch.channel)] += share
                        values[Int(touch.channel)] += share * Double(path.value ?? 0)
                    }
                }
            }
            let parts = LargestRemainder.distribute(attributed.conversions, counts.map { $0 * Double(Self.unit) })
            credits[rule] = zip(parts, LargestRemainder.distribute(attributed.value, values)).map {
                Credit(conversions: $0, value: $1)
            }
        }
    }
}
