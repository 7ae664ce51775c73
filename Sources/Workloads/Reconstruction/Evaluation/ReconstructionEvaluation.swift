package import HeadroomTorch

/// How well a model reconstructs shapes that it was not trained on.
package struct ReconstructionEvaluation {
    /// Probability from which a cell is occupied, chosen on the validation shapes.
    package let threshold: Float
    /// Overlap of reconstructions from one picture, and from three.
    package let oneView, threeViews: Overlap
    /// Overlap where each shape is reconstructed from the pictures of another.
    package let shuffledImages: Overlap
    /// Overlap where all pictures are gray.
    package let blankImage: Overlap
    package let samples: SampleStatistics
    /// nil for a training without an encoder of volumes.
    let embedding: EmbeddingRecall?
    /// nil for a training without a conditional discriminator.
    package let condition: ConditionAccuracy?
    /// nil for a training without a discriminator.
    package let discriminator: DiscriminatorRecord?
    let baselines: Baselines

    /// - Parameter test: with at least three views of each shape.
    package init(
        _ networks: TrainingNetworks,
        threshold: Float,
        training: ViewDataset,
        validation: ViewDataset,
        test: ViewDataset
    ) throws(TorchError) {
        networks.eval()
        let model = networks.reconstruction
        self.threshold = threshold
        oneView = try Reconstructions(model, test, views: 1).overlap(threshold)
        threeViews = try Reconstructions(model, test, views: 3).overlap(threshold)
        // The classes take turns, so an odd shift of a third pairs most shapes with one of another class.
        let shift = test.shapeCount / 3 | 1
        shuffledImages = try Reconstructions(model, test, views: 1, pictures: { ($0 + shift) % test.shapeCount })
            .overlap(threshold)
        blankImage = try Reconstructions(
            model,
            test,
            views: 1,
            change: { images throws(TorchError) in try images * 0 + 0.94 }
        ).overlap(threshold)
        embedding = try networks.voxelEncoder.map { encoder throws(TorchError) in
            try EmbeddingRecall(model, encoder, test)
        }
        condition = try ConditionAccuracy(networks, test)
        discriminator = try networks.discriminator.map(DiscriminatorRecord.init)
        samples = try SampleStatistics(model, training, threshold: threshold)
        baselines = try Baselines(training: training, validation: validation, test: test)
    }
}
