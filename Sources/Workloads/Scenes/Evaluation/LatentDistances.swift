import HeadroomTorch

/// Euclidean distances between two sets of latent vectors.
struct LatentDistances {
    /// `[samples, others]`.
    private let distances: Tensor

    /// - Parameters: `[samples, width]` and `[others, width]`.
    init(_ samples: Tensor, _ others: Tensor) throws(TorchError) {
        distances = try Operators.distances(.tensor(samples), .tensor(others))
    }

    /// Index of the nearest of the others for each sample.
    func nearest() throws(TorchError) -> [Int64] { try distances.argmin(dimension: 1).int64s() }

    /// Distance of the nearest of the others from each sample.
    func least() throws(TorchError) -> [Double] { try distances.minimum(dimension: 1).doubles() }

    /// Mean distance, where both sets are the same and each vector's distance from itself does not count.
    func meanOfOthers() throws(TorchError) -> Double {
        let count = distances.shape[0]
        return try distances.sum().item() / Double(max(1, count * (count - 1)))
    }

    private enum Operators {
        static let distances = Operator("aten::cdist")
    }
}
