package import HeadroomTorch

/// What a step learns from.
package struct TrainingBatch {
    /// `[batch, channels, height, width]`, from 0 to 1.
    package var images: Tensor
    /// `[batch]`.
    package var labels: Tensor
    /// The labels of images that were mixed into these, and the share they have of the loss.
    package var others: (labels: Tensor, share: Double)?

    package init(images: Tensor, labels: Tensor, others: (labels: Tensor, share: Double)? = nil) {
        self.images = images
        self.labels = labels
        self.others = others
    }
}

/// What a training makes small: the cross entropy, averaged over the batch.
package struct Objective {
    /// The share of the right class that is spread over all, which costs nothing.
    ///
    /// Szegedy et al. 2016, arXiv 1512.00567.
    package let labelSmoothing: Double

    package init(labelSmoothing: Double = 0) {
        self.labelSmoothing = labelSmoothing
    }

    /// One number.
    package func callAsFunction(_ model: any Layer, _ batch: TrainingBatch) throws(TorchError) -> Tensor {
        let logits = try model(batch.images)
        let loss = try crossEntropy(logits, batch.labels, labelSmoothing: labelSmoothing)
        guard let others = batch.others else { return loss }
        let other = try crossEntropy(logits, others.labels, labelSmoothing: labelSmoothing)
        return try loss * (1 - others.share) + other * others.share
    }
}
