package import HeadroomCommandLine
package import HeadroomTorch

extension WorkloadError: ReportedError {
    package var failure: CommandFailure {
        CommandFailure(description, exitCode: code == .usage ? .wrongUsage : .missingPrerequisite)
    }
}

extension TorchError: ReportedError {
    package var failure: CommandFailure {
        switch code {
        case .outOfMemory:
            CommandFailure(
                "out of memory in \(operation): \(message)",
                hint:
                    "A smaller batch takes less; 'headroom fit' finds the largest batch size of a training that fits.",
                exitCode: .commandFailed
            )
        case .notLoaded:
            CommandFailure("the engine cannot be used: \(message)", hint: "Run 'headroom doctor'.")
        case .invalidArgument: CommandFailure(message, exitCode: .wrongUsage)
        case .file: CommandFailure(message, exitCode: .commandFailed)
        case .torch: CommandFailure(description, exitCode: .commandFailed)
        }
    }
}
