package import HeadroomCore
import HeadroomSchema

/// How long trainings will take, before they are made.
struct StudyForecast {
    let plan: StudyPlan
    let log: StudyLog
    /// What was measured of speed.
    let findings: SweepFindings
    /// Trainings whose solutions are looked at, so that they are made even where an earlier run made them.
    let solutions: Set<TrainingDocument.Setting>

    /// The time of all trainings of the plan, none of them stopped early.
    var seconds: Double {
        plan.trainings(seed: nil).reduce(0) { $0 + seconds(of: $1) } * Double(plan.options.seedList.count)
    }

    /// What of the plan there is time for.
    func budget(seconds: Double) -> StudyBudget {
        var (samples, updates) = (0.0, [Int: Double]())
        for training in plan.trainings(seed: nil) {
            let seconds = self.seconds(of: training)
            if training.arms == [.equalUpdates] {
                updates[training.setting.batchSize] = seconds
            } else {
                samples += seconds
            }
        }
        return StudyBudget(
            askedSeeds: plan.options.seedList.count,
            equalSamples: samples,
            equalUpdates: updates,
            seconds: seconds
        )
    }

    /// The time of a training: that of one like it, else its samples over the throughput at its batch size.
    func seconds(of training: StudyPlan.Training) -> Double {
        let setting = training.setting
        if !solutions.contains(setting), log.made(training, or: plan.options.kept) != nil { return 0 }
        let like = log.trainings.filter {
            $0.setting.batchSize == setting.batchSize && $0.setting.epochs == setting.epochs
                && $0.setting.arguments == setting.arguments && $0.outcome == .completed
        }
        let walls = like.compactMap { known in log.trials.first { $0.id == known.trial }?.wallSeconds }
        if let longest = walls.max() { return longest }
        guard let steps = plan.steps(setting), let law = findings.laws.time else {
            return log.firstTraining?.seconds(
                batchSize: setting.batchSize,
                epochs: setting.epochs,
                gradientsPerStep: training.remedy?.gradientsPerStep ?? 1,
                law: findings.laws.time
            ) ?? log.longestStartupSeconds
        }
        let stepSeconds =
            findings.points.first { $0.batchSize == setting.batchSize }?.stepSeconds.mean
            ?? law.fixedSeconds + law.secondsPerSample * Double(setting.batchSize)
        return log.longestStartupSeconds + Double(steps) * stepSeconds * (training.remedy?.gradientsPerStep ?? 1)
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
