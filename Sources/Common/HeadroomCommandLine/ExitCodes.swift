package import ArgumentParser

extension ExitCode {
    /// The training command failed.
    package static let commandFailed = ExitCode(1)
    /// A threshold given by the user was not met.
    package static let thresholdNotMet = ExitCode(2)
    /// A prerequisite is missing.
    package static let missingPrerequisite = ExitCode(3)

    /// The time limit passed before there was a result.
    package static let noAnswer = ExitCode(4)

    /// Wrong usage: options or arguments that do not apply.
    package static let wrongUsage = ExitCode.validationFailure

    /// Stopped by a signal.
    package static func signal(_ number: Int32) -> ExitCode {
        ExitCode(128 + number)
    }
}
