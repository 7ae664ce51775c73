import FoundationEssentials

/// A schedule that increases the batch size during a training instead of decreasing the learning rate.
///
/// Smith et al. 2018, arXiv 1711.00489. It has no extra cost.
package struct BatchSchedule: Sendable, Equatable {
    /// The settings from a point of the training on.
    package struct Stage: Sendable, Equatable {
        /// Start of the stage, as a fraction of the training's samples; 0 for the first stage.
        package var fromFraction: Double
        package var batchSize: Int
        /// Factor of the learning rate.
        package var learningRateFactor: Double
    }

    package let stages: [Stage]

    /// - Parameter source: a JSON file, or the JSON itself, which begins with `[`:
    ///   `[{"fromFraction":0,"batchSize":64},{"fromFraction":0.5,"batchSize":256,"learningRateFactor":1.5}]`.
    package init(_ source: String) throws(WorkloadError) {
        let isInline = source.hasPrefix("[")
        let place = isInline ? "the schedule" : source
        guard let data = isInline ? Data(source.utf8) : FileManager.default.contents(atPath: source) else {
            throw WorkloadError(.data, "the schedule \(source) is missing or may not be read")
        }
        let written: [WrittenStage]
        do {
            written = try JSONDecoder().decode([WrittenStage].self, from: data)
        } catch {
            throw WorkloadError(
                .usage,
                "\(place) is not a JSON list of stages such as "
                    + #"[{"fromFraction":0,"batchSize":64},{"fromFraction":0.5,"batchSize":256,"learningRateFactor":1.5}]"#
            )
        }
        stages = written.map {
            Stage(
                fromFraction: $0.fromFraction,
                batchSize: $0.batchSize,
                learningRateFactor: $0.learningRateFactor ?? 1
            )
        }
        guard stages.first?.fromFraction == 0 else {
            throw WorkloadError(.usage, "the first stage of \(place) must have a fromFraction of 0")
        }
        for (index, stage) in stages.enumerated() {
            let which = "stage \(index + 1) of \(place)"
            if index > 0, !(stage.fromFraction > stages[index - 1].fromFraction && stage.fromFraction < 1) {
                throw WorkloadError(
                    .usage,
                    "\(which) begins at \(stage.fromFraction): fractions must ascend, and be below 1"
                )
            }
            guard stage.batchSize >= 1 else {
                throw WorkloadError(.usage, "\(which) has a batch size of \(stage.batchSize); it must be at least 1")
            }
            guard stage.learningRateFactor > 0, stage.learningRateFactor.isFinite else {
                throw WorkloadError(
                    .usage,
                    "\(which) has a learningRateFactor of \(stage.learningRateFactor); it must be above 0"
                )
            }
        }
    }

    private struct WrittenStage: Decodable {
        var fromFraction: Double
        var batchSize: Int
        var learningRateFactor: Double?
    }

    /// Throws where a stage has a batch size larger than the data set.
    package func check(samples: Int) throws(WorkloadError) {
        if let stage = stages.first(where: { $0.batchSize > samples }) {
            throw WorkloadError(
                .usage,
                "a stage of the schedule has a batch size of \(stage.batchSize), which is larger than the data, which has "
                    + "\(samples) training samples"
            )
        }
    }

    /// The stage of a step that begins at a fraction of the training's samples.
    package func stage(at fraction: Double) -> Stage {
        stages.last { $0.fromFraction <= fraction } ?? stages[0]
    }
}
