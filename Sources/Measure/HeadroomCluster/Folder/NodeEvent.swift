package import HeadroomSweep

/// Progress report of a node: a line of `events/KEY.ATTEMPT.jsonl`.
package struct NodeEvent: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        /// The node has claimed the item.
        case started
        case progress
        /// The node still works and can write; at every check of its fence.
        case alive
        /// The node ends early; `text` has the reason.
        case ending
        case ended
    }

    package var event: Kind
    /// Time in UTC.
    package var at: String
    package var claim: Claim?
    package var progress: SweepProgress?
    package var text: String?
    package var end: ItemResult.End?

    package init(
        _ event: Kind,
        at: String,
        claim: Claim? = nil,
        progress: SweepProgress? = nil,
        text: String? = nil,
        end: ItemResult.End? = nil
    ) {
        self.event = event
        self.at = at
        self.claim = claim
        self.progress = progress
        self.text = text
        self.end = end
    }
}
