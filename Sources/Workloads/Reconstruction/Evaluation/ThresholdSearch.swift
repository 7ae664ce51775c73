package import HeadroomTorch

/// The threshold of occupancy with the best mean overlap.
package enum ThresholdSearch {
    private static let candidates: [Float] = (1...18).map { Float($0) * 0.05 }

    /// - Parameter overlap: the mean overlap at a threshold, of shapes that no result is reported on.
    static func best(_ overlap: (Float) -> Double) -> Float {
        var best = (threshold: candidates[0], overlap: -Double.infinity)
        for threshold in candidates {
            let overlap = overlap(threshold)
            if overlap > best.overlap { best = (threshold, overlap) }
        }
        return best.threshold
    }

    /// The threshold for a model.
    package static func best(_ model: ImageVAE, on validation: ViewDataset) throws(TorchError) -> Float {
        model.eval()
        defer { model.train() }
        let checked = try Reconstructions(model, validation, views: 1)
        return best { checked.overlap($0).mean }
    }
}
