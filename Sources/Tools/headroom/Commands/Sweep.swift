import ArgumentParser
import HeadroomCommandLine
import HeadroomCore
import HeadroomSweep

/// Measures a training over a range of batch sizes, and recommends one.
struct Sweep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a training at a range of batch sizes, and recommend one.",
        usage: """
            headroom sweep [options] <workload> [-- <options of the workload>]
            headroom sweep [options] -- <command> [<arguments with {batch} {out}>]
            headroom sweep [options] --on slurm:partition=gpu,gres=gpu:1,time=30m -- <command> [<arguments with {batch} {out}>]
            headroom sweep [options] --axes <name>,<name> <workload>
            headroom sweep [options] --axes <name>,<name> -- <command> [<arguments with {name} {name} {out}>]
            """,
        discussion: """
            --axes measures a plane of two axes, such as scenes in a step and rays of each scene; two fitted laws choose \
            the few points to measure. The first axis is the batch size. The recommendation is the smallest step, in \
            points (the product of both), that reaches --pays-at of the peak points per second. Such a sweep is not saved.
            """
    )

    @OptionGroup var training: TrainingCommand

    @Option(help: "Measure these batch sizes: 8,16,32.")
    var batchSizes: BatchSizeList?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Measure the powers of two from <first> to <last>.", valueName: "first> <last")
    )
    var batchScan: [BatchSize] = []

    @Option(
        help: ArgumentHelp(
            "Measure two axes, the batch size and another: batch,rays; with ranges batch=1..64,rays=16..1024 (powers of two) or lists rays=32,64,96. The command has {name} for each. Axes of workloads: scenes,rays or scenes,samples.",
            valueName: "name,name"
        ),
        transform: { try AxisList($0) }
    )
    var axes: AxisList?

    @Option(help: "Goal of the recommendation: least time, least energy or greatest throughput.")
    var objective = SweepDocument.Objective.time

    @Option(help: "Smallest share of peak throughput at which a batch size pays.")
    var paysAt = 0.9

    @Option(help: "Target precision: relative half-width of the throughput's 95 % interval.")
    var precision = 0.03

    @OptionGroup(title: "Trials") var measure: MeasureOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "Keeping") var keeping: KeepOptions
    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        guard batchSizes == nil || batchScan.isEmpty else {
            throw ValidationError("Give --batch-sizes or --batch-scan, not both.")
        }
        guard batchScan.isEmpty || batchScan.count == 2 && batchScan[0].value <= batchScan[1].value else {
            throw ValidationError("--batch-scan takes the first and the last batch size, as in --batch-scan 8 1024.")
        }
        if axes != nil { try validateWithAxes() }
        guard (0.01...1).contains(paysAt) else { throw ValidationError("--pays-at takes a share from 0.01 to 1.") }
        guard (0.001...0.5).contains(precision) else {
            throw ValidationError("--precision takes a share from 0.001 to 0.5.")
        }
    }

    /// Refuses the options that a plane does not have.
    private func validateWithAxes() throws {
        guard batchSizes == nil, batchScan.isEmpty else {
            throw ValidationError("With --axes the batch sizes go into it, as in --axes batch=8..64,rays.")
        }
        guard objective == .time else {
            throw ValidationError("--objective does not go with --axes, which has an objective of its own.")
        }
        guard measure.withoutSteps == nil else {
            throw ValidationError("--without-steps does not go with --axes: a plane is measured by its steps.")
        }
        guard cluster.on == nil else { throw ValidationError("--on does not go with --axes yet.") }
        guard price.price == nil, keeping.store == nil, keeping.job == nil else {
            throw ValidationError("--price, --store and --job do not go with --axes: a plane is not kept as a run.")
        }
    }

    private var measurement: Measurement {
        Measurement(
            training: training,
            kind: .sweep,
            measure: measure,
            price: price,
            keeping: keeping,
            reports: reports
        )
    }

    func run() async throws {
        if let axes {
            let plane = PlaneMeasurement(training: training, axes: axes, measure: measure, reports: reports)
            return try await plane.run { options in
                options.paysAt = paysAt
                options.precision = precision
            }
        }
        if let place = cluster.on {
            let delivery = Delivery(price: price, keeping: keeping, reports: reports)
            try training.check()
            return try await ClusterMeasurement(delivery: delivery).start(
                PlannedArguments.of(Array(CommandLine.arguments.dropFirst())),
                on: place,
                options: cluster
            )
        }
        try await measurement.run(adjust)
    }

    /// Measures on a bench, without reports: the part of a sweep that a node of a cluster carries out.
    ///
    /// - Parameter limits: sets the limits of the node.
    func measured(
        on bench: Workbench,
        ownPaths: [String],
        limits: (inout SweepOptions) -> Void
    ) async throws -> Measured {
        try training.check()
        return try await measurement.measure(
            on: bench,
            ownPaths: ownPaths,
            { options in
                adjust(&options)
                limits(&options)
            },
            checkpoint: { _ in },
            measuring: { equipment, startedAt in
                var sweep = equipment.sweep(equipment.options)
                return await sweep.run(id: equipment.bench.folder.name, startedAt: startedAt)
            }
        )
    }

    private func adjust(_ options: inout SweepOptions) {
        options.objective = objective
        options.paysAt = paysAt
        options.precision = precision
        options.batchSizes = askedBatchSizes
    }

    private var askedBatchSizes: [Int]? {
        if let batchSizes { return batchSizes.batchSizes }
        guard let first = batchScan.first?.value, let last = batchScan.last?.value else { return nil }
        var sizes = Array(sequence(first: first) { $0 * 2 <= last ? $0 * 2 : nil })
        if sizes.last != last { sizes.append(last) }
        return sizes
    }
}
