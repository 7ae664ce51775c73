import ArgumentParser
import HeadroomWorkloads

/// Train a workload.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a workload that ships with headroom.",
        subcommands: [TrainDigits.self, TrainTaxi.self, Unknown.self],
        defaultSubcommand: Unknown.self
    )

    /// What is meant by a name that is none of the workloads'.
    struct Unknown: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "unknown", shouldDisplay: false)

        @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

        func validate() throws {
            guard let name = arguments.first else { throw CleanExit.helpRequest(Train.self) }
            do {
                _ = try TrainingCommand.find(name)
            } catch {
                // The usual message would tell of a command 'unknown'.
                StandardStream.message("Error: \(error)\n  See 'headroom train --help' for more information.\n")
                throw ExitCode.validationFailure
            }
        }
    }
}
