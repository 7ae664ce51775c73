/// Statement of a node that it carries out an item: the file `claims/KEY.ATTEMPT`.
///
/// The file is created exclusively, so that each attempt belongs to one process. Only the latest attempt of an item
/// counts: the node of an earlier one ends itself when it finds a later one (``Fence``).
package struct Claim: Codable, Equatable, Sendable {
    package let attempt: Int
    /// Host name of the node.
    package let host: String
    package let processID: Int32
    /// Job of the batch system; nil where the node was started by hand.
    package let job: String?
    /// Hash of the content of the program.
    package let fingerprint: String?
    /// Start in UTC.
    package let startedAt: String

    package init(
        attempt: Int,
        host: String,
        processID: Int32,
        job: String?,
        fingerprint: String?,
        startedAt: String
    ) {
        self.attempt = attempt
        self.host = host
        self.processID = processID
        self.job = job
        self.fingerprint = fingerprint
        self.startedAt = startedAt
    }
}
