import ArgumentParser
import HeadroomCommandLine
import HeadroomTorch

/// Tells people what kept a workload from training or from being looked at, and ends with the exit code for it.
package enum TrainingFailure {
    package static func reported(workload: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as WorkloadError {
            StandardStream.message("headroom: \(error)\n")
            throw error.code == .usage ? ExitCode.validationFailure : ExitCode.somethingMissing
        } catch let error as TorchError {
            throw report(error, workload)
        } catch let failure as OutputFailure {
            StandardStream.message("headroom: \(failure)\n")
            throw ExitCode.somethingMissing
        }
    }

    private static func report(_ error: TorchError, _ workload: String) -> ExitCode {
        switch error.code {
        case .outOfMemory:
            StandardStream.message(
                "headroom: out of memory in \(error.operation): \(error.message)\n"
                    + "  Train at a smaller --batch-size; 'headroom fit \(workload)' finds the largest that fits.\n"
            )
            return .commandFailed
        case .notLoaded:
            StandardStream.message("headroom: the engine cannot be used: \(error.message)\n  Run 'headroom doctor'.\n")
            return .somethingMissing
        case .invalidArgument:
            StandardStream.message("headroom: \(error.message)\n")
            return .validationFailure
        case .torch, .file:
            StandardStream.message("headroom: \(error)\n")
            return .commandFailed
        }
    }
}
