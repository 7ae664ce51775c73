import HeadroomTorch

/// Weights of the terms of the loss, all of which are means.
package struct ReconstructionLoss: Sendable {
    /// Weight of the cross entropy of the cells.
    package var reconstruction = 10.0
    /// Factor of the occupied cells, which are rare.
    package var positiveWeight = 3.0
    /// Weight of the squared distance of the embeddings of a picture and of its volume.
    package var distance = 0.02
    /// Weight of the divergence of the posterior from the standard normal distribution.
    package var divergence = 2e-4
    /// Weight of the errors of sketches.
    package var sketch = 1.0
    /// Weight of the score of a discriminator.
    package var adversarial = 0.003
    /// The same where volumes are not compared.
    package var weakAdversarial = 0.03
    /// How a reconstruction is compared with silhouettes.
    package var projection = PerspectiveTransformer.Projection.maximum

    package init() {}

    /// The mean loss of a batch, `[]`.
    ///
    /// - Parameters:
    ///   - logits: `[batch, 1, resolution, resolution, resolution]`.
    ///   - volumes: the same shape, 0 or 1.
    func callAsFunction(
        _ logits: Tensor,
        _ volumes: Tensor,
        _ posterior: LatentPosterior
    ) throws(TorchError) -> Tensor {
        try reconstruction * crossEntropy(logits, volumes) + divergence * posterior.divergence()
    }

    /// The weighted mean squared distance of the posteriors' means, `[]`.
    func embedding(_ images: LatentPosterior, _ volumes: LatentPosterior) throws(TorchError) -> Tensor {
        try distance * meanSquaredError(volumes.mean, images.mean)
    }

    /// Mean over the cells of the cross entropy with the factor of the occupied ones, `[]`.
    func crossEntropy(_ logits: Tensor, _ volumes: Tensor) throws(TorchError) -> Tensor {
        let weight = try Tensor.full([1], positiveWeight, device: logits.device)
        return try binaryCrossEntropy(logits: logits, volumes, positiveWeight: weight)
    }

    /// The weighted mean error of silhouettes, `[]`.
    ///
    /// It is the squared error of Yan et al. 2016, or the expected cost of Tulsiani et al. 2017, which is the absolute
    /// error where a ray may only meet the object or not.
    func silhouette(_ seen: Tensor, _ masks: Tensor) throws(TorchError) -> Tensor {
        switch projection {
        case .maximum: try reconstruction * meanSquaredError(seen, masks)
        case .termination: try reconstruction * absoluteError(seen, masks)
        }
    }

    /// The weighted error of sketches, `[]`: the cross entropy of the mask, and the absolute error of depth and normal
    /// where there is a surface.
    ///
    /// - Parameters:
    ///   - logits: `[batch, 5, 32, 32]`.
    ///   - sketches: the same shape, from 0 to 1.
    func sketches(_ logits: Tensor, _ sketches: Tensor) throws(TorchError) -> Tensor {
        let (mask, surface) = (
            try sketches.narrow(dimension: 1, start: 0, length: 1),
            try sketches.narrow(dimension: 1, start: 1, length: 4)
        )
        let seen = try logits.narrow(dimension: 1, start: 1, length: 4).sigmoid()
        let errors = try (seen - surface).absolute() * (mask > 0).to(.float32)
        return try sketch
            * (binaryCrossEntropy(logits: logits.narrow(dimension: 1, start: 0, length: 1), mask)
                + errors.sum() / (mask > 0).to(.float32).sum().clamp(1, nil))
    }
}
