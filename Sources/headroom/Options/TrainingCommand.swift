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
            "A training command of your own; {out} in it stands for a fresh folder that goes with the trial. After a workload: its options.",
            valueName: "command"
        )
    )
    var command: [String] = []

    @Option(help: "The batch size that the command has today; factors are relative to it.")
    var baseline: BatchSize?

    func validate() throws {
        if workload == nil, command.isEmpty {
            throw ValidationError(
                "Name a workload (\(Workloads.names.joined(separator: ", "))), or a command after --."
            )
        }
        // With a command there may be an unknown option before it, which is what is to be told: see `check`.
        if command.isEmpty { try check() }
    }

    /// Throws where the workload is none.
    func check() throws {
        if let workload { _ = try Self.find(workload) }
    }

    /// The command to start for each trial.
    ///
    /// - Parameters:
    ///   - executable: this program, which trains the workloads.
    ///   - seed: the seed of a workload's training.
    func template(executable: String, seed: UInt64) -> CommandTemplate {
        guard let workload else { return CommandTemplate(command) }
        let training = [executable, "train", workload, "--batch-size", "{batch}", "--seed", String(seed)]
        return CommandTemplate(training + command)
    }

    /// The command of a workload's training in full, with everything open that a study varies; nil for somebody's command.
    func trainingTemplate(executable: String) -> CommandTemplate? {
        guard let workload, let kind = Workloads.named(workload) else { return nil }
        // What comes last counts, also where the person has given the same option.
        return CommandTemplate([executable, "train", workload] + command + kind.trainingArguments)
    }

    /// The command that looks at two solutions of a workload, on the data that it was trained on; nil where there is none.
    func sharpnessCommand(executable: String) -> (@Sendable (String, String, String) -> [String])? {
        guard let workload, Workloads.named(workload)?.hasSharpness == true else { return nil }
        let data = command.firstIndex(of: "--data").map { Array(command[$0...].prefix(2)) } ?? []
        return { small, large, document in
            [executable, "sharpness", workload, small, large, "--export-json", document] + data
        }
    }

    /// The command as reports have it: where this program lies says nothing about the training.
    func shown(_ command: CommandTemplate) -> [String] {
        workload == nil ? command.arguments : ["headroom"] + command.arguments.dropFirst()
    }

    /// The batch size that a workload has by itself; nil for somebody's command.
    var workloadBatchSize: Int? {
        workload.flatMap { Workloads.named($0)?.defaultBatchSize }
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
