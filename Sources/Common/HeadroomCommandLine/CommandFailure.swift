package import ArgumentParser

/// The error of a command: the problem, a hint, and the exit code.
///
///     throw CommandFailure("there is no recording \(path)", hint: "'headroom run --record FILE' writes one")
///
/// Commands throw it; ``ParsableCommand/start(_:first:)`` prints it and exits with its exit code. Errors that callers
/// distinguish have types of their own, which conform to ``ReportedError``.
package struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// The problems, nearly always one, each with its location: the file, the option or the batch size.
    package var problems: [String]
    /// The suggested fix, in one or several lines.
    package var hint: String?
    /// The last lines of output of the training command, if the command failed.
    package var lastLines: [String] = []
    /// The folder with the complete output of the training command.
    package var outputFolder: String?
    package var exitCode: ExitCode

    package init(_ problem: String, hint: String? = nil, exitCode: ExitCode = .missingPrerequisite) {
        problems = [problem]
        self.hint = hint
        self.exitCode = exitCode
    }

    /// Combines several problems; nil if `problems` is empty.
    package init?(_ problems: [String], exitCode: ExitCode = .missingPrerequisite) {
        guard !problems.isEmpty else { return nil }
        self.problems = problems
        self.exitCode = exitCode
    }

    /// Failure to write a file or a stream.
    package init(writing path: String, reason: String) {
        self.init("cannot write to \(path): \(reason)")
    }

    /// Converts an error to a command failure; nil for errors of the argument parser.
    package init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as any ReportedError: self = error.failure
        default: return nil
        }
    }

    /// The message as printed.
    package var description: String {
        var text = MessageLayout.text(problems, hint: hint)
        guard !lastLines.isEmpty else { return text }
        text += "  The last lines of the command:\n"
        for line in lastLines { text += "    \(line)\n" }
        if let outputFolder { text += "  All of it: \(outputFolder)\n" }
        return text
    }
}
