import HeadroomFormat
import HeadroomTorch

/// Shapes that a model draws during its training: whether it has collapsed.
///
/// A generator that has collapsed draws full cubes, nothing, or one shape for all latent vectors.
package struct SampleCheck: Equatable, Sendable {
    /// Mean occupancy of the drawn volumes, divided by that of the training volumes; nil where these are not used.
    package var occupancyRatio: Double?
    /// Mean intersection over union of the pairs of drawn volumes.
    package var pairOverlap: Double

    static let count = 16

    package init(occupancyRatio: Double?, pairOverlap: Double) {
        (self.occupancyRatio, self.pairOverlap) = (occupancyRatio, pairOverlap)
    }

    /// - Parameters:
    ///   - prior: what latent vectors are drawn from.
    ///   - trainingOccupancy: share of the occupied cells of the training volumes.
    init(_ model: ImageVAE, prior: LatentPrior, trainingOccupancy: Double?) throws(TorchError) {
        // The draws are no part of the training, which goes on as if there were none.
        let device = prior.mean.device
        let state = try Engine.generatorState(of: device)
        model.eval()
        defer { model.train() }
        let drawn = try withoutGradients { () throws(TorchError) in
            try model.generator(prior.sample(Self.count)) > 0
        }.to(.float32).reshape([Self.count, -1])
        try Engine.setGeneratorState(state, of: device)
        occupancyRatio = try trainingOccupancy.map { occupancy throws(TorchError) in
            try drawn.mean().item() / max(occupancy, 1e-9)
        }
        let both = try drawn.matmul(drawn.transpose(0, 1))
        let sizes = try drawn.sum(dimension: 1)
        let either = try sizes.unsqueeze(0) + sizes.unsqueeze(1) - both
        let overlaps = try both / either.clamp(1, nil)
        // A volume overlaps itself by 1, unless it is empty.
        let itself = try (sizes > 0).to(.float32).sum()
        pairOverlap = try (overlaps.sum() - itself).item() / Double(Self.count * (Self.count - 1))
    }

    /// What is wrong, in a sentence; nil where nothing is.
    package var warning: String? {
        if let occupancyRatio, occupancyRatio > 3 {
            return "the drawn shapes are \(Format.significant(occupancyRatio)) times as full as the training shapes"
        }
        if let occupancyRatio, occupancyRatio < 0.2 {
            return
                "the drawn shapes are almost empty: \(Format.percent(occupancyRatio)) of the occupied cells of the training shapes"
        }
        if pairOverlap > 0.85 {
            return
                "the drawn shapes are all alike: two of them overlap by \(Format.significant(pairOverlap)) on average"
        }
        return nil
    }
}
