package import HeadroomNumerics
package import HeadroomTorch

/// Adversarial training: images with small changes that maximize the loss, `min_w max_{|d| <= epsilon} f(x + d)`, in
/// the maximum norm over pixels.
///
/// - `fgsm`: one step along the sign of the gradient (Goodfellow et al. 2015, arXiv 1412.6572): 2 gradients per step;
/// - `pgd`: seven steps of epsilon / 4 from a random start, each projected onto the allowed changes (Madry et al. 2018,
///   arXiv 1706.06083, settings for CIFAR-10): 8 gradients per step.
///
/// Pixels stay between 0 and 1. The examples are computed with the model in evaluation mode, so that running statistics
/// see only the images that are trained on.
package struct AdversarialExamples {
    package enum Method: String, Sendable, CaseIterable {
        case fgsm, pgd
    }

    package static let projectedSteps = 7
    private static let stepShare = 0.25

    private let method: Method
    private let epsilon: Double
    package var generator: SeededGenerator

    /// Returns nil for an epsilon of 0, which changes nothing.
    package init?(_ method: Method?, epsilon: Double, seed: UInt64) {
        guard let method, epsilon > 0 else { return nil }
        self.method = method
        self.epsilon = epsilon
        generator = SeededGenerator(seed: seed, purpose: "adversary")
    }

    package mutating func callAsFunction(
        _ batch: TrainingBatch,
        _ model: any Layer,
        _ objective: Objective
    ) throws(TorchError) -> TrainingBatch {
        var changed = batch
        switch method {
        case .fgsm:
            changed.images = try moved(batch, by: epsilon, around: batch.images, model, objective)
        case .pgd:
            let noise = (0..<batch.images.elementCount).map { _ in
                Float.random(in: -Float(epsilon)...Float(epsilon), using: &generator)
            }
            let start =
                try batch.images
                + Tensor(noise, shape: batch.images.shape, device: batch.images.device)
            changed.images = try start.clamp(0, 1)
            for _ in 0..<AdversarialExamples.projectedSteps {
                changed.images = try moved(
                    changed,
                    by: epsilon * AdversarialExamples.stepShare,
                    around: batch.images,
                    model,
                    objective
                )
            }
        }
        return changed
    }

    /// The images after one step along the sign of the gradient, at most epsilon from `center`.
    private func moved(
        _ batch: TrainingBatch,
        by distance: Double,
        around center: Tensor,
        _ model: any Layer,
        _ objective: Objective
    ) throws(TorchError) -> Tensor {
        var batch = batch
        batch.images = try batch.images.detach().requiresGradient(true)
        try gradient(of: batch, model, objective)
        return try withoutGradients { () throws(TorchError) in
            guard let gradient = try batch.images.gradient else { return batch.images }
            let step = try gradient.sign() * distance
            let change = try (batch.images + step - center).clamp(-epsilon, epsilon)
            return try (center + change).clamp(0, 1)
        }
    }

    /// Computes the gradient with respect to the images only.
    private func gradient(
        of batch: TrainingBatch,
        _ model: any Layer,
        _ objective: Objective
    ) throws(TorchError) {
        for parameter in model.parameters { try parameter.tensor.requiresGradient(false) }
        model.eval()
        let outcome = Result { () throws(TorchError) in try objective(model, batch).backward() }
        model.train()
        for parameter in model.parameters { try parameter.tensor.requiresGradient(true) }
        try outcome.get()
    }
}
