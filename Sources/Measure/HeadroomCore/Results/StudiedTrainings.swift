package import HeadroomSchema

/// The trainings in full of a study, with the criteria for judging them.
package struct StudiedTrainings: Equatable, Sendable {
    package var measure: Metric
    /// The tolerance below the best, in the unit of the measure.
    package var tolerance: Double
    /// Whether the target is what the baseline reaches, rather than one given by the user.
    package var isTargetOfBaseline: Bool
    package var baseline: TrainingDocument.Setting
    package var seeds: Int
    /// Fingerprint of the command's files: kept trainings are reused only where it is the same.
    package var code: String
    package var reduction: Reduction?
    package var trainings: [TrainingDocument] = []
    /// Omissions, with their reasons.
    package var omitted: [Omission] = []
    /// Sharpness of the solutions of small and of large batches; nil where it was not measured.
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
