package import HeadroomSchema

/// The trainings in full of a study, and by what they are judged.
package struct StudiedTrainings: Equatable, Sendable {
    package var measure: Metric
    /// How much worse than the best still is as good, in the unit of the measure.
    package var tolerance: Double
    /// Whether the target is what the baseline reaches, and not a wish.
    package var isTargetOfBaseline: Bool
    package var baseline: TrainingDocument.Setting
    package var seeds: Int
    /// Changes where the files of the command do: trainings are kept for one of the same only.
    package var code: String
    package var reduction: Reduction?
    package var trainings: [TrainingDocument] = []
    /// What was left out, and why.
    package var omitted: [Omission] = []
    /// How sharp the solutions of small and of large batches are; nil where that was not measured.
    package var sharpness: SharpnessDocument?

    package init(
        measure: Metric,
        tolerance: Double,
        isTargetOfBaseline: Bool,
        baseline: TrainingDocument.Setting,
        seeds: Int,
        code: String
    ) {
        self.measure = measure
        self.tolerance = tolerance
        self.isTargetOfBaseline = isTargetOfBaseline
        self.baseline = baseline
        self.seeds = seeds
        self.code = code
    }
}
