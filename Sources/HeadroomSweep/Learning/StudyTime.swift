import HeadroomCore

/// What trainings will take, before they are made.
extension Study {
    /// What all trainings of a plan will take, none of them stopped early.
    func expectedSeconds(_ plan: StudyPlan, after document: SweepDocument) -> Double {
        let one = plan.trainings(seed: nil).reduce(0) { $0 + expectedSeconds($1, plan, document) }
        return one * Double(options.seedList.count)
    }

    /// What of a plan there is time for.
    func budget(_ plan: StudyPlan, after document: SweepDocument, share: Double) -> StudyBudget {
        var (samples, updates) = (0.0, [Int: Double]())
        for training in plan.trainings(seed: nil) {
            let seconds = expectedSeconds(training, plan, document)
            if training.arms == [.equalUpdates] {
                updates[training.setting.batchSize] = seconds
            } else {
                samples += seconds
            }
        }
        return StudyBudget(
            askedSeeds: options.seedList.count,
            equalSamples: samples,
            equalUpdates: updates,
            seconds: share * options.trials.budgetSeconds - elapsedSeconds
        )
    }

    /// What a training will take: what one like it took, else its samples over the throughput at its batch size.
    func expectedSeconds(
        _ training: StudyPlan.Training,
        _ plan: StudyPlan,
        _ document: SweepDocument
    ) -> Double {
        let setting = training.setting
        if isKept(training) { return 0 }
        let like = trainings.filter {
            $0.setting.batchSize == setting.batchSize && $0.setting.epochs == setting.epochs
                && $0.setting.arguments == setting.arguments && $0.outcome == .completed
        }
        let walls = like.compactMap { known in trials.first { $0.id == known.trial }?.wallSeconds }
        if let longest = walls.max() { return longest }
        guard let steps = plan.steps(setting), let law = document.laws.time else { return longestStartupSeconds }
        let stepSeconds =
            document.points.first { $0.batchSize == setting.batchSize }?.stepSeconds.mean
            ?? law.fixedSeconds + law.secondsPerSample * Double(setting.batchSize)
        return longestStartupSeconds + Double(steps) * stepSeconds * (training.remedy?.gradientsPerStep ?? 1)
    }
}
