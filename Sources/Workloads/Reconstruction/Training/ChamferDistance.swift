package import HeadroomTorch

/// Squared distances of two sets of points, each point from the nearest one of the other set.
///
/// The pairs are found without gradients, by `|a|^2 + |b|^2 - 2ab`; their distances are then computed from differences,
/// which is exact and has the gradient of the distance.
package struct ChamferDistance {
    /// From each predicted point, `[batch, predicted]`.
    package let toTruth: Tensor
    /// From each true point, `[batch, true]`.
    package let toPrediction: Tensor
    /// Index of the true point that is nearest to each predicted one, `[batch, predicted]`.
    let nearestTrue: Tensor

    /// - Parameters:
    ///   - prediction: `[batch, predicted, 3]`.
    ///   - truth: `[batch, true, 3]`.
    package init(_ prediction: Tensor, _ truth: Tensor) throws(TorchError) {
        nearestTrue = try Self.nearest(to: prediction, in: truth)
        let nearestPredicted = try Self.nearest(to: truth, in: prediction)
        toTruth = try Self.squared(prediction - Self.points(truth, nearestTrue))
        toPrediction = try Self.squared(truth - Self.points(prediction, nearestPredicted))
    }

    /// The means of the squared distances in both directions, added: `[]`.
    ///
    /// As in the point set network (Fan et al. 2017).
    package func squared() throws(TorchError) -> Tensor { try toTruth.mean() + toPrediction.mean() }

    /// The points at indices, `[batch, indices, 3]`.
    static func points(_ points: Tensor, _ indices: Tensor) throws(TorchError) -> Tensor {
        try points.gather(dimension: 1, indices: indices.unsqueeze(2).expand([-1, -1, 3]))
    }

    private static func squared(_ differences: Tensor) throws(TorchError) -> Tensor {
        try (differences * differences).sum(dimension: 2)
    }

    /// Sample by sample, so that the distances stay in the cache.
    private static func nearest(to points: Tensor, in others: Tensor) throws(TorchError) -> Tensor {
        try withoutGradients { () throws(TorchError) in
            let norms = try (others * others).sum(dimension: 2)
            let indices = try (0..<points.shape[0]).map { sample throws(TorchError) in
                let (own, other) = (try points.select(dimension: 0, sample), try others.select(dimension: 0, sample))
                // The squared distances without the part that is the same in a row: [points, others]
                let rows = try sum(
                    .tensor(norms.select(dimension: 0, sample)),
                    .tensor(own),
                    .tensor(other.transpose(0, 1)),
                    .real(1),
                    .real(-2)
                )
                return try rows.argmin(dimension: 1)
            }
            return try Tensor.stack(indices)
        }
    }

    private static let sum = Operator("aten::addmm")
}
