import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomSweep
import HeadroomTrials

/// Measures the same training in several frameworks, for a comparison.
struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the same training in several frameworks, side by side.",
        usage: """
            headroom compare [options] -- <name>=<command> <name>=<command> ...
            headroom compare [options] --examples
            """,
        discussion: """
            Each command is one quoted argument, with {batch} in place of its batch size: \
            headroom compare -- 'torch=python a.py --batch-size {batch}' 'jax=python b.py --batch-size {batch}'
            """
    )

    @Flag(help: "Compare the four scripts in Examples, each in its own environment.")
    var examples = false

    @Option(help: "Measure these batch sizes: 8,16,32.")
    var batchSizes = BatchSizeList(batchSizes: [1, 4, 16, 64, 256, 1024])

    @Argument(parsing: .postTerminator, help: ArgumentHelp("A name and a command.", valueName: "name=command"))
    var commands: [String] = []

    @OptionGroup(title: "Trials") var measure: MeasureOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        if examples, !commands.isEmpty { throw ValidationError("Give --examples or commands, not both.") }
        guard examples || commands.count >= 2 else {
            throw ValidationError("Name two commands or more after --, each as name=command, or give --examples.")
        }
        let names = try commands.map { try NamedCommand($0).name }
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw ValidationError("Two commands have the name '\(twice)'.")
        }
    }

    func run() async throws {
        let commands = examples ? try ExampleCommands.all() : try commands.map { try NamedCommand($0) }
        let bench = try Workbench(logs: measure.logs, showsOutput: measure.showOutput, reports: reports)
        defer { bench.folder.remove() }
        var environment = try bench.agentEnvironment()
        if ProcessInfo.processInfo.environment["OMP_NUM_THREADS"] == nil {
            // By default, some frameworks use half of the CPUs, others all.
            environment["OMP_NUM_THREADS"] = String(max(1, Int(bench.host.usableCPUs)))
        }
        let workingCopy = measure.workingCopy
        let contestants = commands.map { command in
            var options = measure.sweepOptions(command.template, bench: bench)
            options.environment.merge(environment) { $1 }
            options.ownPaths = [bench.logFolder].compactMap(\.self) + reports.paths
            if !examples { options.workingCopy = workingCopy }
            return Comparison.Contestant(name: command.name, text: command.text, options: options)
        }
        var comparison = Comparison(
            contestants,
            batchSizes: batchSizes.batchSizes,
            budgetSeconds: measure.budget.seconds,
            runner: bench.runner,
            machine: bench.machine,
            directory: bench.folder.path,
            stopRequest: bench.stopRequest,
            report: { bench.display.show($0) }
        )
        let outcome = await comparison.run(id: bench.folder.name, startedAt: Date().formatted(.iso8601))
        bench.display.finish()
        var document = outcome.document
        if bench.wasInterrupted { document.notes.insert(Note.stopped.sentence, at: 0) }
        if !document.contestants.isEmpty { try reports.write(ReportForms(document)) }
        if let failure = outcome.failure { throw bench.ending(failure) }
    }
}
