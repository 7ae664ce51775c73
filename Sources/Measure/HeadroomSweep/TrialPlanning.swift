import HeadroomCore
import HeadroomTrials

extension SweepOptions {
    /// Enough for an interval of a tenth either way where the noise scale is some hundreds of samples.
    package static let usualGradientSteps = 100

    private static let manyEpochs = "100000"

    /// One trial as it was asked for.
    ///
    /// - Parameters:
    ///   - directory: a folder of the trial's own, not made yet.
    ///   - usableCPUs: what the utilization is relative to.
    ///   - remainingSeconds: what is left of the budget.
    func plan(
        id: Int,
        purpose: TrialDocument.Purpose,
        batchSize: Int?,
        directory: String,
        usableCPUs: Double,
        remainingSeconds: Double
    ) -> TrialPlan {
        let goal: TrialPlan.Goal =
            switch purpose {
            case _ where watchedSeconds != nil: .seconds(watchedSeconds ?? 0)
            case .speed:
                .precision(
                    ratio: precision / 2,
                    minimumSeconds: blockSeconds.lowerBound,
                    maximumSeconds: blockSeconds.upperBound
                )
            // The second step has the optimizer's state: the first to take all memory. A third shows that it lasts.
            case .verification: .peak(steps: 3, patienceSeconds: patienceSeconds(remainingSeconds))
            case .probe: .peak(steps: 2, patienceSeconds: min(Self.probePatienceSeconds, remainingSeconds / 10))
            case .training: .steps(2)
            case .gradient: .end
            }
        var plan = plan(
            id: id,
            purpose: purpose,
            batchSize: batchSize,
            command: command,
            goal: goal,
            directory: directory,
            usableCPUs: usableCPUs
        )
        plan.values = values
        // A trial is ended when it has seen enough; what ends by itself before that says less.
        if values[.epochs] != nil, purpose != .gradient { plan.values[.epochs] = Self.manyEpochs }
        plan.limitSeconds = max(1, min(600, remainingSeconds))
        if purpose == .gradient {
            plan.gradientSteps = gradientSteps
            plan.quietSeconds = TrialPlan.usualQuietSeconds
            if plan.values[.epochs] != nil, let epochs = gradientEpochs { plan.values[.epochs] = String(epochs) }
            plan.gradientHolds = gradientHolds
        }
        plan.failureIsAResult = true
        return plan
    }

    /// A trial with what all trials of a measurement have in common: limits, environment, how its steps are found.
    func plan(
        id: Int,
        purpose: TrialDocument.Purpose,
        batchSize: Int?,
        command: CommandTemplate,
        goal: TrialPlan.Goal,
        directory: String,
        usableCPUs: Double
    ) -> TrialPlan {
        var plan = TrialPlan(
            id: id,
            purpose: purpose,
            batchSize: batchSize,
            command: command,
            goal: goal,
            directory: directory
        )
        plan.batchSizeVariable = batchSizeVariable
        plan.stepPattern = stepPattern
        plan.environment = environment
        plan.workingCopy = workingCopy
        plan.keepsTrackers = keepsTrackers
        plan.memoryLimitBytes = hostLimitBytes(trainsOnDevice: nil)
        plan.deviceMemoryLimitBytes = deviceMemoryLimitBytes
        plan.memoryMode = memoryMode
        plan.usableCPUs = usableCPUs
        plan.firstStepSeconds = firstStepSeconds
        return plan
    }

    /// Batches of an epoch that the agent cuts short, so that an evaluation comes soon.
    static let shortEpochBatches = 4
    /// How long a probe waits for an evaluation.
    private static let probePatienceSeconds = 10.0

    /// How long a verification waits for the end of an epoch, and an evaluation.
    func patienceSeconds(_ remainingSeconds: Double) -> Double {
        max(0, min(60, max(5, 0.1 * budgetSeconds), remainingSeconds / 3))
    }

    /// What a trial may take of the host's memory: what its user set, else a share of what is free; no limit is set by
    /// itself where a device trains, for that memory is not the host's.
    ///
    /// - Parameter trainsOnDevice: nil before anything was heard of the command.
    func hostLimitBytes(trainsOnDevice: Bool?) -> Int? {
        memoryLimitBytes ?? (trainsOnDevice ?? hasAccelerator ? nil : usualMemoryLimitBytes)
    }
}
