import ArgumentParser
import HeadroomCommandLine
import HeadroomSchema
import HeadroomTrials

/// What is to be measured: a workload, or any command after `--`.
struct TrainingCommand: ParsableArguments {
    @Argument(help: ArgumentHelp("A workload that ships with headroom.", valueName: "workload"))
    var workload: String?

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp(
            "A training command of your own; {out} in it stands for a fresh folder that goes with the trial. After a workload: its options.",
            valueName: "command"
        )
    )
    var command: [String] = []

    @Option(help: "The batch size that the command has today; factors are relative to it.")
    var baseline: BatchSize?

    func validate() throws {
        if workload == nil, command.isEmpty {
            let names = (try? TrainingProgram.workloads.get())?.map(\.name)
            let example = names.map { " (\($0.joined(separator: ", ")))" } ?? ""
            throw ValidationError("Name a workload\(example), or a command after --.")
        }
        // `check` names an unknown option before a command, and an installation without workloads, which the parser would
        // take for wrong usage.
        if command.isEmpty, (try? TrainingProgram.workloads.get()) != nil { try check() }
    }

    /// Throws where the workload is none.
    func check() throws {
        if let workload { _ = try Self.find(workload) }
    }

    /// The command to start for each trial.
    ///
    /// - Parameter seed: the seed of a workload's training.
    func template(seed: UInt64) -> CommandTemplate {
        guard let workload else { return CommandTemplate(command) }
        let training = [TrainingProgram.path, workload, "--batch-size", "{batch}", "--seed", String(seed)]
        return CommandTemplate(training + command)
    }

    /// The command of a workload's training in full, with everything open that a study varies; nil for somebody's command.
    var trainingTemplate: CommandTemplate? {
        guard let described else { return nil }
        // What comes last counts, also where the person has given the same option.
        return CommandTemplate([TrainingProgram.path, described.name] + command + described.trainingArguments)
    }

    /// The command that looks at two solutions of a workload, on the data that it was trained on; nil where there is none.
    var sharpnessCommand: (@Sendable (String, String, String) -> [String])? {
        guard let described, described.hasSharpness else { return nil }
        let place = command.lastIndex { $0 == "--data" || $0.hasPrefix("--data=") }
        let data = place.map { Array(command[$0...].prefix(command[$0] == "--data" ? 2 : 1)) } ?? []
        return { small, large, document in
            [TrainingProgram.path, "sharpness", described.name, small, large, "--export-json", document] + data
        }
    }

    /// The command as reports have it: where our programs lie says nothing about the training.
    func shown(_ command: CommandTemplate) -> [String] {
        workload == nil ? command.arguments : ["headroom", "train"] + command.arguments.dropFirst()
    }

    /// What there is to know of the workload; nil for somebody's command.
    var described: WorkloadDescription? {
        workload.flatMap { name in (try? TrainingProgram.workloads.get())?.first { $0.name == name } }
    }

    /// The workload of a name, or an error with the nearest name there is.
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
