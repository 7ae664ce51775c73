package import HeadroomCore
import HeadroomSchema

/// What trainings will take, before they are made.
extension Study {
    /// What all trainings of a plan will take, none of them stopped early.
    func expectedSeconds(_ plan: StudyPlan, after findings: SweepFindings) -> Double {
        let one = plan.trainings(seed: nil).reduce(0) { $0 + expectedSeconds($1, plan, findings) }
        return one * Double(options.seedList.count)
    }

    /// What of a plan there is time for.
    func budget(_ plan: StudyPlan, after findings: SweepFindings, share: Double) -> StudyBudget {
        var (samples, updates) = (0.0, [Int: Double]())
        for training in plan.trainings(seed: nil) {
            let seconds = expectedSeconds(training, plan, findings)
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
        _ findings: SweepFindings
    ) -> Double {
        let setting = training.setting
        if isKept(training) { return 0 }
        let like = trainings.filter {
            $0.setting.batchSize == setting.batchSize && $0.setting.epochs == setting.epochs
                && $0.setting.arguments == setting.arguments && $0.outcome == .completed
        }
        let walls = like.compactMap { known in trials.first { $0.id == known.trial }?.wallSeconds }
        if let longest = walls.max() { return longest }
        guard let steps = plan.steps(setting), let law = findings.laws.time else {
            return firstTraining?.seconds(
                batchSize: setting.batchSize,
                epochs: setting.epochs,
                gradientsPerStep: training.remedy?.gradientsPerStep ?? 1,
                law: findings.laws.time
            ) ?? longestStartupSeconds
        }
        let stepSeconds =
            findings.points.first { $0.batchSize == setting.batchSize }?.stepSeconds.mean
            ?? law.fixedSeconds + law.secondsPerSample * Double(setting.batchSize)
        return longestStartupSeconds + Double(steps) * stepSeconds * (training.remedy?.gradientsPerStep ?? 1)
    }
}

/// What a training took that came to its end, and what others will take by it.
package struct TrainingTime: Equatable, Sendable {
    package var batchSize: Int
    package var epochs: Int?
    package var startupSeconds: Double
    /// From its first step to its end.
    package var trainingSeconds: Double

    package init(batchSize: Int, epochs: Int?, startupSeconds: Double, trainingSeconds: Double) {
        self.batchSize = batchSize
        self.epochs = epochs
        self.startupSeconds = startupSeconds
        self.trainingSeconds = trainingSeconds
    }

    /// What a training over the same data takes at another batch size: where nobody knows how many samples an epoch has,
    /// both have as many.
    ///
    /// - Parameter law: what a step takes; without it a sample takes as long in a batch of any size.
    package func seconds(
        batchSize: Int,
        epochs: Int?,
        gradientsPerStep: Double = 1,
        law: TimeLaw?
    ) -> Double {
        func sampleSeconds(_ batchSize: Int) -> Double? {
            law.map { $0.fixedSeconds / Double(batchSize) + $0.secondsPerSample }
        }
        var ratio = gradientsPerStep
        if let here = sampleSeconds(self.batchSize), let there = sampleSeconds(batchSize), here > 0 {
            ratio *= there / here
        }
        if let here = self.epochs, let there = epochs, here > 0 { ratio *= Double(there) / Double(here) }
        return startupSeconds + ratio * trainingSeconds
    }
}
