import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomSchema
import HeadroomSweep
import HeadroomSystem
import HeadroomTrials

/// Common part of sweep, fit and learn: from their options to the written reports.
struct Measurement {
    let training: TrainingCommand
    let kind: SweepDocument.Kind
    let measure: MeasureOptions
    let price: PriceOptions
    let keeping: KeepOptions
    let reports: ReportOptions

    /// Options and resources of a measurement.
    struct Equipment {
        var options: SweepOptions
        var bench: Workbench
        var keep: @Sendable (SweepResult) -> Void

        func sweep(_ options: SweepOptions) -> HeadroomSweep.Sweep {
            let bench = bench
            return HeadroomSweep.Sweep(
                options: options,
                runner: bench.runner,
                machine: bench.machine,
                capacityBytes: options.memoryLimitBytes ?? bench.host.defaultMemoryLimitBytes,
                directory: bench.folder.path,
                stopRequest: bench.stopRequest,
                report: { bench.display.show($0) },
                checkpoint: keep
            )
        }
    }

    /// Sweeps, writes the reports, and returns the document.
    ///
    /// - Parameter adjust: sets the options specific to a command.
    @discardableResult
    func run(_ adjust: (inout SweepOptions) throws -> Void) async throws -> SweepDocument {
        try await run(adjust) { equipment, startedAt in
            var sweep = equipment.sweep(equipment.options)
            return await sweep.run(id: equipment.bench.folder.name, startedAt: startedAt)
        }
    }

    /// Measures, writes the reports, and returns the document.
    ///
    /// - Parameter measuring: performs the measurement; it throws a ``TrialError`` if there is nothing to report.
    @discardableResult
    func run(
        _ adjust: (inout SweepOptions) throws -> Void,
        measuring: (Equipment, _ startedAt: String) async throws -> HeadroomSweep.Sweep.Outcome
    ) async throws -> SweepDocument {
        try training.check()
        try keeping.check()
        let bench = try Workbench(logs: measure.logs, showsOutput: measure.showOutput, reports: reports)
        defer { bench.folder.remove() }
        let beforeSeconds = ProcessorTime.seconds()
        let command = training.template(seed: measure.seed)
        var options = measure.sweepOptions(command, bench: bench)
        options.kind = kind
        options.workload = training.workload
        options.shownCommand = training.shown(command)
        options.ownPaths = [keeping.path, bench.logFolder].compactMap(\.self) + reports.paths
        options.baseline = (training.baseline?.value ?? training.workloadDescription?.defaultBatchSize).map {
            SweepDocument.Baseline(batchSize: $0, observed: false)
        }
        if training.workload == nil { options.workingCopy = measure.workingCopy }
        if training.workload == nil, measure.listens {
            options.environment.merge(try bench.agentEnvironment()) { $1 }
        }
        try adjust(&options)

        let (keeping, price) = (keeping, price)
        let equipment = Equipment(options: options, bench: bench) {
            keeping.keepUnfinished(price.applied(to: SweepDocument($0)))
        }
        let outcome: HeadroomSweep.Sweep.Outcome
        do {
            outcome = try await measuring(equipment, Date().formatted(.iso8601))
        } catch let failure as TrialError {
            bench.display.finish()
            throw bench.ending(failure)
        }
        bench.display.finish()

        let result = outcome.result.measured(
            taking: ProcessorTime.seconds() - beforeSeconds,
            privateMemoryBytes: ThisProgram.privateMemoryBytes ?? 0,
            opening: bench.wasInterrupted ? .stopped : nil
        )
        let document = price.applied(to: SweepDocument(result.adding(bench.notes.map { .ofTheProgram($0) })))
        let isAnswered = document.trials.contains { $0.outcome != .stopped && $0.outcome != .failed }
        // A failure to write a report must not prevent the run from being stored.
        let written = Result { if !document.trials.isEmpty { try reports.write(ReportForms(document)) } }
        if isAnswered { keeping.keep(document) }
        try written.get()
        if let failure = outcome.failure { throw bench.ending(failure) }
        if !isAnswered { throw unanswered }
        return document
    }

    /// Error for a budget that ended before the first result.
    private var unanswered: CommandFailure {
        CommandFailure(
            "nothing was measured: the budget of \(Int(measure.budget.seconds)) s ended before the first trial had a "
                + "result.",
            hint: "Give it more with --budget 10m.",
            exitCode: .noAnswer
        )
    }
}
