import ArgumentParser
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomSweep
import HeadroomTrials

/// Finds the largest batch size at which a model still learns.
struct Learn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find up to which batch size a model still learns, what helps beyond it, and recommend one.",
        usage: """
            headroom learn [options] <workload> [-- <options of the workload>]
            headroom learn [options] -- <command> [<arguments with {batch} {lr} {epochs} {seed} {out}>]
            """,
        discussion: """
            Trains in full at several batch sizes and seeds: with nothing else changed, with a scaled learning rate, and \
            with the current number of updates. With --quick it trains once: the gradient noise scale predicts how many \
            steps each batch size needs, and the measured throughput how long they take.
            """
    )

    /// Number of stored runs that are searched for trainings to reuse.
    private static let mostRuns = 20

    private static let quickPrecision = 0.1

    @OptionGroup var training: TrainingCommand

    @Flag(help: "Train once, and judge by gradient noise and throughput alone.")
    var quick = false

    @Option(help: "With --quick: number of steps whose gradients are measured, at each stage of the training.")
    var gradientSteps = SweepOptions.usualGradientSteps

    @Option(help: "Measure these batch sizes: 8,16,32.")
    var batchSizes: BatchSizeList?

    @Option(help: "Goal of the recommendation: least time, least energy or greatest throughput.")
    var objective = SweepDocument.Objective.time

    @OptionGroup(title: "Trainings") var learning: LearningOptions
    @OptionGroup(title: "Trials") var measure: MeasureOptions
    @OptionGroup(title: "Keeping") var keeping: KeepOptions
    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        guard measure.withoutSteps == nil else {
            throw ValidationError("Learning is measured in steps, so that --without-steps leaves nothing to say.")
        }
        guard (16...1_000_000).contains(gradientSteps) else {
            throw ValidationError("--gradient-steps takes a whole number from 16 to 1000000.")
        }
        guard quick || gradientSteps == SweepOptions.usualGradientSteps else {
            throw ValidationError("--gradient-steps goes with --quick.")
        }
    }

    func run() async throws {
        let measurement = Measurement(
            training: training,
            kind: .learn,
            measure: measure,
            price: price,
            keeping: keeping,
            reports: reports
        )
        let adjust: (inout SweepOptions) -> Void = { options in
            options.measuresNoise = true
            options.objective = objective
        }
        if quick {
            let document = try await measurement.run { options in
                adjust(&options)
                options.batchSizes = batchSizes?.batchSizes
                options.gradientSteps = gradientSteps
                // The fit of step times over batch sizes averages out the error of a single, short start.
                options.starts = 1...1
                options.blockSeconds = 0.2...0.4
                options.precision = Self.quickPrecision
                // The losses of the workloads are means over the batch.
                options.reduction = training.workload == nil ? learning.reduction : .mean
                options.values = learning.quickValues
                options.command = try learning.quickCommand(options.command)
            }
            try learning.writeSchedule(of: document)
            return
        }
        let document = try await measurement.run(adjust) { equipment, startedAt in
            let bench = equipment.bench
            var options = learning.study(training, equipment.options, batchSizes: batchSizes?.batchSizes) {
                bench.display.finish()
                StandardStream.note($0)
            }
            if !learning.noReuse {
                options.keep(trainingsOf: keeping.latest(.learn, limit: Self.mostRuns), on: bench.machine)
            }
            var study = Study(
                options: options,
                runner: bench.runner,
                usableCPUs: bench.host.usableCPUs,
                directory: bench.folder.path,
                stopRequest: bench.stopRequest,
                makeSweep: { equipment.sweep($0) },
                checkpoint: equipment.keep,
                report: { bench.display.show($0) }
            )
            return try await study.run(id: bench.folder.name, startedAt: startedAt)
        }
        try learning.writeSchedule(of: document)
    }
}
