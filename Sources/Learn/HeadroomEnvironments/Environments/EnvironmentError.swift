/// An invalid call of an environment.
public enum EnvironmentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// `step` was called before the first `reset`.
    case stepBeforeReset
    /// `step` was called after the end of the episode.
    case stepAfterEnd
    /// The action does not exist.
    case actionOutOfRange(action: Int, allowed: Range<Int>)
    /// The number of actions differs from the number of environments.
    case actionCount(given: Int, needed: Int)

    /// The problem and the remedy.
    public var description: String {
        switch self {
        case .stepBeforeReset: "step before reset: call reset() first, it begins an episode"
        case .stepAfterEnd: "step after the end of the episode: call reset() first, it begins the next one"
        case .actionOutOfRange(let action, let allowed):
            "there is no action \(action); the actions are \(allowed.lowerBound) to \(allowed.upperBound - 1)"
        case .actionCount(let given, let needed):
            "\(given) actions for \(needed) environments; each of them takes one action a step"
        }
    }
}

/// The phase of an episode.
enum EpisodePhase: UInt8, Codable, Sendable {
    case notStarted, running, ended

    /// Throws where the action cannot be taken in this phase or does not exist.
    @inline(__always)
    func require(_ action: Int, below actionCount: Int) throws(EnvironmentError) {
        guard self == .running else { throw self == .notStarted ? .stepBeforeReset : .stepAfterEnd }
        guard action >= 0, action < actionCount else {
            throw .actionOutOfRange(action: action, allowed: 0..<actionCount)
        }
    }
}
