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

    /// The threshold for a model that is trained without volumes: by the overlap of silhouettes.
    ///
    /// The greatest probability along the ray of a pixel reaches the threshold where a cell does.
    static func bestForSilhouettes(_ model: ImageVAE, on validation: ViewDataset) throws(TorchError) -> Float {
        model.eval()
        defer { model.train() }
        let transformer = try PerspectiveTransformer(device: validation.images.device)
        var (seen, masks): ([[Float]], [[Float]]) = ([], [])
        try withoutGradients { () throws(TorchError) in
            for sample in 0..<Int64(validation.count) {
                let volumes = try model.reconstruct(validation.pictures([sample]))
                let silhouettes = try validation.silhouettes([sample])
                seen.append(try transformer(volumes, silhouettes.cameras, .maximum).floats())
                masks.append(try silhouettes.masks.floats())
            }
        }
        return best { threshold in
            let overlaps = zip(seen, masks).map { seen, mask in
                let pairs = zip(seen, mask).map { (seen: $0 >= threshold, mask: $1 >= 0.5) }
                let either = pairs.count { $0.seen || $0.mask }
                return either == 0 ? 1 : Double(pairs.count { $0.seen && $0.mask }) / Double(either)
            }
            return overlaps.reduce(0, +) / Double(overlaps.count)
        }
    }
}
