package import HeadroomTorch

/// The images and labels of a training step.
package struct TrainingBatch {
    /// Pixels from 0 to 1, `[batch, channels, height, width]`.
    package var images: Tensor
    /// Class indices, `[batch]`.
    package var labels: Tensor
    /// Labels of the images mixed in by mixup, and their share of the loss.
    package var others: (labels: Tensor, share: Double)?

    package init(images: Tensor, labels: Tensor, others: (labels: Tensor, share: Double)? = nil) {
        self.images = images
        self.labels = labels
        self.others = others
    }
}

/// The training objective: cross entropy, averaged over the batch.
package struct Objective {
    /// Label smoothing: the share of the correct class that is spread over all classes, without extra cost.
    ///
    /// Szegedy et al. 2016, arXiv 1512.00567.
    package let labelSmoothing: Double

    package init(labelSmoothing: Double = 0) {
        self.labelSmoothing = labelSmoothing
    }

    /// The loss of a batch, `[]`.
    package func callAsFunction(_ model: any Layer, _ batch: TrainingBatch) throws(TorchError) -> Tensor {
        let logits = try model(batch.images)
        let loss = try crossEntropy(logits, batch.labels, labelSmoothing: labelSmoothing)
        guard let others = batch.others else { return loss }
        let other = try crossEntropy(logits, others.labels, labelSmoothing: labelSmoothing)
        return try loss * (1 - others.share) + other * others.share
    }
}
