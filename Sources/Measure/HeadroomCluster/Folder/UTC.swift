import FoundationEssentials

/// Times of the files of a run folder.
package enum UTC {
    /// The time now, as `2026-01-31T12:00:00Z`.
    package static var now: String { Date().formatted(.iso8601) }
}
