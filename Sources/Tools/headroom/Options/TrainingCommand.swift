import ArgumentParser
import HeadroomCommandLine
import HeadroomSchema
import HeadroomTrials

/// Command to measure: a workload, or any command after `--`.
struct TrainingCommand: ParsableArguments {
    @Argument(help: ArgumentHelp("A workload that ships with headroom.", valueName: "workload"))
    var workload: String?

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp(
            "A training command. {out} in it is replaced by an empty folder, deleted after the trial. After a workload: its options.",
            valueName: "command"
        )
    )
    var command: [String] = []

    @Option(help: "Current batch size of the command; speedups are relative to it.")
    var baseline: BatchSize?

    func validate() throws {
        if workload == nil, command.isEmpty {
            let names = (try? TrainingProgram.workloads.get())?.map(\.name)
            let example = names.map { " (\($0.joined(separator: ", ")))" } ?? ""
            throw ValidationError("Name a workload\(example), or a command after --.")
        }
        // `check` reports an unknown option before a command, and an installation without workloads, which the parser
        // would report as wrong usage.
        if command.isEmpty, (try? TrainingProgram.workloads.get()) != nil { try check() }
    }

    /// Throws if the workload does not exist.
    func check() throws {
        if let workload { _ = try Self.find(workload) }
    }

    /// Command to start for each trial.
    ///
    /// - Parameter seed: random seed of a workload's training.
    func template(seed: UInt64) -> CommandTemplate {
        guard let workload else { return CommandTemplate(command) }
        let training = [TrainingProgram.path, workload, "--batch-size", "{batch}", "--seed", String(seed)]
        return CommandTemplate(training + command)
    }

    /// Command for a full training of a workload, with a placeholder for each value varied by a study; nil for a user's
    /// command.
    var trainingTemplate: CommandTemplate? {
        guard let workloadDescription else { return nil }
        // The last occurrence of an option takes precedence, even over one given by the user.
        return CommandTemplate(
            [TrainingProgram.path, workloadDescription.name] + command + workloadDescription.trainingArguments
        )
    }

    /// Command that measures the sharpness of two solutions of a workload, on its training data; nil if unsupported.
    var sharpnessCommand: (@Sendable (String, String, String) -> [String])? {
        guard let workloadDescription, workloadDescription.hasSharpness else { return nil }
        let place = command.lastIndex { $0 == "--data" || $0.hasPrefix("--data=") }
        let data = place.map { Array(command[$0...].prefix(command[$0] == "--data" ? 2 : 1)) } ?? []
        return { small, large, document in
            [TrainingProgram.path, "sharpness", workloadDescription.name, small, large, "--export-json", document]
                + data
        }
    }

    /// Command as shown in reports, without the path of the installation, which is irrelevant to the training.
    func shown(_ command: CommandTemplate) -> [String] {
        workload == nil ? command.arguments : ["headroom", "train"] + command.arguments.dropFirst()
    }

    /// Metadata of the workload; nil for a user's command.
    var workloadDescription: WorkloadDescription? {
        workload.flatMap { name in (try? TrainingProgram.workloads.get())?.first { $0.name == name } }
    }

    /// Workload of a name; throws an error that suggests the nearest name.
    static func find(_ name: String) throws -> WorkloadDescription {
        let workloads = try TrainingProgram.workloads.get()
        if let workload = workloads.first(where: { $0.name == name }) { return workload }
        let names = workloads.map(\.name)
        let nearest = NearestName.of(name, among: names).map { " Did you mean '\($0)'?" } ?? ""
        throw ValidationError(
            "There is no workload '\(name)'.\(nearest) There are: \(names.joined(separator: ", ")). "
                + "To measure a command of yours, put it after --."
        )
    }
}
