import ArgumentParser
import HeadroomCommandLine
import HeadroomTraining

/// Handles a missing or unknown workload name of a command.
protocol UnknownWorkloadCommand: ParsableCommand {
    /// Command with the workloads as subcommands.
    static var root: any ParsableCommand.Type { get }
    var arguments: [String] { get }
    /// Whether the command without a workload shows its help.
    static var showsHelp: Bool { get }
    /// Reason why an existing workload does not have this command.
    static func refusal(of workload: String) -> String
}

extension UnknownWorkloadCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "unknown", shouldDisplay: false)
    }

    static var showsHelp: Bool { false }

    static func refusal(of workload: String) -> String { "'\(workload)' does not have this command." }

    func run() throws {
        let asksForHelp = arguments.first.map(["-h", "--help", "-help"].contains) ?? Self.showsHelp
        if asksForHelp { throw CleanExit.helpRequest(Self.root) }
        // Thrown by 'validate', it would be followed by the usage of a command 'unknown'.
        throw ValidationError(complaint(about: arguments.first))
    }

    private func complaint(about name: String?) -> String {
        guard let name else { return "Name a workload." }
        if Workloads.named(name) != nil { return Self.refusal(of: name) }
        let names = Workloads.all.map { $0.name }
        let nearest = NearestName.of(name, among: names).map { " Did you mean '\($0)'?" } ?? ""
        return "There is no workload '\(name)'.\(nearest) There are: \(names.joined(separator: ", ")). "
            + "To measure a command of yours, put it after --."
    }
}
