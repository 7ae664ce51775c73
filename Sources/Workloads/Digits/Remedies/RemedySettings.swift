package import HeadroomTraining

/// The settings of the remedies for large batches; all are off by default.
///
/// Each remedy has its own file, with its source and cost.
package struct RemedySettings: Sendable {
    /// Number of steps of learning rate warmup.
    package var warmupSteps = 0
    /// Kinds of data augmentation.
    package var augmentations: Set<Augmentation.Kind> = []
    /// Shape parameter alpha of mixup's beta distribution.
    package var mixup = 0.0
    /// Number of optimizer steps on each batch, and strength of the proximal term.
    package var proximalSteps = 1
    package var proximalStrength = 1e-3
    /// Method of adversarial training, and maximum change of a pixel.
    package var adversary: AdversarialExamples.Method?
    package var adversarialEpsilon = 0.1
    /// Radius of sharpness-aware minimization.
    package var sharpnessRadius = 0.0
    /// Whether hidden layers have batch normalization.
    package var batchNorm = false
    /// Number of samples in the statistics of batch normalization; 0 for the whole batch.
    package var ghostBatch = 0
    package var labelSmoothing = 0.0
    /// Number of batches whose mean gradient makes one step.
    package var accumulation = 1
    /// Maximum norm of the gradient.
    package var clipNorm: Double?
    /// Schedule of a growing batch size.
    package var schedule: BatchSchedule?

    package init() {}

    /// The options that differ from their defaults: `--mixup 0.2 --warmup-steps 10`; `none` without any.
    var summary: String {
        func options(_ remedies: RemedySettings) -> [(name: String, value: String)] {
            let stages = remedies.schedule?.stages.map {
                "\($0.fromFraction):\($0.batchSize):\($0.learningRateFactor)"
            }
            return [
                ("--warmup-steps", "\(remedies.warmupSteps)"),
                ("--augment", remedies.augmentations.map(\.rawValue).sorted().joined(separator: ",")),
                ("--mixup", "\(remedies.mixup)"),
                ("--proximal-steps", "\(remedies.proximalSteps)"),
                ("--proximal-strength", "\(remedies.proximalStrength)"),
                ("--adversarial", remedies.adversary?.rawValue ?? ""),
                ("--adversarial-epsilon", "\(remedies.adversarialEpsilon)"),
                ("--sharpness-aware", "\(remedies.sharpnessRadius)"),
                ("--batch-norm", "\(remedies.batchNorm)"),
                ("--ghost-batch", "\(remedies.ghostBatch)"),
                ("--label-smoothing", "\(remedies.labelSmoothing)"),
                ("--accumulation", "\(remedies.accumulation)"),
                ("--clip-norm", remedies.clipNorm.map { "\($0)" } ?? ""),
                ("--schedule", stages?.joined(separator: ",") ?? ""),
            ]
        }
        let changed = zip(options(self), options(RemedySettings())).filter { $0.value != $1.value }.map(\.0)
        return changed.isEmpty ? "none" : changed.map { "\($0.name) \($0.value)" }.joined(separator: " ")
    }

    var normalization: Normalization {
        if ghostBatch > 0 { return .ghost(ghostBatch) }
        return batchNorm ? .batch : .none
    }
}

extension RemedySettings {
    /// Throws where a setting is invalid, alone, in combination, or for the data.
    func check(_ options: Digits.Options, _ data: ImageSplit) throws(WorkloadError) {
        try checkNumbers(data)
        try checkPairs()
        if augmentations.contains(.flip), ["digits", "idx"].contains(data.name) {
            throw WorkloadError(.usage, "--augment flip is not for digits: a mirrored digit is another one, or none")
        }
        if normalization != .none, options.batchSize < 2 {
            throw WorkloadError(.usage, "batch normalization needs a --batch-size of at least 2")
        }
        if let schedule {
            guard options.epochs != nil else {
                throw WorkloadError(.usage, "--schedule needs --epochs: its stages are fractions of the training")
            }
            try schedule.check(samples: data.training.count)
        }
    }

    private func checkNumbers(_ data: ImageSplit) throws(WorkloadError) {
        func require(_ isFine: Bool, _ complaint: String) throws(WorkloadError) {
            guard isFine else { throw WorkloadError(.usage, complaint) }
        }
        try require(warmupSteps >= 0, "--warmup-steps takes a whole number of at least 0")
        try require(mixup >= 0 && mixup.isFinite, "--mixup takes a number of at least 0")
        try require(1...1000 ~= proximalSteps, "--proximal-steps takes a whole number from 1 to 1000")
        try require(
            proximalStrength >= 0 && proximalStrength.isFinite,
            "--proximal-strength takes a number of at least 0"
        )
        try require(
            0...1 ~= adversarialEpsilon,
            "--adversarial-epsilon takes a number from 0 to 1, the range of a pixel"
        )
        try require(sharpnessRadius >= 0 && sharpnessRadius.isFinite, "--sharpness-aware takes a number of at least 0")
        try require(ghostBatch == 0 || ghostBatch >= 2, "--ghost-batch takes a whole number of at least 2")
        try require(labelSmoothing >= 0 && labelSmoothing < 1, "--label-smoothing takes a number from 0 to below 1")
        try require(
            1...data.training.count ~= accumulation,
            "--accumulation takes a whole number from 1 to \(data.training.count), the samples of an epoch"
        )
        if let clipNorm { try require(clipNorm > 0 && clipNorm.isFinite, "--clip-norm takes a number above 0") }
    }

    private func checkPairs() throws(WorkloadError) {
        let isOn: [(option: String, isOn: Bool)] = [
            ("--mixup", mixup > 0), ("--adversarial", adversary != nil), ("--accumulation", accumulation > 1),
            ("--sharpness-aware", sharpnessRadius > 0), ("--proximal-steps", proximalSteps > 1),
            ("--schedule", schedule != nil),
        ]
        let used = Set(isOn.filter(\.isOn).map(\.option))
        for (first, second, reason) in RemedySettings.excluded where used.isSuperset(of: [first, second]) {
            throw WorkloadError(.usage, "\(first) and \(second) do not go together: \(reason)")
        }
    }

    private static let excluded = [
        ("--mixup", "--adversarial", "an adversarial example needs one right class, and a mixed image has two"),
        ("--accumulation", "--sharpness-aware", "the second gradient needs the whole batch once more"),
        ("--accumulation", "--proximal-steps", "each further step needs the whole batch once more"),
        ("--accumulation", "--schedule", "the schedule says how many samples a step has"),
    ]
}
