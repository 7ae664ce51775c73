package import HeadroomCore

/// The documents of results; Core has those of the laws and of trainings in full.
extension SweepDocument {
    package init(_ result: SweepResult) {
        let (subject, conclusion) = (result.subject, result.conclusion)
        let (findings, advice) = (conclusion.findings, conclusion.advice)
        self.init(
            kind: subject.kind,
            id: subject.id,
            startedAt: subject.startedAt,
            command: subject.command,
            workload: subject.workload,
            objective: subject.objective,
            machine: result.machine
        )
        baseline = findings.baseline
        observer = result.observer
        trials = result.trials.map { TrialDocument($0, diagnosis: conclusion.diagnoses[$0.id]) }
        points = findings.points.map { measured in
            var point = Point(measured)
            point.failure = findings.failures[measured.batchSize]?.sentence
            point.boundBy = conclusion.boundBy[measured.batchSize]
            return point
        }
        laws = findings.laws.document
        fits = findings.fits
        pays = findings.pays
        learns = findings.learns
        undecided["fits"] = findings.whatFits?.reason?.sentence
        undecided["pays"] = findings.whatPays?.reason?.sentence
        undecided["learns"] = findings.whatLearns?.reason?.sentence
        // A run has no recommendation.
        if subject.kind != .run { undecided["recommendation"] = conclusion.whyNoRecommendation?.sentence }
        learning = findings.learning.map { Learning($0) }
        remedies = conclusion.remedies.map(\.sentence)
        candidates = advice.candidates
        schedule = advice.schedule
        recommendation = advice.recommendation.map { Recommendation($0) }
        diagnosis = conclusion.diagnosis.map { Diagnosis($0) }
        isUnfinished = result.isUnfinished
        notes = result.notes.map(\.sentence)
    }
}

extension SweepDocument.Point {
    init(_ measured: MeasuredPoint) {
        self.init(
            batchSize: measured.batchSize,
            trials: measured.trials,
            steps: measured.steps,
            samples: measured.samples,
            samplesPerSecond: measured.samplesPerSecond,
            stepSeconds: measured.stepSeconds,
            precise: measured.precise
        )
        deviceUtilization = measured.deviceUtilization
        hostUtilization = measured.hostUtilization
        inputWaitRatio = measured.inputWaitRatio
        peakHostMemoryBytes = measured.peakHostMemoryBytes
        peakDeviceMemoryBytes = measured.peakDeviceMemoryBytes
        joulesPerSample = measured.joulesPerSample
    }
}

extension SweepDocument.Recommendation {
    init(_ recommendation: Recommendation) {
        self.init(
            batchSize: recommendation.batchSize,
            learningRateFactor: recommendation.learningRateFactor,
            objective: recommendation.objective,
            limitedBy: recommendation.limitedBy,
            reason: recommendation.explanation
        )
        closedForm = recommendation.closedForm
    }
}

extension TrialDocument {
    /// - Parameter diagnosis: the bottleneck of the trial; nil where it was not asked for.
    package init(_ trial: LoggedTrial, diagnosis: Finding?) {
        self.init(
            id: trial.id,
            purpose: trial.purpose,
            batchSize: trial.batchSize,
            outcome: trial.outcome,
            wallSeconds: trial.wallSeconds
        )
        arm = trial.training?.arm
        seed = trial.training?.seed
        learningRate = trial.training?.learningRate
        processId = trial.processId
        batchSizeObserved = trial.batchSizeObserved
        batchSizeSpread = trial.batchSizeSpread
        batchSizeSetBy = trial.batchSizeSetBy
        coverage = trial.coverage
        endedBy = trial.endedBy
        message = trial.message
        outOfMemory = trial.outOfMemory
        steps = trial.steps
        warmupSteps = trial.warmupSteps
        samples = trial.samples
        stepSeconds = trial.stepSeconds
        samplesPerSecond = trial.samplesPerSecond
        deviceUtilization = trial.deviceUtilization
        smActivity = trial.smActivity
        smOccupancy = trial.smOccupancy
        tensorActivity = trial.tensorActivity
        memoryBandwidthUtilization = trial.memoryBandwidthUtilization
        hostUtilization = trial.hostUtilization
        inputWaitRatio = trial.inputWaitRatio
        cachedBatchStepSeconds = trial.cachedBatchStepSeconds
        peakDeviceMemoryBytes = trial.peakDeviceMemoryBytes
        peakHostMemoryBytes = trial.peakHostMemoryBytes
        deviceMemory = trial.deviceMemory
        energyJoules = trial.energyJoules
        joulesPerSample = trial.joulesPerSample
        averagePowerWatts = trial.averagePowerWatts
        devices = trial.devices
        host = trial.host
        shortSteps = trial.shortSteps
        workingSet = trial.workingSet
        busyCPUs = trial.busyCPUs
        threads = trial.threads
        threadUse = trial.threadUse
        passiveWaiting = trial.passiveWaiting
        processes = trial.processes
        timeline = trial.timeline
        boundBy = diagnosis?.boundBy
        evidence = diagnosis?.evidence.map(\.sentence) ?? []
        evaluation = trial.evaluation
    }
}
