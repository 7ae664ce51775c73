package import HeadroomSchema
import HeadroomTraining

extension Digits {
    /// The remedies, each on its own; their arguments follow those of the training and override them.
    package static func remedies(for training: LargerBatch) -> [Remedy] {
        learningRates(for: training) + optimizers(for: training) + [growingBatch(for: training)] + steps + data
    }

    private static func learningRates(for training: LargerBatch) -> [Remedy] {
        let optimizer = training.optimizer.flatMap(ImageOptimizer.init(rawValue:)) ?? .sgd
        let base = training.learningRate ?? optimizer.defaultLearningRate
        let linear = base * training.factor
        let root = base * training.factor.squareRoot()
        // Five epochs, but at most a quarter of a short training.
        let warmup = max(1, min(5 * training.steps / max(1, training.epochs), training.steps / 4))
        return [
            Remedy(
                name: "linear scaling",
                source: "Krizhevsky 2014 (arXiv 1404.5997); Goyal et al. 2017 (arXiv 1706.02677)",
                parameters: "learning rate \(shown(linear))",
                arguments: ["--learning-rate", shown(linear)]
            ),
            Remedy(
                name: "square-root scaling",
                source: "Hoffer et al. 2017 (arXiv 1705.08741)",
                parameters: "learning rate \(shown(root))",
                arguments: ["--learning-rate", shown(root)]
            ),
            Remedy(
                name: "warm-up",
                source: "Goyal et al. 2017 (arXiv 1706.02677)",
                parameters: "learning rate \(shown(linear)) after \(warmup) steps",
                arguments: ["--learning-rate", shown(linear), "--warmup-steps", String(warmup)]
            ),
            // Typical gradient norms are below 1, except at the start with a large learning rate.
            Remedy(
                name: "clipping",
                source: "Pascanu et al. 2013 (arXiv 1211.5063)",
                parameters: "norm up to 1, learning rate \(shown(linear))",
                arguments: ["--learning-rate", shown(linear), "--clip-norm", "1"]
            ),
        ]
    }

    private static func optimizers(for training: LargerBatch) -> [Remedy] {
        // Their steps are relative to the norms of the parameters; their authors scale the rate with the root of the
        // factor.
        let root = training.factor.squareRoot()
        let lars = shown(ImageOptimizer.lars.defaultLearningRate * root)
        let lamb = shown(ImageOptimizer.lamb.defaultLearningRate * root)
        return [
            Remedy(
                name: "LARS",
                source: "You et al. 2017 (arXiv 1708.03888)",
                parameters: "learning rate \(lars)",
                arguments: ["--optimizer", "lars", "--learning-rate", lars]
            ),
            Remedy(
                name: "LAMB",
                source: "You et al. 2020 (arXiv 1904.00962)",
                parameters: "learning rate \(lamb)",
                arguments: ["--optimizer", "lamb", "--learning-rate", lamb]
            ),
        ]
    }

    private static func growingBatch(for training: LargerBatch) -> Remedy {
        let middle = Int((Double(training.baseBatchSize) * Double(training.batchSize)).squareRoot().rounded())
        let sizes = [training.baseBatchSize, middle, training.batchSize]
        let stages = zip(["0", "0.25", "0.5"], sizes).map { fraction, size in
            #"{"fromFraction":\#(fraction),"batchSize":\#(size)}"#
        }
        return Remedy(
            name: "growing batch",
            source: "Smith et al. 2018 (arXiv 1711.00489); Keskar et al. 2016 (arXiv 1609.04836)",
            parameters: "batch sizes \(sizes.map(String.init).joined(separator: ", ")) from 0, 25 and 50 % on",
            arguments: ["--schedule", "[\(stages.joined(separator: ","))]"]
        )
    }

    /// Remedies that change the training step.
    private static var steps: [Remedy] {
        [
            Remedy(
                name: "ghost batch norm",
                source: "Hoffer et al. 2017 (arXiv 1705.08741)",
                parameters: "statistics over 64 samples",
                arguments: ["--ghost-batch", "64"]
            ),
            Remedy(
                name: "conservative training",
                source: "Li et al. 2014 (KDD); Keskar et al. 2016 (arXiv 1609.04836), appendix E.2",
                parameters: "3 steps a batch, strength 0.001",
                gradientsPerStep: 3,
                arguments: ["--proximal-steps", "3", "--proximal-strength", "0.001"]
            ),
            Remedy(
                name: "sharpness-aware",
                source: "Foret et al. 2021 (arXiv 2010.01412)",
                parameters: "radius 0.05",
                gradientsPerStep: 2,
                arguments: ["--sharpness-aware", "0.05"]
            ),
        ]
    }

    /// Remedies that change the images and labels.
    private static var data: [Remedy] {
        let shift = Augmentation.greatestShift
        let rotation = Int(Augmentation.greatestRotation)
        return [
            Remedy(
                name: "label smoothing",
                source: "Szegedy et al. 2016 (arXiv 1512.00567)",
                parameters: "0.1",
                arguments: ["--label-smoothing", "0.1"]
            ),
            Remedy(
                name: "mixup",
                source: "Zhang et al. 2018 (arXiv 1710.09412)",
                parameters: "alpha 0.2",
                arguments: ["--mixup", "0.2"]
            ),
            Remedy(
                name: "augmentation",
                source: "Keskar et al. 2016 (arXiv 1609.04836), appendix E.1",
                parameters: "shift up to \(shift) of the size, rotation up to \(rotation) degrees",
                arguments: ["--augment", "shift,rotation"]
            ),
            Remedy(
                name: "cutout",
                source: "DeVries and Taylor 2017 (arXiv 1708.04552)",
                parameters: "a square of a quarter of the side",
                arguments: ["--augment", "cutout"]
            ),
            Remedy(
                name: "FGSM",
                source: "Goodfellow et al. 2015 (arXiv 1412.6572)",
                parameters: "epsilon 0.1",
                gradientsPerStep: 2,
                arguments: ["--adversarial", "fgsm", "--adversarial-epsilon", "0.1"]
            ),
            Remedy(
                name: "PGD",
                source: "Madry et al. 2018 (arXiv 1706.06083)",
                parameters: "epsilon 0.1, \(AdversarialExamples.projectedSteps) steps",
                gradientsPerStep: Double(AdversarialExamples.projectedSteps + 1),
                arguments: ["--adversarial", "pgd", "--adversarial-epsilon", "0.1"]
            ),
        ]
    }

    /// A learning rate with four significant digits.
    private static func shown(_ rate: Double) -> String {
        var unit = 1e-3
        while rate >= unit * 1e4 { unit *= 10 }
        while rate > 0, rate < unit * 1e3 { unit /= 10 }
        return String(Float((rate / unit).rounded() * unit))
    }
}
