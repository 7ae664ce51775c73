import ArgumentParser
import FoundationEssentials
import HeadroomCore
import HeadroomDevices
import HeadroomSchema
import HeadroomSweep
import HeadroomSystem
import HeadroomTrials

/// Runs a command once, and monitors it to its end.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a training unchanged to its end, and diagnose what limits it.",
        usage: """
            headroom run [options] <workload> [-- <options of the workload>]
            headroom run [options] -- <command> [<arguments with {out}>]
            """
    )

    @OptionGroup var training: TrainingCommand

    @Option(help: "Limit on the host memory of the training, over all its processes: 512MB, 2GiB.")
    var memoryLimit: ByteSize?

    @Option(
        help: ArgumentHelp(
            "Count output lines that match as steps. Named groups: <step>, <samples>, <loss>.",
            valueName: "regex"
        )
    )
    var stepRegex: StepPattern?

    @Flag(help: "Hide the command's output.")
    var hideOutput = false

    @Option(
        help: ArgumentHelp(
            "Save the command's output in this folder (default: ~/.local/state/headroom/logs).",
            valueName: "folder"
        )
    )
    var logs: String?

    @Flag(
        help: """
            Run it again for some seconds to confirm the diagnosis: on one repeated batch for the cost of data loading \
            (PyTorch), or with OMP_WAIT_POLICY=passive if its threads spin beside other programs. Its files are then \
            written twice.
            """
    )
    var confirm = false

    @Option(
        help: ArgumentHelp(
            "Record all events and readings, for 'headroom report FILE' and 'headroom watch --replay FILE'.",
            valueName: "file"
        )
    )
    var record: String?

    @OptionGroup(title: "Keeping") var keeping: KeepOptions
    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        if training.command.contains(where: { $0.contains("{batch}") }) {
            throw ValidationError(
                "'run' starts the command as it is: write a value where {batch} stands, or use 'headroom sweep'."
            )
        }
    }

    func run() async throws {
        try training.check()
        try keeping.check()
        let shown = training.shown(command)
        let bench = try Workbench(
            logs: logs,
            showsOutput: !hideOutput && !reports.quiet,
            reports: reports,
            record: record.map { Workbench.Record(path: $0, command: shown, workload: training.workload) }
        )
        defer { bench.folder.remove() }
        let beforeSeconds = ProcessorTime.seconds()
        var options = SweepOptions(command: command)
        options.shownCommand = shown
        options.workload = training.workload
        options.stepPattern = stepRegex
        options.confirms = confirm
        options.memoryLimitBytes = memoryLimit?.bytes
        if training.workload == nil, stepRegex == nil { options.environment = try bench.agentEnvironment() }
        if !hideOutput { options.environment["PYTHONUNBUFFERED"] = "1" }

        let watched = WatchedRun(
            options: options,
            runner: bench.runner,
            machine: bench.machine,
            directory: bench.folder.path,
            report: { bench.display.show($0) },
            checkpoint: { keeping.keepUnfinished(price.applied(to: SweepDocument($0))) }
        )
        let outcome = await watched.run(id: bench.folder.name, startedAt: bench.startedAt)
        bench.display.finish()

        let result = outcome.result.measured(
            taking: ProcessorTime.seconds() - beforeSeconds,
            privateMemoryBytes: ThisProgram.privateMemoryBytes ?? 0,
            opening: bench.wasInterrupted ? .runStopped : nil
        )
        if let observer = result.observer { bench.recording?.append(observer.line) }
        // Problems of the recording are known once it is complete.
        let document = price.applied(to: SweepDocument(result.adding(bench.notes.map { .ofTheProgram($0) })))
        if document.watchedRun != nil {
            // A failure to write a report must not prevent the run from being stored.
            let written = Result { try reports.write(ReportForms(document)) }
            keeping.keep(document)
            try written.get()
        }
        if let failure = outcome.failure { throw bench.ending(failure, exitCode: failure.commandStatus) }
        if bench.wasInterrupted { throw bench.ending(TrialError(.stopped, "stopped")) }
    }

    private var command: CommandTemplate {
        let batchSize = training.workloadDescription.map { String($0.defaultBatchSize) } ?? ""
        let template = training.template(seed: 0)
        return CommandTemplate(template.arguments.map { $0.replacing("{batch}", with: batchSize) })
    }
}
