import HeadroomDigits
import HeadroomTraining
import TestSupport
import Testing

/// Invalid combinations of remedies and strengths.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct RemedyRefusalTests: ShortTrainings {
    init() throws { try loadEngine() }

    static let refused: [(String, @Sendable (inout Digits.Options) throws -> Void)] = [
        ("a mirrored digit", { $0.remedies.augmentations = [.flip] }),
        (
            "--mixup and --adversarial",
            {
                $0.remedies.mixup = 1
                $0.remedies.adversary = .fgsm
            }
        ),
        (
            "--accumulation and --sharpness-aware",
            {
                $0.remedies.accumulation = 2
                $0.remedies.sharpnessRadius = 0.1
            }
        ),
        (
            "--accumulation and --proximal-steps",
            {
                $0.remedies.accumulation = 2
                $0.remedies.proximalSteps = 2
            }
        ),
        (
            "--accumulation and --schedule",
            {
                $0.remedies.accumulation = 2
                $0.remedies.schedule = try BatchSchedule(#"[{"fromFraction":0,"batchSize":8}]"#)
            }
        ),
        (
            "--schedule needs --epochs",
            {
                $0.epochs = nil
                $0.remedies.schedule = try BatchSchedule(#"[{"fromFraction":0,"batchSize":8}]"#)
            }
        ),
        (
            "a batch size of 1443, which is larger than the data",
            { $0.remedies.schedule = try BatchSchedule(#"[{"fromFraction":0,"batchSize":1443}]"#) }
        ),
        ("--warmup-steps", { $0.remedies.warmupSteps = -1 }),
        ("--mixup", { $0.remedies.mixup = .nan }),
        ("--proximal-steps", { $0.remedies.proximalSteps = 0 }),
        ("--proximal-strength", { $0.remedies.proximalStrength = -1 }),
        ("--adversarial-epsilon", { $0.remedies.adversarialEpsilon = 1.1 }),
        ("--sharpness-aware", { $0.remedies.sharpnessRadius = .infinity }),
        ("--ghost-batch", { $0.remedies.ghostBatch = 1 }),
        (
            "batch normalization needs",
            {
                $0.batchSize = 1
                $0.remedies.batchNorm = true
            }
        ),
        ("--label-smoothing", { $0.remedies.labelSmoothing = 1 }),
        ("--accumulation", { $0.remedies.accumulation = .max }),
        ("--clip-norm", { $0.remedies.clipNorm = 0 }),
    ]

    @Test func whatMakesNoSenseIsRefused() throws {
        for (text, change) in Self.refused {
            let error = #expect(throws: WorkloadError.self, "\(text)") {
                try Digits.train(options(change), on: digits())
            }
            #expect(
                error?.code == .usage && error?.description.contains(text) == true,
                "\(text): \(error?.description ?? "no error")"
            )
        }
    }

    @Test func imagesThatAreNoDigitsMayBeFlipped() throws {
        let split = try digits()
        let named = ImageSplit(name: "cifar-10", training: split.training, test: split.test)
        _ = try Digits.train(options { $0.remedies.augmentations = [.flip] }, on: named)
    }
}
