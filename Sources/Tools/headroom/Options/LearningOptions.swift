import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomSchema
import HeadroomSweep
import HeadroomTrials

extension Reduction: ExpressibleByArgument {}

/// Options of a study: its trainings and their evaluation.
struct LearningOptions: ParsableArguments {
    @Option(help: "Number of seeds of each training.")
    var seeds = 5

    @Option(
        help: """
            Loss of test accuracy that still counts as equally good, in the unit of the measure: 0.01 is one percentage \
            point.
            """
    )
    var tolerance = 0.01

    @Option(help: "Target on the test data (default: the current result less the tolerance).")
    var target: Double?

    @Option(help: "Current learning rate of the command, if Headroom cannot find it.")
    var learningRate: Double?

    @Option(help: "Current number of epochs of the command, if Headroom cannot find it.")
    var epochs: Int?

    @Option(help: "Number of samples in an epoch, if Headroom cannot find it.")
    var trainingSamples: Int?

    @Option(
        help: ArgumentHelp(
            "Optimizer of the command, if Headroom cannot find it: sgd, adam, adamw, lars, lamb, and so on.",
            valueName: "name"
        )
    )
    var optimizer: String?

    @Option(
        help: ArgumentHelp(
            "Find the test result in the command's output, as group <value> (default: test accuracy and similar).",
            valueName: "regex"
        )
    )
    var measureRegex: String?

    @Flag(help: "Lower results of --measure-regex are better.")
    var lowerIsBetter = false

    @Option(
        help:
            "Whether the command averages (mean) or adds (sum) the gradients of a batch, if its losses do not show it."
    )
    var reduction: Reduction?

    @Flag(help: "Skip the remedies for large batches.")
    var noRemedies = false

    @Flag(help: "Run every training to its end, even if it can no longer win.")
    var toTheEnd = false

    @Flag(help: "Repeat every training, even if an earlier run has its result.")
    var noReuse = false

    @Option(
        help: ArgumentHelp(
            "Write a batch size schedule as JSON, if the gradient noise grows during the training.",
            valueName: "file"
        )
    )
    var schedule: String?

    func validate() throws {
        guard (1...100).contains(seeds) else { throw ValidationError("--seeds takes a whole number from 1 to 100.") }
        guard tolerance > 0, tolerance.isFinite else { throw ValidationError("--tolerance takes a number above 0.") }
        if let target, !target.isFinite { throw ValidationError("--target takes a number.") }
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            throw ValidationError("--learning-rate takes a number above 0.")
        }
        if let epochs, epochs < 1 { throw ValidationError("--epochs takes a whole number of at least 1.") }
        if let trainingSamples, !(1...(1 << 50)).contains(trainingSamples) {
            throw ValidationError("--training-samples takes a whole number of at least 1.")
        }
        if let optimizer, LearningRateRule(optimizer: optimizer) == nil {
            throw ValidationError(
                "No rule is known for the learning rate of \(optimizer): --optimizer takes one such as sgd or adam."
            )
        }
        guard measureRegex != nil || !lowerIsBetter else {
            throw ValidationError("--lower-is-better goes with --measure-regex.")
        }
        do {
            _ = try pattern()
        } catch let failure as StepPattern.Failure {
            throw ValidationError("\(failure).")
        }
    }

    private func pattern() throws -> EvaluationPattern {
        guard let measureRegex else { return .usual }
        let measure = Metric(name: "measure", isHigherBetter: !lowerIsBetter)
        return try EvaluationPattern(measureRegex, measure: measure)
    }

    /// Writes the batch size schedule, if requested, in the format of 'headroom train WORKLOAD --schedule FILE'.
    func writeSchedule(of document: SweepDocument) throws {
        guard let schedule else { return }
        guard let steps = document.schedule else {
            StandardStream.note(
                "no schedule was written: one batch size is best from the start of the training to its end, or the noise "
                    + "of its gradients is not known over it"
            )
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try OutputFile.write(String(decoding: encoder.encode(steps), as: UTF8.self), to: schedule)
    }

    /// Values of the placeholders if only the batch size is varied.
    var quickValues: [CommandTemplate.Placeholder: String] {
        [.learningRate: learningRate.map { "\($0)" }, .epochs: epochs.map { "\($0)" }, .seed: "0"]
            .compactMapValues(\.self)
    }

    /// Command without the placeholders that have no value.
    func quickCommand(_ command: CommandTemplate) throws -> CommandTemplate {
        if let left = command.leavingOpen(keeping: Set(quickValues.keys), keepsBatchSize: true) { return left }
        throw ValidationError(
            "The command cannot be started without its {lr} or {epochs}: say what they are today with --learning-rate X and "
                + "--epochs N."
        )
    }

    /// Options of the study.
    ///
    /// - Parameter note: called with messages for the user during the study.
    func study(
        _ training: TrainingCommand,
        _ trials: SweepOptions,
        batchSizes: [Int]?,
        note: @escaping @Sendable (String) -> Void
    ) -> StudyOptions {
        var options = StudyOptions(
            trials: trials,
            command: training.trainingTemplate ?? trials.command
        )
        // The batch size of a workload is observed, as for any command: options after -- may change it.
        options.trials.baseline = training.baseline.map { .init(batchSize: $0.value, observed: false) }
        options.seeds = seeds
        options.tolerance = tolerance
        options.target = target
        options.batchSizes = batchSizes
        options.learningRate = learningRate
        options.epochs = epochs
        options.trainingSamples = trainingSamples
        options.optimizer = optimizer
        options.reduction = reduction
        options.stopsEarly = !toTheEnd
        options.code = CodeFingerprint.of(options.command.arguments).map { $0 + (measureRegex ?? "") }
        if let workload = training.workload, !noRemedies {
            options.remedies = { baseline, batchSize in
                guard let epochs = baseline.epochs, let samples = baseline.trainingSamples,
                    batchSize > baseline.batchSize
                else { return [] }
                let larger = LargerBatch(
                    baseBatchSize: baseline.batchSize,
                    batchSize: batchSize,
                    learningRate: baseline.learningRate,
                    optimizer: baseline.optimizer?.split(separator: " ").first.map(String.init),
                    epochs: epochs,
                    trainingSamples: samples
                )
                do throws(TrainingProgram.Failure) {
                    return try TrainingProgram.remedies(of: workload, for: larger)
                } catch {
                    note("no remedies are tried: \(TrainingProgram.path): \(error.reason)")
                    return []
                }
            }
        }
        if let workload = training.workloadDescription {
            options.workload = StudyOptions.WorkloadOptions(
                names: workload.options,
                sharpness: training.sharpnessCommand
            )
            // The losses of the workloads are means over the batch.
            options.reduction = .mean
        } else {
            options.evaluationPattern = try? pattern()
        }
        return options
    }
}
