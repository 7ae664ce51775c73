import ArgumentParser
import HeadroomCommandLine
import HeadroomTraining

/// Shows a trained workload in action.
struct Play: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headroom play",
        abstract: "See what a trained workload does.",
        version: Version.current,
        subcommands: Workloads.all.compactMap { $0.playCommand } + [Unknown.self],
        defaultSubcommand: Unknown.self
    )

    struct Unknown: UnknownWorkloadCommand {
        static let root: any ParsableCommand.Type = Play.self

        @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

        static func refusal(of workload: String) -> String {
            let names = Workloads.all.filter { $0.playCommand != nil }.map { "'\($0.name)'" }
            return "There is nothing to see of '\(workload)'; \(names.joined(separator: ", ")) can be played."
        }
    }
}
