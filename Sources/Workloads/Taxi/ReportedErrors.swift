package import HeadroomCommandLine
package import HeadroomEnvironments
package import HeadroomReinforcement

extension SettingError: ReportedError {
    package var failure: CommandFailure { CommandFailure(description, exitCode: .wrongUsage) }
}

extension EnvironmentError: ReportedError {
    package var failure: CommandFailure {
        CommandFailure(
            "the taxi cannot drive on: \(description)",
            hint: "A training that was resumed has a damaged checkpoint: train anew, or resume another one.",
            exitCode: .commandFailed
        )
    }
}

extension PlanningError: ReportedError {
    package var failure: CommandFailure {
        if case .setting(let error) = self { return error.failure }
        return CommandFailure(
            "the exact score of the taxi cannot be computed: \(description)",
            hint: defectHint,
            exitCode: .commandFailed
        )
    }
}

extension ProcessError: ReportedError {
    package var failure: CommandFailure {
        CommandFailure(
            "the rules of the taxi are not a decision process: \(description)",
            hint: defectHint,
            exitCode: .commandFailed
        )
    }
}

extension TabularError: ReportedError {
    package var failure: CommandFailure {
        switch self {
        case .setting(let error): error.failure
        case .environment(let error): error.failure
        case .planning(let error): error.failure
        case .process(let error): error.failure
        }
    }
}

extension CheckpointError: ReportedError {
    package var failure: CommandFailure { CommandFailure(description, exitCode: .wrongUsage) }
}

/// No option leads there.
private let defectHint = "This is a defect of headroom: please report it, with the command that led to it."
