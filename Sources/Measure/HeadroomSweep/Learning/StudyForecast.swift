package import HeadroomCore
import HeadroomSchema

/// Forecast of the time of trainings.
struct StudyForecast {
    let plan: StudyPlan
    let log: StudyLog
    /// The measured throughputs.
    let findings: SweepFindings
    /// Settings whose models are compared, so that earlier trainings cannot be reused.
    let solutions: Set<TrainingDocument.Setting>

    /// Time of all trainings of the plan, without early stopping.
    var seconds: Double {
        plan.trainings(seed: nil).reduce(0) { $0 + seconds(of: $1) } * Double(plan.options.seedList.count)
    }

    /// The part of the plan that fits into the time.
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

    /// Time of a training: that of a similar one, else its samples over the throughput at its batch size.
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

/// Time of a finished training, from which that of others is estimated.
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

    /// Time of a training over the same data at another batch size; where the number of samples of an epoch is unknown,
    /// assumed equal.
    ///
    /// - Parameter law: step time; without it a sample takes as long in a batch of any size.
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
