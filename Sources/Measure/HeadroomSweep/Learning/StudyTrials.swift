import HeadroomCore
import HeadroomSchema
import HeadroomTrials

/// Plans the trials of a study: each is one training, from its start to its end.
struct StudyTrials {
    let options: StudyOptions
    let usableCPUs: Double
    /// Parent folder of the trials' folders.
    let directory: String

    /// The unchanged command, with its values as given by the user; nil where it cannot be started without a
    /// placeholder.
    func observation(id: Int) -> TrialPlan? {
        let known = options.command.with(batchSize: options.trials.baseline?.batchSize, values: options.said)
        guard let command = known.leavingOpen(keeping: [.seed]) else { return nil }
        var trial = plan(id: id, command: command, batchSize: nil, limitSeconds: options.trials.budgetSeconds)
        trial.values = [.seed: "0"]
        // Gradient observation does not change a workload's training; a script holds its parameters.
        if options.workload != nil { trial.gradientSteps = SweepOptions.usualGradientSteps }
        return trial
    }

    /// - Parameters:
    ///   - steps: number of steps of the training, where known.
    ///   - solution: the workload's model file; nil for none.
    ///   - rule: the early stopping rule; nil for a training that runs to its end.
    func training(
        _ training: StudyPlan.Training,
        id: Int,
        steps: Int?,
        solution: String?,
        rule: EarlyStopping?,
        limitSeconds: Double
    ) -> TrialPlan {
        let setting = training.setting
        var trial = plan(
            id: id,
            command: command(training, steps: steps, solution: training.remedy == nil ? solution : nil),
            batchSize: setting.batchSize,
            limitSeconds: limitSeconds
        )
        trial.values = [
            .learningRate: setting.learningRate.map { "\($0)" }, .epochs: setting.epochs.map { "\($0)" },
            .seed: setting.seed.map { "\($0)" },
        ].compactMapValues(\.self)
        if options.workload == nil, setting.warmupSteps > 0 { trial.warmupSteps = setting.warmupSteps }
        trial.checksBatchSize = training.remedy == nil
        if let rule, let steps { trial.judge = TrainingJudge(rule: rule, expectedSteps: steps) }
        trial.failureIsAResult = true
        return trial
    }

    /// The command with the values of a training: by options for a workload, by placeholders or not at all for a
    /// script.
    private func command(_ training: StudyPlan.Training, steps: Int?, solution: String?) -> CommandTemplate {
        guard let workload = options.workload else { return options.command }
        var arguments = options.command.arguments
        // Often enough to see when a target is reached, and rarely enough to take little time.
        if let option = workload.names.evaluateEvery, let steps {
            arguments += [option, String(max(1, steps / Self.evaluations))]
        }
        if let option = workload.names.warmupSteps, training.setting.warmupSteps > 0 {
            arguments += [option, String(training.setting.warmupSteps)]
        }
        if let option = workload.names.checkpoint, let solution { arguments += [option, solution] }
        return CommandTemplate(arguments + training.setting.arguments)
    }

    private static let evaluations = 60

    private func plan(id: Int, command: CommandTemplate, batchSize: Int?, limitSeconds: Double) -> TrialPlan {
        var plan = options.trials.plan(
            id: id,
            purpose: .training,
            batchSize: batchSize,
            command: command,
            goal: .end,
            directory: "\(directory)/\(id)",
            usableCPUs: usableCPUs
        )
        plan.evaluationPattern = options.evaluationPattern
        plan.quietSeconds = TrialPlan.usualQuietSeconds
        plan.limitSeconds = max(1, limitSeconds)
        return plan
    }
}
