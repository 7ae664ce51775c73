import ArgumentParser
import HeadroomCommandLine
import HeadroomCore
import HeadroomSweep

/// Finds the largest batch size that fits in memory.
struct Fit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the largest batch size that fits in memory.",
        usage: """
            headroom fit [options] <workload> [-- <options of the workload>]
            headroom fit [options] -- <command> [<arguments with {batch} {out}>]
            """
    )

    @OptionGroup var training: TrainingCommand

    @Option(help: "For CI: exit with code 2 if this batch size does not fit.")
    var atLeast: BatchSize?

    @Option(help: "Largest batch size to try.")
    var atMost: BatchSize?

    @OptionGroup(title: "Trials") var measure: MeasureOptions
    @OptionGroup(title: "Keeping") var keeping: KeepOptions
    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    private var measurement: Measurement {
        Measurement(training: training, kind: .fit, measure: measure, price: price, keeping: keeping, reports: reports)
    }

    func run() async throws {
        let document = try await measurement.run { options in
            if let atMost { options.batchSizes = atMost.value == 1 ? [1] : [1, atMost.value] }
        }
        guard let atLeast else { return }
        let nothingFits = document.trials.contains { $0.outcome == .outOfMemory } && document.points.isEmpty
        guard let fits = document.fits?.batchSize ?? (nothingFits ? 0 : nil) else {
            throw CommandFailure(
                "whether a batch size of \(atLeast.value) fits was not found out: "
                    + "\(document.undecided["fits"] ?? "the budget ended first").",
                exitCode: .noAnswer
            )
        }
        if fits < atLeast.value {
            throw CommandFailure(
                "the largest batch size that fits is \(fits), which is less than the asked \(atLeast.value).",
                exitCode: .thresholdNotMet
            )
        }
    }
}
