import HeadroomTorch

/// How well samples obey the condition that they were drawn for.
///
/// A scene is drawn for the sentence or the picture of a training scene; of that scene and others it should be nearest to
/// that one. For a category the nearest training scene should be of it.
package struct ConditionRecall {
    /// Shares of the samples, and what chance gives; nil without such a condition.
    package private(set) var text, image, category: Double?
    package let chance: Double
    package private(set) var categoryChance: Double?

    /// Scenes among which the right one is to be found.
    private static let candidates = 16

    init(_ trained: TrainedScenes, _ data: TrajectoryDataset, sentences: Tensor?) throws(TorchError) {
        let count = min(Self.candidates, data.count)
        chance = 1 / Double(count)
        let prior = trained.model.prior
        let training = try prior.coordinates(trained.model.latents.joined())
        var sampler = DiffusionSampler()
        sampler.guidance = 1.5
        /// Latent vectors drawn for conditions, `[samples, width]`, in the coordinates of the prior.
        func drawn(_ condition: Tensor) throws(TorchError) -> Tensor {
            try prior.coordinates(
                sampler(prior, from: Tensor.randn([condition.shape[0], prior.width]), condition: condition)
            )
        }
        /// Share of the scenes that are the nearest of those in their group of ``candidates``.
        func recall(_ condition: Tensor) throws(TorchError) -> Double {
            let samples = try drawn(condition)
            var right = 0
            let groups = data.count / count
            for group in 0..<groups {
                let part = try samples.narrow(dimension: 0, start: group * count, length: count)
                let others = try training.narrow(dimension: 0, start: group * count, length: count)
                let nearest = try LatentDistances(part, others).nearest()
                right += nearest.enumerated().count { Int64($0.offset) == $0.element }
            }
            return Double(right) / Double(groups * count)
        }
        let conditions = prior.conditions
        if let sentences, let network = conditions.text {
            text = try withoutGradients { () throws(TorchError) in try recall(network(sentences)) }
        }
        if let network = conditions.image {
            let all = try Tensor.range(data.count)
            let frames = try Tensor.zeros([data.count]).to(.int64) + data.trainingFrames.count / 2
            image = try withoutGradients { () throws(TorchError) in
                try recall(network(data.trainingImages(all, frames: frames)))
            }
        }
        let categories = trained.metadata.prior.conditions.categories
        if !categories.isEmpty, let network = conditions.category {
            let indices = data.categories.map { Int64(categories.firstIndex(of: $0) ?? 0) }
            let wanted = try Tensor(indices, shape: [indices.count])
            let samples = try withoutGradients { () throws(TorchError) in try drawn(network(wanted)) }
            let nearest = try LatentDistances(samples, training).nearest()
            category =
                Double(zip(indices, nearest).count { $0 == indices[Int($1)] }) / Double(indices.count)
            let shares = Dictionary(grouping: indices) { $0 }.values.map { Double($0.count) / Double(indices.count) }
            categoryChance = shares.reduce(0) { $0 + $1 * $1 }
        }
    }
}
