/// Why a trial, and with it the sweep, cannot go on.
package struct TrialError: Error, Equatable, CustomStringConvertible, Sendable {
    /// What kind of failure it is; the exit code depends on it.
    package enum Code: Sendable {
        /// The training command failed, or did not do what it was asked.
        case command
        /// Something this machine lacks.
        case missing
        /// Wrong usage: options or arguments that do not apply.
        case usage
        /// The person stopped it.
        case stopped
    }

    package let code: Code
    /// What was wrong, and where.
    package let message: String
    /// What to do about it.
    package let hint: String?
    /// The last lines that the command wrote.
    package let lastLines: [String]
    /// The exit status of the command, where it is what failed.
    package var commandStatus: Int32?

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
