import Glibc

/// Rule for sharing the credit of a conversion among the touches before it.
package enum AttributionRule: String, Codable, CaseIterable, Sendable {
    case first, last, lastNonDirect, linear, position, timeDecay, markov, shapley

    /// Short description of the rule.
    package var text: String {
        switch self {
        case .first: "first touch"
        case .last: "last touch"
        case .lastNonDirect: "last touch that is not direct"
        case .linear: "every touch alike"
        case .position: "40 % first, 40 % last, 20 % between"
        case .timeDecay: "half as much 7 days earlier"
        case .markov: "removal effect in a Markov chain"
        case .shapley: "Shapley value of the sets of channels"
        }
    }

    /// Age difference that halves the weight of a touch, in seconds.
    static let halfLife = 7 * 86_400.0

    /// Credit shares of the touches of a path, in its order; nil for a rule that needs all paths together.
    ///
    /// - Parameters:
    ///   - path: at least one touch, sorted by time.
    ///   - isDirect: whether a channel is direct, by channel index.
    func shares(of path: ArraySlice<PathTouch>, isDirect: [Bool]) -> [Double]? {
        let count = path.count
        func all(at place: Int) -> [Double] { (0..<count).map { $0 == place ? 1 : 0 } }
        switch self {
        case .first: return all(at: 0)
        case .last: return all(at: count - 1)
        case .lastNonDirect:
            let place = path.lastIndex { !isDirect[Int($0.channel)] }
            return all(at: place.map { $0 - path.startIndex } ?? count - 1)
        case .linear: return [Double](repeating: 1 / Double(count), count: count)
        case .position:
            if count < 3 { return [Double](repeating: 1 / Double(count), count: count) }
            return (0..<count).map { $0 == 0 || $0 == count - 1 ? 0.4 : 0.2 / Double(count - 2) }
        case .timeDecay:
            // Ages are relative to the last touch, so that weights do not underflow in a long window; the shares are
            // the same.
            let last = path[path.endIndex - 1].time
            let weights = path.map { exp2(-Double(last - $0.time) / Self.halfLife) }
            let total = weights.reduce(0, +)
            return weights.map { $0 / total }
        case .shapley:
            // The value of a set of channels is the conversions whose channels are all in the set. The Shapley value
            // then divides each conversion equally among the channels of its path (Zhao, Mahboobi and Bagheri, 2018).
            let channels = Set(path.map(\.channel))
            var seen: Set<Int32> = []
            return path.map { seen.insert($0.channel).inserted ? 1 / Double(channels.count) : 0 }
        case .markov: return nil
        }
    }
}
