import ArgumentParser
import HeadroomCommandLine
import HeadroomTraining

/// Measures the sharpness of the minima that trainings converged to.
struct Sharpness: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headroom sharpness",
        abstract: "Say how sharp the minimum is that a training ended in, or compare two.",
        version: Version.current,
        subcommands: Workloads.all.compactMap { $0.sharpnessCommand } + [Unknown.self],
        defaultSubcommand: Unknown.self
    )

    struct Unknown: UnknownWorkloadCommand {
        static let root: any ParsableCommand.Type = Sharpness.self

        @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

        static func refusal(of workload: String) -> String {
            "Sharpness is not measured for '\(workload)', which has no fixed data set."
        }
    }
}
