import HeadroomDisplay
import HeadroomFormat

extension ScenesDocument {
    /// The results as a table for a terminal.
    var text: String {
        func decibels(_ value: Double) -> String { "\(Format.fixed(value, decimals: 2)) dB" }
        let frames = heldOutFrames
        return """
            Frames that were not trained on, of trajectories that were (peak signal-to-noise ratio over all of them):

              rendered                             \(decibels(frames.psnr))  (95 %: \(decibels(frames.low)) to \(decibels(frames.high)))
              frames that were trained on          \(decibels(trainingFrames))
              nearest training frame               \(decibels(baselines.nearestFrame))
              the nearest two, by true depths      \(decibels(baselines.depthWarp))
              mean color                           \(decibels(baselines.meanColour))
              latent vectors of other trajectories \(decibels(permutedLatents))

            \(othersText)  error of the depths                  \(Format.fixed(depthError, decimals: 2)) m
              rotation of the cameras              \(Format.fixed(rotationDegrees, decimals: 1)) degrees, \
            median \(Format.fixed(rotationDegreesMedian, decimals: 1))
              translation                          \(Format.fixed(translationRatio, decimals: 2)) of the error of the mean pose

            \(priorText)\(conditionsText)\(Format.seconds(processorSeconds)) of processor time for the training

            """
    }

    /// What is found of trajectories that were not trained on.
    private var othersText: String {
        guard let others = otherTrajectories else { return "" }
        func decibels(_ value: Double) -> String { "\(Format.fixed(value, decimals: 2)) dB" }
        return """
              of \(others.trajectories) trajectories that were not trained on, with latent vectors that are found for them:
                rendered                           \(decibels(others.psnr))  (95 %: \(decibels(others.low)) to \(decibels(others.high)))
                nearest frame of theirs            \(decibels(others.nearestFrame))
                mean color of theirs               \(decibels(others.meanColour))


            """
    }

    private var priorText: String {
        guard let prior else { return "The training was stopped before its prior.\n\n" }
        func number(_ value: Double) -> String { Format.fixed(value, decimals: 3) }
        return """
            New scenes (Fréchet distance of random convolutions' features and patches, not an FID; less is better):

              prior                                \(number(prior.frechet))
              Gaussian with the same covariance    \(number(prior.fullGaussian))
              Gaussian with the same variances     \(number(prior.diagonalGaussian))
              half-way between two of the training \(number(prior.interpolations))
              the training's own latent vectors    \(number(prior.trainingLatents))

              training scenes that are the nearest of a sample: \(Format.percent(prior.coverage))
              samples that are no copy of a training scene: \(Format.percent(prior.distinct))


            """
    }

    /// What sentences about other rooms bring about.
    private var newSentencesText: String {
        guard let new = conditions?.newSentences else { return "" }
        func share(_ value: Double, _ chance: Double) -> String {
            "\(Format.percent(value)), beside other sentences \(Format.percent(chance))"
        }
        return """
              sentences about rooms that were not trained on:
                to the left or to the right        \(share(new.direction, new.directionChance))
                color of the wall at the end       \(share(new.wall, new.wallChance)); \
            in true rooms \(Format.percent(new.wallOfTrueRooms))

            """
    }

    private var conditionsText: String {
        guard let conditions else { return "" }
        func share(_ value: Double?, _ chance: Double?) -> String {
            value.map { "\(Format.percent($0)), by chance \(chance.map { Format.percent($0) } ?? "")" } ?? "none"
        }
        return """
            Scenes as asked for:

              sentence: the right one of 16        \(share(conditions.text, conditions.chance))
              picture: the right one of 16         \(share(conditions.image, conditions.chance))
              category                             \(share(conditions.category, conditions.categoryChance))
            \(newSentencesText)

            """
    }
}
