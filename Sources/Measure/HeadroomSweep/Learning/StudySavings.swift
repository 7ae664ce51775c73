import HeadroomCore
import HeadroomSchema

/// What need not be trained, or not to its end, and what was left out.
extension Study {
    func kept(_ training: StudyPlan.Training) -> TrainingDocument? {
        let made = trainings.first { $0.isReusable(for: training.setting) }
        let same = made ?? measure.flatMap { options.kept.training(of: training.setting, by: $0) }
        guard var kept = same else { return nil }
        (kept.arms, kept.remedy, kept.base) = (training.arms, training.remedy?.name, training.base)
        return kept
    }

    /// Whether it need not be made, since an earlier run did.
    func isKept(_ training: StudyPlan.Training) -> Bool { solutions[training.setting] == nil && kept(training) != nil }

    /// Whether another seed of the same came to nothing: then this one would as well.
    ///
    /// One that hung or failed may have done so by chance; a second one has not.
    func isSettled(_ training: StudyPlan.Training) -> Bool {
        let others = trainings.filter { other in
            var setting = other.setting
            setting.seed = training.setting.seed
            return setting == training.setting
        }
        return others.count { $0.outcome.isInconclusive } > 1
            || training.remedy == nil && others.contains { $0.outcome != .completed && !$0.outcome.isInconclusive }
    }

    var earlyStopping: EarlyStopping? {
        guard let measure else { return nil }
        let finished = trainings.filter { $0.outcome == .completed && $0.remedy == nil }
        let comparable = finished.filter { !Arm.ofEqualSamples.isDisjoint(with: $0.arms) }
        let alike = Dictionary(grouping: comparable) { training in
            var setting = training.setting
            setting.seed = nil
            return setting
        }
        let means = alike.compactMap { SeedMean($0.value.compactMap(\.finalMeasure))?.value }
        return EarlyStopping(
            measure: measure,
            tolerance: options.tolerance,
            finished: finished.map(\.curve),
            best: means.max { measure.gain(of: $1, over: $0) > 0 }
        )
    }

    /// What was left out, and why.
    var leftOut: [Omission] {
        omitted + inconclusive
            + tooLong.sorted { $0.key.phrase < $1.key.phrase }.map { .noTime($0, batchSizes: $1.sorted()) }
    }

    private var inconclusive: [Omission] {
        trainings.filter(\.outcome.isInconclusive).map { training in
            .inconclusive(
                TrainingSubject(remedy: training.remedy, arms: training.arms),
                batchSize: training.setting.batchSize,
                seed: training.setting.seed,
                because: training.reason ?? training.outcome.rawValue
            )
        }
    }
}
