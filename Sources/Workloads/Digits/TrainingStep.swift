import HeadroomNumerics
import HeadroomSystem
import HeadroomTorch
import HeadroomTraining

/// One training step: the gradients of a batch, the remedies that change them, and the update.
struct TrainingStep {
    private let model: Sequential
    private let optimizer: any Optimizer
    private let objective: Objective
    private let remedies: RemedySettings
    private let data: ImageDataset
    private let session: TrainingSession
    private var augmentation: Augmentation?
    private var mixup: Mixup?
    private var adversary: AdversarialExamples?
    private let sharpness: SharpnessAware?
    /// Time spent loading images in the last step.
    private(set) var inputSeconds = 0.0

    init(
        _ model: Sequential,
        _ optimizer: any Optimizer,
        _ objective: Objective,
        _ options: Digits.Options,
        on data: ImageDataset,
        in session: TrainingSession
    ) {
        self.model = model
        self.optimizer = optimizer
        self.objective = objective
        self.data = data
        self.session = session
        remedies = options.remedies
        augmentation = Augmentation(remedies.augmentations, seed: options.seed)
        mixup = Mixup(alpha: remedies.mixup, seed: options.seed)
        adversary = AdversarialExamples(
            remedies.adversary,
            epsilon: remedies.adversarialEpsilon,
            seed: options.seed
        )
        sharpness = SharpnessAware(radius: remedies.sharpnessRadius)
    }

    /// The random number generators of a step, for a checkpoint.
    struct Generators: Codable {
        var augmentation, mixup, adversary: SeededGenerator?
    }

    var generators: Generators {
        get {
            Generators(
                augmentation: augmentation?.generator,
                mixup: mixup?.generator,
                adversary: adversary?.generator
            )
        }
        set {
            if let generator = newValue.augmentation { augmentation?.generator = generator }
            if let generator = newValue.mixup { mixup?.generator = generator }
            if let generator = newValue.adversary { adversary?.generator = generator }
        }
    }

    /// Makes a step on samples in batches of `batchSize`; returns their mean loss before the step.
    mutating func callAsFunction(_ samples: [Int64], batchSize: Int) throws(TorchError) -> Tensor {
        inputSeconds = 0
        try measureParts(of: samples, batchSize: batchSize)
        if samples.count > batchSize { return try accumulated(samples, batchSize: batchSize) }
        let batch = try load(samples)
        let loss = try observedGradients(batch, samples: samples.count)
        try sharpen(batch)
        let proximal =
            remedies.proximalSteps > 1 ? try ProximalSteps(strength: remedies.proximalStrength, model.parameters) : nil
        try update()
        for _ in 1..<remedies.proximalSteps {
            _ = try gradients(batch)
            try sharpen(batch)
            try proximal?.pull()
            try update()
        }
        return loss
    }

    /// Accumulates the gradient over several batches: it equals that of one large batch, except for effects of the
    /// batch such as the statistics of batch normalization.
    private mutating func accumulated(_ samples: [Int64], batchSize: Int) throws(TorchError) -> Tensor {
        var total = try Tensor.zeros([], device: session.device)
        try optimizer.zeroGradients()
        for start in stride(from: 0, to: samples.count, by: batchSize) {
            let part = Array(samples[start..<min(start + batchSize, samples.count)])
            let loss = try objective(model, load(part)) * (Double(part.count) / Double(samples.count))
            try loss.backward()
            total = try total + loss.detach()
        }
        try update()
        return total
    }

    private mutating func load(_ samples: [Int64]) throws(TorchError) -> TrainingBatch {
        let started = MonotonicClock.seconds()
        let loaded = try data.batch(Tensor(samples, shape: [samples.count], device: session.device))
        var batch = TrainingBatch(images: loaded.images, labels: loaded.labels)
        if let images = try augmentation?(batch.images) { batch.images = images }
        inputSeconds += MonotonicClock.seconds() - started
        if let mixed = try mixup?(batch) { batch = mixed }
        if let changed = try adversary?(batch, model, objective) { batch = changed }
        return batch
    }

    /// Computes the gradients of parts of the batch, where the probe measures noise from them.
    private func measureParts(of samples: [Int64], batchSize: Int) throws(TorchError) {
        guard let probe = session.probe else { return }
        probe.step = session.step
        try probe.measureParts(samples: min(samples.count, batchSize)) { (part) throws(TorchError) in
            let batch = try data.batch(Tensor(Array(samples[part]), shape: [part.count], device: session.device))
            try optimizer.zeroGradients()
            try objective(model, TrainingBatch(images: batch.images, labels: batch.labels)).backward()
        }
    }

    private func observedGradients(_ batch: TrainingBatch, samples: Int) throws(TorchError) -> Tensor {
        guard let probe = session.probe else { return try gradients(batch) }
        return try probe.measure(samples: samples) { () throws(TorchError) in try gradients(batch) }
    }

    private func gradients(_ batch: TrainingBatch) throws(TorchError) -> Tensor {
        let loss = try objective(model, batch)
        try optimizer.zeroGradients()
        try loss.backward()
        return loss
    }

    private func sharpen(_ batch: TrainingBatch) throws(TorchError) {
        try sharpness?(model) { () throws(TorchError) in _ = try gradients(batch) }
    }

    private func update() throws(TorchError) {
        if let limit = remedies.clipNorm { try GradientClipping.clip(model.parameters, to: limit) }
        try optimizer.step()
    }
}
