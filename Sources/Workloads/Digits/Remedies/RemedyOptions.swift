import ArgumentParser
import HeadroomTraining

extension AdversarialExamples.Method: ExpressibleByArgument {}

/// The command line options of the remedies for large batches; docs/workloads/digits.md has their sources.
struct RemedyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Let the learning rate grow linearly over the first steps.", valueName: "n"))
    var warmupSteps = 0

    @Option(
        help: ArgumentHelp(
            "Change images at random: shift, rotation, flip, cutout, or several of them: shift,rotation. Digits are not "
                + "flipped: a mirrored digit is another one, or none.",
            valueName: "list"
        )
    )
    var augment = AugmentationList()

    @Option(help: ArgumentHelp("Mix pairs of samples, by shares drawn from Beta(alpha, alpha).", valueName: "alpha"))
    var mixup = 0.0

    @Option(help: ArgumentHelp("Make several optimizer steps on each batch.", valueName: "n"))
    var proximalSteps = 1

    @Option(help: ArgumentHelp("Hold these steps to where the first began, so strongly.", valueName: "x"))
    var proximalStrength = 1e-3

    @Option(help: "Train on adversarial examples: fgsm (2 gradients a step) or pgd (8).")
    var adversarial: AdversarialExamples.Method?

    @Option(help: ArgumentHelp("By how much these change a pixel, which is from 0 to 1.", valueName: "x"))
    var adversarialEpsilon = 0.1

    @Option(
        help: ArgumentHelp(
            "Take the gradient at the worst point so near (SAM; 2 gradients a step).",
            valueName: "radius"
        )
    )
    var sharpnessAware = 0.0

    @Flag(help: "Follow each hidden layer by batch normalization.")
    var batchNorm = false

    @Option(help: ArgumentHelp("The same, with statistics over this number of samples of a batch.", valueName: "n"))
    var ghostBatch = 0

    @Option(help: ArgumentHelp("Spread this share of the right class over all classes.", valueName: "x"))
    var labelSmoothing = 0.0

    @Option(
        help: ArgumentHelp("Accumulate the gradients of this number of batches in each step.", valueName: "n")
    )
    var accumulation = 1

    @Option(help: ArgumentHelp("Shorten gradients to this norm.", valueName: "x"))
    var clipNorm: Double?

    @Option(
        help: ArgumentHelp(
            #"Let the batch grow in place of --batch-size: a JSON file, or [{"fromFraction":0,"batchSize":64},...]."#,
            valueName: "file"
        )
    )
    var schedule: String?

    /// Returns the settings, and throws where the schedule is invalid; a training checks the rest.
    func settings() throws(WorkloadError) -> RemedySettings {
        var settings = RemedySettings()
        settings.warmupSteps = warmupSteps
        settings.augmentations = augment.kinds
        settings.mixup = mixup
        settings.proximalSteps = proximalSteps
        settings.proximalStrength = proximalStrength
        settings.adversary = adversarialEpsilon == 0 ? nil : adversarial
        settings.adversarialEpsilon = adversarialEpsilon
        settings.sharpnessRadius = sharpnessAware
        settings.batchNorm = batchNorm
        settings.ghostBatch = ghostBatch
        settings.labelSmoothing = labelSmoothing
        settings.accumulation = accumulation
        settings.clipNorm = clipNorm
        settings.schedule = try schedule.map { source throws(WorkloadError) in try BatchSchedule(source) }
        return settings
    }
}

/// A list of augmentations: `shift,rotation`.
struct AugmentationList: ExpressibleByArgument, CustomStringConvertible {
    var kinds: Set<Augmentation.Kind> = []

    init() {}

    init?(argument: String) {
        for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = Augmentation.Kind(rawValue: String(name)) else { return nil }
            kinds.insert(kind)
        }
    }

    var description: String {
        kinds.isEmpty ? "none" : kinds.map(\.rawValue).sorted().joined(separator: ",")
    }
}
