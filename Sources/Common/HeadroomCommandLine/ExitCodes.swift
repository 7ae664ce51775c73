package import ArgumentParser

extension ExitCode {
    /// The training command failed.
    package static let commandFailed = ExitCode(1)
    /// A stated threshold was not met.
    package static let thresholdNotMet = ExitCode(2)
    /// Something this needs is missing.
    package static let somethingMissing = ExitCode(3)

    /// The time was up before there was an answer.
    package static let noAnswer = ExitCode(4)

    /// Wrong usage: options or arguments that do not apply.
    package static let wrongUsage = ExitCode.validationFailure

    /// Stopped by a signal.
    package static func signal(_ number: Int32) -> ExitCode {
        ExitCode(128 + number)
    }
}
