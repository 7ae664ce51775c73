package import HeadroomCore

/// Result of an item, written by the node that carried it out: the file `documents/KEY.json`, or
/// `documents/KEY.ATTEMPT.stopped.json` if it was stopped before its end.
package struct ItemResult: Codable, Equatable, Sendable {
    /// Outcome of the measurement.
    package enum End: String, Codable, Sendable {
        /// By itself: there is a document.
        case finished
        /// The command failed, or nothing could be measured; there may be a document of the trials before.
        case failed
        /// By a signal or a cancellation: the document, if any, has the trials that were finished.
        case stopped
    }

    /// Reason for which a measurement was stopped, as far as its node knows it.
    package enum Stop: String, Codable, Sendable {
        /// The run was canceled through its folder.
        case cancellation
        /// A signal came when the time limit of the job was near.
        case timeLimit
        /// A signal came.
        case signal
    }

    /// A failure as a local run would have reported it.
    package struct Failure: Codable, Equatable, Sendable {
        package var problems: [String]
        package var hint: String?
        package var lastLines: [String]
        package var outputFolder: String?
        package var exitCode: Int32

        package init(problems: [String], hint: String?, lastLines: [String], outputFolder: String?, exitCode: Int32) {
            self.problems = problems
            self.hint = hint
            self.lastLines = lastLines
            self.outputFolder = outputFolder
            self.exitCode = exitCode
        }
    }

    package var key: String
    package var claim: Claim
    package var end: End
    /// Nil where the measurement was not stopped.
    package var stop: Stop?
    package var document: SweepDocument?
    package var failure: Failure?

    package init(key: String, claim: Claim, end: End, document: SweepDocument?, failure: Failure?) {
        self.key = key
        self.claim = claim
        self.end = end
        self.document = document
        self.failure = failure
    }
}
