/// Error that ends a trial, and with it the sweep.
package struct TrialError: Error, Equatable, CustomStringConvertible, Sendable {
    /// Kind of failure, which determines the exit code.
    package enum Code: Sendable {
        /// The training command failed, or violated a requirement.
        case command
        /// Something that this machine lacks.
        case missing
        /// Wrong usage: options or arguments that do not apply.
        case usage
        /// The user stopped it.
        case stopped
    }

    package let code: Code
    /// Problem, and where it occurred.
    package let message: String
    /// Suggested solution.
    package let hint: String?
    /// Last lines of the command's output.
    package let lastLines: [String]
    /// Exit status of the command, where the command failed.
    package var commandStatus: Int32?
    /// Whether the command reported no step in the time that it had.
    package var isTimeout = false

    package init(_ code: Code, _ message: String, hint: String? = nil, lastLines: [String] = []) {
        self.code = code
        self.message = message
        self.hint = hint
        self.lastLines = lastLines
    }

    package var description: String {
        hint.map { "\(message)\n  \($0)" } ?? message
    }
}
