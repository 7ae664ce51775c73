package import HeadroomSchema

/// The results of an evaluation, as JSON.
package struct ScenesDocument: Codable, Equatable, Sendable {
    package var schema = "headroom.scenes/1"
    package var heldOutFrames: Quality
    package var trainingFrames: Double
    package var baselines: Baselines
    package var permutedLatents: Double
    /// Trajectories that were not trained on; null without `--others`.
    @Nullable package var otherTrajectories: Others?
    /// Mean absolute error of the depths of held-out frames, in meters.
    package var depthError: Double
    package var rotationDegrees: Double
    package var rotationDegreesMedian: Double
    package var translationRatio: Double
    /// null where the training was stopped before its prior.
    @Nullable package var prior: Prior?
    @Nullable package var conditions: Conditions?
    package var processorSeconds: Double

    /// Peak signal-to-noise ratio in decibels, of the mean squared error over all frames, with its interval of 95 %.
    package struct Quality: Codable, Equatable, Sendable {
        package var psnr, low, high: Double
    }

    /// Frames that the search for the latent vectors did not use.
    package struct Others: Codable, Equatable, Sendable {
        package var psnr, low, high, meanColour, nearestFrame: Double
        package var trajectories: Int
    }

    package struct Baselines: Codable, Equatable, Sendable {
        package var meanColour, nearestFrame: Double
        /// Frames made of the nearest two by true depths and poses.
        package var depthWarp: Double
    }

    /// Fréchet distances, and what the samples are.
    package struct Prior: Codable, Equatable, Sendable {
        package var frechet, diagonalGaussian, fullGaussian, trainingLatents, interpolations, coverage, distinct: Double
    }

    package struct Conditions: Codable, Equatable, Sendable {
        @Nullable package var text: Double?
        @Nullable package var image: Double?
        @Nullable package var category: Double?
        package var chance: Double
        @Nullable package var categoryChance: Double?
        /// For sentences about rooms that were not trained on; null where rooms are not drawn.
        @Nullable package var newSentences: NewSentences?
    }

    /// Shares of the scenes as their sentence asks, beside those by chance.
    package struct NewSentences: Codable, Equatable, Sendable {
        package var direction, directionChance, wall, wallChance: Double
        /// Share of true rooms whose wall is read right.
        package var wallOfTrueRooms: Double
    }

    package init(
        _ scenes: SceneEvaluation,
        _ warp: DepthWarpQuality,
        _ prior: PriorEvaluation?,
        _ sentences: SentenceAgreement?,
        _ others: OtherTrajectories?,
        processorSeconds: Double
    ) {
        let interval = scenes.heldOutFrames.interval()
        heldOutFrames = Quality(psnr: scenes.heldOutFrames.ratio, low: interval.low, high: interval.high)
        trainingFrames = scenes.trainingFrames.ratio
        baselines = Baselines(
            meanColour: scenes.baselines.meanColor.ratio,
            nearestFrame: scenes.baselines.nearestFrame.ratio,
            depthWarp: warp.frames.ratio
        )
        permutedLatents = scenes.permutedLatents.ratio
        otherTrajectories = others.map { found in
            let interval = found.frames.interval()
            return Others(
                psnr: found.frames.ratio,
                low: interval.low,
                high: interval.high,
                meanColour: found.baselines.meanColor.ratio,
                nearestFrame: found.baselines.nearestFrame.ratio,
                trajectories: found.frames.errors.count
            )
        }
        depthError = scenes.depthError
        rotationDegrees = scenes.paths.meanAngle
        rotationDegreesMedian = scenes.paths.medianAngle
        translationRatio = scenes.paths.translationRatio
        self.prior = prior.map {
            Prior(
                frechet: $0.frechet,
                diagonalGaussian: $0.diagonalGaussian,
                fullGaussian: $0.fullGaussian,
                trainingLatents: $0.trainingLatents,
                interpolations: $0.interpolations,
                coverage: $0.coverage,
                distinct: $0.distinct
            )
        }
        conditions = prior.map {
            Conditions(
                text: $0.conditions.text,
                image: $0.conditions.image,
                category: $0.conditions.category,
                chance: $0.conditions.chance,
                categoryChance: $0.conditions.categoryChance,
                newSentences: sentences.map {
                    NewSentences(
                        direction: $0.direction,
                        directionChance: $0.directionByChance,
                        wall: $0.wall,
                        wallChance: $0.wallByChance,
                        wallOfTrueRooms: $0.wallOfTrueRooms
                    )
                }
            )
        }
        self.processorSeconds = processorSeconds
    }
}
