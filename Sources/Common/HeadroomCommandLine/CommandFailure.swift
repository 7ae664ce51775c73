package import ArgumentParser

/// The error of a command: the problem, a hint, and the exit code.
///
///     throw CommandFailure("there is no recording \(path)", hint: "'headroom run --record FILE' writes one")
///
/// Commands throw it; ``ParsableCommand/start(_:first:)`` prints it and ends with its exit code. Errors that callers
/// tell apart have types of their own, which conform to ``ReportedError``.
package struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// The problems, nearly always one, each with its place: the file, the option or the batch size.
    package var problems: [String]
    /// The remedy, in one or several lines.
    package var hint: String?
    /// The last lines of the training command, where it is what failed.
    package var lastLines: [String] = []
    /// The folder with the whole output of the training command.
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

    /// The error of a command that another error amounts to; nil for errors of the argument parser.
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
