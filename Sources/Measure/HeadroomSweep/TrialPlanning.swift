import HeadroomCore
import HeadroomTrials

extension SweepOptions {
    /// Enough for an interval of a tenth either way where the noise scale is some hundreds of samples.
    package static let usualGradientSteps = 100

    private static let manyEpochs = "100000"

    /// Plans one trial as requested.
    ///
    /// - Parameters:
    ///   - directory: the trial's own folder, not created yet.
    ///   - usableCPUs: the reference of the utilization.
    ///   - remainingSeconds: the rest of the budget.
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
            // The second step includes the optimizer's state: the first with all memory. A third shows that it lasts.
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
        // A trial is ended after enough measurements; a training that ends by itself before that gives fewer.
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

    /// Plans a trial with the common options of a measurement: limits, environment, step pattern.
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

    /// Number of batches of an epoch shortened by the agent, so that an evaluation comes soon.
    static let shortEpochBatches = 4
    /// How long a probe waits for an evaluation, in seconds.
    private static let probePatienceSeconds = 10.0

    /// How long a verification waits for the end of an epoch, and an evaluation, in seconds.
    func patienceSeconds(_ remainingSeconds: Double) -> Double {
        max(0, min(60, max(5, 0.1 * budgetSeconds), remainingSeconds / 3))
    }

    /// Host memory limit of a trial: as given by the user, else a share of the free memory; no default limit where a
    /// device trains, since that memory is not the host's.
    ///
    /// - Parameter trainsOnDevice: nil before the first report of the command.
    func hostLimitBytes(trainsOnDevice: Bool?) -> Int? {
        memoryLimitBytes ?? (trainsOnDevice ?? hasAccelerator ? nil : usualMemoryLimitBytes)
    }
}
