import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomSweep
import HeadroomSystem

/// A sweep over two axes: from its options to the written reports.
struct PlaneMeasurement {
    let training: TrainingCommand
    let axes: AxisList
    let measure: MeasureOptions
    let reports: ReportOptions

    /// - Parameter adjust: sets the options specific to the command.
    func run(_ adjust: (inout SweepOptions) -> Void) async throws {
        let axes = try PlaneAxes(axes, of: training, seed: measure.seed)
        let bench = try Workbench(logs: measure.logs, showsOutput: measure.showOutput, reports: reports)
        defer { bench.folder.remove() }
        var options = measure.sweepOptions(axes.command, bench: bench)
        options.workload = training.workload
        options.shownCommand = training.shown(axes.command)
        options.ownPaths = [bench.logFolder].compactMap(\.self) + reports.paths
        if training.workload == nil {
            options.workingCopy = measure.workingCopy
            if measure.listens { options.environment.merge(try bench.agentEnvironment()) { $1 } }
        }
        adjust(&options)
        var sweep = PlaneSweep(
            options: PlaneOptions(sweep: options, first: axes.first, second: axes.second),
            runner: bench.runner,
            machine: bench.machine,
            capacityBytes: options.memoryLimitBytes ?? bench.host.defaultMemoryLimitBytes,
            directory: bench.folder.path,
            stopRequest: bench.stopRequest,
            report: { bench.display.show($0) }
        )
        let outcome = await sweep.run(id: bench.folder.name, startedAt: Date().formatted(.iso8601))
        bench.display.finish()
        var document = outcome.document
        if bench.wasInterrupted { document.notes.insert(Note.stopped.sentence, at: 0) }
        document.notes += bench.notes
        if !document.trials.isEmpty { try reports.write(ReportForms(document)) }
        if let failure = outcome.failure { throw bench.ending(failure) }
        guard document.recommendation != nil else {
            throw CommandFailure(
                "nothing was measured: the budget of \(Int(measure.budget.seconds)) s ended before the first trial had "
                    + "a result.",
                hint: "Give it more with --budget 10m.",
                exitCode: .noAnswer
            )
        }
    }
}
