import ArgumentParser
import HeadroomCommandLine
import HeadroomTraining

/// Trains a workload.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headroom train",
        abstract: "Train a workload that ships with headroom.",
        version: Version.current,
        subcommands: Workloads.all.map { $0.trainCommand } + [
            Describe.self, Remedies.self, Setup.self, Libtorch.self, Unknown.self,
        ],
        defaultSubcommand: Unknown.self
    )

    struct Unknown: UnknownWorkloadCommand {
        static let root: any ParsableCommand.Type = Train.self
        static let showsHelp = true

        @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
    }
}
