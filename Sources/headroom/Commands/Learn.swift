import ArgumentParser
import HeadroomCore
import HeadroomSweep

/// Up to which batch size a model still learns.
struct Learn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say up to which batch size a larger batch still buys progress, and recommend one.",
        usage: "headroom learn --quick [options] <workload> [-- <options of the workload>]",
        discussion: """
            With --quick nothing is trained to the end but once: the noise of the gradients says how many steps a batch \
            size needs, its measured throughput how long they take.
            """
    )

    @OptionGroup var training: TrainingCommand

    @Flag(help: "Train once, and judge by the noise of the gradients and the throughput alone.")
    var quick = false

    @Option(help: "Visit these batch sizes: 8,16,32.")
    var batchSizes: BatchSizeList?

    @Option(help: "What the recommendation is to make least: time or energy; or greatest: throughput.")
    var objective = SweepDocument.Objective.time

    @OptionGroup(title: "Trials") var measure: MeasureOptions
    @OptionGroup(title: "Keeping") var keeping: KeepOptions
    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        guard quick else {
            throw ValidationError(
                "This version has 'learn --quick' alone: trainings at several batch sizes are not in it."
            )
        }
        guard training.workload != nil else {
            throw ValidationError("This version looks at the gradients of its own workloads alone.")
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
        try await measurement.run { options in
            options.measuresNoise = true
            options.objective = objective
            options.batchSizes = batchSizes?.batchSizes
        }
    }
}
