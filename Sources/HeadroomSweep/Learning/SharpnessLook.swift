import FoundationEssentials
import HeadroomCore
import HeadroomTrials

/// Looks at how sharp the solution of small batches is beside that of large ones.
///
/// Both come from trainings of the study: the baseline's, and the one at the largest batch size that had as many updates,
/// since a training that is not done yet is in no minimum.
struct SharpnessLook {
    private let small: (setting: TrainingDocument.Setting, path: String)
    private let large: (setting: TrainingDocument.Setting, path: String)
    private let command: [String]
    private let document: String
    private let directory: String

    private static let limitSeconds = 120.0

    /// nil for a command of somebody's, or where there is but one batch size.
    init?(options: StudyOptions, plan: StudyPlan, directory: String) {
        guard let workload = options.workload, let largest = plan.batchSizes.last, largest > plan.baseline.batchSize,
            plan.batchSizes.contains(plan.baseline.batchSize)
        else { return nil }
        let seed = options.seedList.first ?? nil
        let arm =
            plan.obstacle(to: .equalUpdates) == nil && !plan.givenUp.contains(largest) ? Arm.equalUpdates : .unchanged
        let files = ["small.safetensors", "large.safetensors", "sharpness.json"].map { "\(directory)/\($0)" }
        small = (plan.setting(.unchanged, plan.baseline.batchSize, seed), files[0])
        large = (plan.setting(arm, largest, seed), files[1])
        document = files[2]
        self.directory = "\(directory)/sharpness"
        command = workload.sharpness(files[0], files[1], files[2])
    }

    /// Where the trainings leave their models.
    var solutions: [TrainingDocument.Setting: String] { [small.setting: small.path, large.setting: large.path] }

    /// - Throws: ``TrialError`` where it cannot be told.
    func run(by runner: TrialRunner) async throws -> SharpnessDocument? {
        for file in [small.path, large.path] where !FileManager.default.fileExists(atPath: file) {
            throw TrialError(.missing, "not both of the two trainings that it compares came to their end")
        }
        try await runner.runTool(command, directory: directory, limitSeconds: Self.limitSeconds)
        guard let data = FileManager.default.contents(atPath: document) else { return nil }
        return try? JSONDecoder().decode(SharpnessDocument.self, from: data)
    }
}
