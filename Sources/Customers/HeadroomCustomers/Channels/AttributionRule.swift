import Glibc

/// How the credit for a conversion is shared among the touches before it.
package enum AttributionRule: String, Codable, CaseIterable, Sendable {
    case first, last, lastNonDirect, linear, position, timeDecay, markov, shapley

    /// What the rule does, in a few words.
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

    /// Seconds by which a touch must be earlier to have half the weight.
    static let halfLife = 7 * 86_400.0

    /// The share of each touch of a path, in the order of the path; nil for a rule that is about all paths together.
    ///
    /// - Parameters:
    ///   - path: at least one touch, in the order of time.
    ///   - isDirect: whether a channel is direct, by its place.
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
            // Measured from the last touch, so that no weight vanishes in a long window; the shares are the same.
            let last = path[path.endIndex - 1].time
            let weights = path.map { exp2(-Double(last - $0.time) / Self.halfLife) }
            let total = weights.reduce(0, +)
            return weights.map { $0 / total }
        case .shapley:
            // A set of channels is worth the conversions whose channels all lie in it. The Shapley value then shares each
            // conversion equally among the channels of its path (Zhao, Mahboobi and Bagheri, 2018).
            let channels = Set(path.map(\.channel))
            var seen: Set<Int32> = []
            return path.map { seen.insert($0.channel).inserted ? 1 / Double(channels.count) : 0 }
        case .markov: return nil
        }
    }
}
