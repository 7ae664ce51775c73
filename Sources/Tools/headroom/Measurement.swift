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
                report: { bench.show($0) },
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
        let (keeping, price) = (keeping, price)
        let measured = try await measure(
            on: bench,
            adjust,
            checkpoint: { keeping.keepUnfinished(price.applied(to: SweepDocument($0))) },
            measuring: measuring
        )
        return try Delivery(price: price, keeping: keeping, reports: reports).deliver(measured)
    }

    /// Measures; reports and stores nothing but checkpoints.
    ///
    /// - Parameters:
    ///   - ownPaths: further paths that Headroom writes to meanwhile.
    ///   - checkpoint: called periodically with the results so far.
    func measure(
        on bench: Workbench,
        ownPaths: [String] = [],
        _ adjust: (inout SweepOptions) throws -> Void,
        checkpoint: @escaping @Sendable (SweepResult) -> Void,
        measuring: (Equipment, _ startedAt: String) async throws -> HeadroomSweep.Sweep.Outcome
    ) async throws -> Measured {
        let beforeSeconds = ProcessorTime.seconds()
        let command = training.template(seed: measure.seed)
        var options = measure.sweepOptions(command, bench: bench)
        options.kind = kind
        options.workload = training.workload
        options.shownCommand = training.shown(command)
        options.ownPaths = [keeping.path, bench.logFolder].compactMap(\.self) + reports.paths + ownPaths
        options.baseline = (training.baseline?.value ?? training.workloadDescription?.defaultBatchSize).map {
            SweepDocument.Baseline(batchSize: $0, observed: false)
        }
        if training.workload == nil { options.workingCopy = measure.workingCopy }
        if training.workload == nil, measure.listens {
            options.environment.merge(try bench.agentEnvironment()) { $1 }
        }
        try adjust(&options)

        let equipment = Equipment(options: options, bench: bench, keep: checkpoint)
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
        let document = SweepDocument(result.adding(bench.notes.map { .ofTheProgram($0) }))
        var measured = Measured(document: document, failure: outcome.failure.map { bench.ending($0) })
        if measured.failure == nil, !measured.isAnswered { measured.failure = unanswered }
        return measured
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
