import ArgumentParser
import Glibc
package import HeadroomCluster
package import HeadroomCommandLine
package import HeadroomDevices
package import HeadroomFleets
package import HeadroomStore
package import HeadroomTrials

extension TrialError: ReportedError {
    package var failure: CommandFailure {
        let hints = [lastException, hint].compactMap(\.self).joined(separator: "\n")
        var failure = CommandFailure(message, hint: hints, exitCode: exitCode)
        failure.lastLines = lastLines
        return failure
    }

    private var exitCode: ExitCode {
        switch code {
        case .command, .stopped: .commandFailed
        case .missing: .missingPrerequisite
        case .usage: .wrongUsage
        }
    }
}

extension ClusterError: ReportedError {
    package var failure: CommandFailure {
        var failure = CommandFailure(description, hint: hint, exitCode: exitCode)
        failure.lastLines = lastLines
        failure.outputFolder = outputFolder
        return failure
    }

    private var exitCode: ExitCode {
        switch cause {
        case .usage: .wrongUsage
        case .missing: .missingPrerequisite
        case .job: .commandFailed
        case .timeLimit: .noAnswer
        case .canceled: .signal(SIGTERM)
        }
    }
}

extension StoreError: ReportedError {
    package var failure: CommandFailure { CommandFailure(message, hint: hint) }
}

extension FleetError: ReportedError {
    package var failure: CommandFailure { CommandFailure(description, hint: hint) }
}

extension RecordingError: ReportedError {
    package var failure: CommandFailure { CommandFailure(description) }
}

extension OtherProgram.Failure: ReportedError {
    var failure: CommandFailure {
        CommandFailure(
            "the program \(program.name) cannot be used: \(program.path): \(reason)",
            hint:
                "'./headroom \(program.command) --help' builds it; by hand: swift build -c release --product \(program.name)"
        )
    }
}
