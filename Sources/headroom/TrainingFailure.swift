import ArgumentParser
import HeadroomEnvironments
import HeadroomReinforcement
import HeadroomTorch
import HeadroomWorkloads

/// Tells people what kept a workload from training or from being looked at, and ends with the exit code for it.
enum TrainingFailure {
    static func reported(workload: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as WorkloadError {
            StandardStream.message("headroom: \(error)\n")
            throw error.code == .usage ? ExitCode.validationFailure : ExitCode.somethingMissing
        } catch let error as TorchError {
            throw report(error, workload)
        } catch let error as SettingError {
            throw refused(error)
        } catch let error as TabularError {
            throw refused(error)
        } catch let error as CheckpointError {
            throw refused(error)
        } catch let failure as OutputFailure {
            StandardStream.message("headroom: \(failure)\n")
            throw ExitCode.somethingMissing
        }
    }

    private static func refused(_ error: some CustomStringConvertible) -> ExitCode {
        StandardStream.message("headroom: \(error)\n")
        return .validationFailure
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
