import FoundationEssentials
import HeadroomDigits
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Trainings resumed from a checkpoint.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ResumeTests {
    private let data: ImageSplit
    private let folder: Folder

    init() throws {
        try loadEngine()
        data = try DigitsData.load("\(Needs.data)/digits.csv")
        folder = try Folder()
    }

    private var path: String { "\(folder.path)/digits.safetensors" }

    private func options(epochs: Int, _ change: (inout Digits.Options) -> Void) -> Digits.Options {
        var options = Digits.Options()
        options.epochs = epochs
        options.checkpoint = path
        change(&options)
        return options
    }

    private func values(_ result: Digits.Result) throws -> [[Float]] {
        try result.model.state.map { try $0.tensor.floats() }
    }

    /// Every generator and every kind of optimizer state, ended within an epoch and between two.
    @Test(arguments: [
        ("adam with mixup", 30), ("lamb with augmentation", 46), ("sgd with adversaries", 7), ("lars with ghosts", 23),
    ]) func aTrainingThatWasEndedGoesOnToTheSameBits(kind: String, steps: Int) throws {
        defer { folder.remove() }
        func change(_ options: inout Digits.Options) {
            options.optimizer = ImageOptimizer(rawValue: String(kind.prefix { $0 != " " })) ?? .sgd
            switch kind {
            case "adam with mixup": options.remedies.mixup = 0.2
            case "lamb with augmentation": options.remedies.augmentations = [.shift, .cutout]
            case "sgd with adversaries":
                options.remedies.adversary = .pgd
                options.remedies.warmupSteps = 40
            default: options.remedies.ghostBatch = 16
            }
        }
        let whole = try Digits.train(options(epochs: 3, change), on: data)
        var seen = 0
        let ended = try Digits.train(
            options(epochs: 3, change),
            on: data,
            progress: { _ in seen += 1 },
            isInterrupted: { seen >= steps }
        )
        #expect(ended.isStopped && ended.steps == steps && !whole.isStopped)
        let resumed = try Digits.train(
            options(epochs: 3) {
                change(&$0); $0.resume = path
            },
            on: data
        )
        #expect(resumed.steps == whole.steps && resumed.samples == whole.samples && !resumed.isStopped)
        #expect(try values(resumed) == values(whole))
        #expect(resumed.test == whole.test)
    }

    @Test func aTrainingThatIsOverGoesOnForMoreEpochs() throws {
        defer { folder.remove() }
        let whole = try Digits.train(options(epochs: 4) { _ in }, on: data)
        _ = try Digits.train(options(epochs: 2) { _ in }, on: data)
        let over = #expect(throws: WorkloadError.self) {
            try Digits.train(options(epochs: 2) { $0.resume = path }, on: data)
        }
        #expect(over?.description == "\(path) has been trained for 2 epochs already; --epochs 4 goes on")
        let resumed = try Digits.train(options(epochs: 4) { $0.resume = path }, on: data)
        #expect(try values(resumed) == values(whole))
    }

    @Test func otherSettingsAreRefusedByName() throws {
        defer { folder.remove() }
        _ = try Digits.train(options(epochs: 1) { _ in }, on: data)
        let before = try StateFile.load(from: path).tensors.map { try $0.tensor.floats() }
        func complaint(_ change: (inout Digits.Options) -> Void) -> String? {
            #expect(throws: WorkloadError.self) {
                try Digits.train(
                    options(epochs: 2) {
                        $0.resume = path; change(&$0)
                    },
                    on: data
                )
            }?.description
        }
        #expect(complaint { $0.batchSize = 32 }?.contains("--batch-size 64, and not 32") == true)
        #expect(complaint { $0.optimizer = .adam }?.contains("--optimizer sgd, and not adam") == true)
        #expect(complaint { $0.model = .cnn }?.contains("--model mlp, and not cnn") == true)
        #expect(complaint { $0.remedies.mixup = 0.1 }?.contains("remedies none, and not --mixup 0.1") == true)
        #expect(complaint { $0.remedies.clipNorm = 1 }?.contains("remedies none, and not --clip-norm 1.0") == true)
        #expect(
            complaint { $0.remedies.adversary = .pgd }?.contains("remedies none, and not --adversarial pgd") == true
        )
        #expect(try StateFile.load(from: path).tensors.map { try $0.tensor.floats() } == before, "it is left as it was")
    }

    @Test func aModelAloneCannotGoOn() throws {
        defer { folder.remove() }
        _ = try Digits.train(options(epochs: 1) { _ in }, on: data)
        let file = try StateFile.load(from: path)
        var metadata = file.metadata
        metadata["progress"] = nil
        try StateFile.save(file.tensors, metadata: metadata, to: path)
        let alone = #expect(throws: WorkloadError.self) {
            try Digits.train(options(epochs: 2) { $0.resume = path }, on: data)
        }
        #expect(alone?.description == "\(path) holds a model alone, and not a training that can go on")
        try StateFile.save(Array(file.tensors.dropFirst()), metadata: file.metadata, to: path)
        let partial = #expect(throws: WorkloadError.self) {
            try Digits.train(options(epochs: 2) { $0.resume = path }, on: data)
        }
        #expect(partial?.description.contains("does not fit this training: ") == true)
    }
}
