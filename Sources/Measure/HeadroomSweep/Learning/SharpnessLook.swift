import FoundationEssentials
import HeadroomCore
import HeadroomSchema
import HeadroomTrials
import RealModule

/// Measures the sharpness of the solution of small batches and of large ones.
///
/// The large one is the solution at the largest batch size with as many updates, since an incomplete training is not at
/// a minimum. The small one is, among the batch sizes up to the baseline, the one whose training loss is nearest to it:
/// sharpness decreases the longer a solution is trained.
struct SharpnessLook {
    private let large: TrainingDocument.Setting
    private let directory: String
    private let sharpness: @Sendable (String, String, String) -> [String]
    /// Files of the trainings' models.
    let solutions: [TrainingDocument.Setting: String]

    private static let limitSeconds = 120.0

    /// Nil for the command of a user, or with only one batch size.
    init?(options: StudyOptions, plan: StudyPlan, directory: String) {
        guard let sharpness = options.workload?.sharpness, let largest = plan.batchSizes.last,
            largest > plan.baseline.batchSize,
            plan.batchSizes.contains(plan.baseline.batchSize)
        else { return nil }
        let seed = options.seedList.first ?? nil
        let hasUpdates = plan.obstacle(to: .equalUpdates) == nil && !plan.givenUp.contains(largest)
        large = plan.setting(hasUpdates ? .equalUpdates : .unchanged, largest, seed)
        let small = plan.batchSizes.filter { $0 <= plan.baseline.batchSize }.map { plan.setting(.unchanged, $0, seed) }
        solutions = Dictionary(
            (small + [large]).map { ($0, "\(directory)/batch-size-\($0.batchSize).safetensors") },
            uniquingKeysWith: { first, _ in first }
        )
        self.sharpness = sharpness
        self.directory = directory
    }

    /// - Throws: ``TrialError`` where the sharpness cannot be measured.
    func run(
        after trainings: [TrainingDocument],
        by runner: TrialRunner,
        limitSeconds: Double
    ) async throws -> SharpnessDocument? {
        guard let loss = trainings.first(where: { $0.setting == large })?.trainingLoss, loss > 0,
            let largePath = path(large), let smallPath = nearest(to: loss, trainings).flatMap(path)
        else { throw TrialError(.missing, "not both of the two trainings that it compares came to their end") }
        let document = "\(directory)/sharpness.json"
        try await runner.runTool(
            sharpness(smallPath, largePath, document),
            directory: "\(directory)/sharpness",
            limitSeconds: max(1, min(Self.limitSeconds, limitSeconds))
        )
        guard let data = FileManager.default.contents(atPath: document) else { return nil }
        return try? JSONDecoder().decode(SharpnessDocument.self, from: data)
    }

    private func nearest(to loss: Double, _ trainings: [TrainingDocument]) -> TrainingDocument.Setting? {
        func distance(_ training: TrainingDocument) -> Double {
            training.trainingLoss.map { $0 > 0 ? abs(Double.log($0 / loss)) : .infinity } ?? .infinity
        }
        return trainings.filter { solutions[$0.setting] != nil && $0.setting != large && path($0.setting) != nil }
            .min { distance($0) < distance($1) }?.setting
    }

    private func path(_ setting: TrainingDocument.Setting) -> String? {
        solutions[setting].flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    }
}
