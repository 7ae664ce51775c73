package import ArgumentParser

/// Why a command failed, for the person who called it: what was wrong, what to do, and the exit code.
///
///     throw CommandFailure("there is no recording \(path)", hint: "'headroom run --record FILE' writes one")
///
/// Commands throw it; ``ParsableCommand/start(_:first:)`` prints it and ends with its exit code. Errors that callers
/// tell apart have types of their own, which conform to ``ReportedError``.
package struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// What was wrong and where, such as the file, the option or the batch size; nearly always one problem.
    package var problems: [String]
    /// What to do about it, perhaps in several lines.
    package var hint: String?
    /// The last lines of the training command, where it is what failed.
    package var lastLines: [String] = []
    /// Where all of its output is kept.
    package var outputFolder: String?
    package var exitCode: ExitCode

    package init(_ problem: String, hint: String? = nil, exitCode: ExitCode = .somethingMissing) {
        problems = [problem]
        self.hint = hint
        self.exitCode = exitCode
    }

    /// Several problems at once; nil where there are none.
    package init?(_ problems: [String], exitCode: ExitCode = .somethingMissing) {
        guard !problems.isEmpty else { return nil }
        self.problems = problems
        self.exitCode = exitCode
    }

    /// A file or a stream that cannot be written.
    package init(writing path: String, reason: String) {
        self.init("cannot write to \(path): \(reason)")
    }

    /// What an error means for the person; nil for those that the argument parser explains.
    package init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as any ReportedError: self = error.failure
        default: return nil
        }
    }

    /// The message, as it is printed.
    package var description: String {
        var text = MessageLayout.text(problems, hint: hint)
        guard !lastLines.isEmpty else { return text }
        text += "  The last lines of the command:\n"
        for line in lastLines { text += "    \(line)\n" }
        if let outputFolder { text += "  All of it: \(outputFolder)\n" }
        return text
    }
}
