package import HeadroomSchema

/// The results of an evaluation, as JSON.
package struct EvaluationDocument: Codable, Equatable, Sendable {
    package var schema = "headroom.reconstruction/1"
    package var threshold: Double
    package var views: ResultsByViews<View>
    package var classes: [String: Double]
    package var baselines: Baselines
    package var shuffledImages: Double
    package var blankImage: Double
    package var samples: Samples
    /// null for a training without an encoder of volumes.
    @Nullable package var embedding: Embedding?
    /// Share of the real volumes that a conditional discriminator scores lower with the picture of another shape; null
    /// without one.
    @Nullable package var conditionUsed: Double?
    /// null for a training without a discriminator.
    @Nullable package var discriminator: DiscriminatorRecord?
    package var processorSeconds: Double

    /// Mean intersection over union with its interval of 95 %.
    package struct View: Codable, Equatable, Sendable {
        package var iou, low, high: Double

        init(_ overlap: Overlap) {
            iou = overlap.mean
            (low, high) = overlap.interval()
        }
    }

    package struct Baselines: Codable, Equatable, Sendable {
        package var meanShape, classMean, imageNearest, oracleNearest: Double
    }

    package struct Samples: Codable, Equatable, Sendable {
        package var occupancyRatio: Double
        package var distinctNearest: Int
        package var nearestOverlap: Double
    }

    /// Share of the pictures whose nearest volume in the joint embedding is that of their shape, and of the volumes
    /// whose nearest picture is of their shape.
    package struct Embedding: Codable, Equatable, Sendable {
        package var recallAt1, recallAt1OfImages: Double
    }

    package init(_ evaluation: ReconstructionEvaluation, processorSeconds: Double) {
        threshold = Double(evaluation.threshold)
        views = ResultsByViews(one: View(evaluation.oneView), three: View(evaluation.threeViews))
        classes = evaluation.oneView.byClass
        baselines = Baselines(
            meanShape: evaluation.baselines.meanShape.mean,
            classMean: evaluation.baselines.classMean.mean,
            imageNearest: evaluation.baselines.imageNearest.mean,
            oracleNearest: evaluation.baselines.oracleNearest.mean
        )
        shuffledImages = evaluation.shuffledImages.mean
        blankImage = evaluation.blankImage.mean
        samples = Samples(
            occupancyRatio: evaluation.samples.occupancyRatio,
            distinctNearest: evaluation.samples.distinctNearest,
            nearestOverlap: evaluation.samples.nearestOverlap
        )
        embedding = evaluation.embedding.map { Embedding(recallAt1: $0.ofVolumes, recallAt1OfImages: $0.ofImages) }
        conditionUsed = evaluation.condition?.mismatchedLower
        discriminator = evaluation.discriminator
        self.processorSeconds = processorSeconds
    }
}
