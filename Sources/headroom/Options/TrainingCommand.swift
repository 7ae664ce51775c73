import ArgumentParser
import HeadroomTrials
import HeadroomWorkloads

/// What is to be measured: a workload, or any command after `--`.
struct TrainingCommand: ParsableArguments {
    @Argument(help: ArgumentHelp("A workload that ships with headroom.", valueName: "workload"))
    var workload: String?

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp(
            "A training command, with {batch} where it takes its batch size and {out} for a fresh folder; after a workload, options of its own.",
            valueName: "command"
        )
    )
    var command: [String] = []

    func validate() throws {
        if workload == nil, command.isEmpty {
            throw ValidationError(
                "Name a workload (\(Workloads.names.joined(separator: ", "))), or a command after --."
            )
        }
        if let workload { _ = try Self.find(workload) }
    }

    /// The command to start for each trial.
    ///
    /// - Parameter executable: this program, which trains the workloads.
    func template(executable: String) -> CommandTemplate {
        guard let workload else { return CommandTemplate(command) }
        return CommandTemplate([executable, "train", workload, "--batch-size", "{batch}"] + command)
    }

    /// The workload of a name, or an error with the nearest name there is.
    static func find(_ name: String) throws -> any Workload.Type {
        if let workload = Workloads.named(name) { return workload }
        let nearest = Workloads.nearest(to: name).map { " Did you mean '\($0)'?" } ?? ""
        throw ValidationError(
            "There is no workload '\(name)'.\(nearest) There are: \(Workloads.names.joined(separator: ", ")). "
                + "To measure a command of yours, put it after --."
        )
    }
}
