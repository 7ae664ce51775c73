/// A call that an environment cannot follow.
public enum EnvironmentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// `step` came before the first `reset`.
    case stepBeforeReset
    /// `step` came after the episode had ended.
    case stepAfterEnd
    /// There is no such action.
    case actionOutOfRange(action: Int, allowed: Range<Int>)
    /// There is not one action for each of the environments.
    case actionCount(given: Int, needed: Int)

    /// What was wrong, and what to do.
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

/// Where an episode stands.
enum EpisodePhase: UInt8, Codable, Sendable {
    case unborn, running, ended

    /// Throws unless an action can be taken now.
    @inline(__always)
    func require(_ action: Int, below actionCount: Int) throws(EnvironmentError) {
        guard self == .running else { throw self == .unborn ? .stepBeforeReset : .stepAfterEnd }
        guard action >= 0, action < actionCount else {
            throw .actionOutOfRange(action: action, allowed: 0..<actionCount)
        }
    }
}
