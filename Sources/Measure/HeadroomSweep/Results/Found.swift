package import HeadroomCore

/// The answer to a question of a measurement, or the reason why it stays open.
package enum Found<Answer: Equatable & Sendable>: Equatable, Sendable {
    case known(Answer)
    case open(because: OpenReason)

    package var answer: Answer? {
        if case .known(let answer) = self { answer } else { nil }
    }

    package var reason: OpenReason? {
        if case .open(let reason) = self { reason } else { nil }
    }
}
