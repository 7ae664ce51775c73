package import HeadroomCore
package import HeadroomTrials

/// A note on how far the figures can be trusted, with its evidence; `Wording/NoteWording` has its sentence.
package indirect enum Note: Equatable, Sendable {
    // Of the measurement.
    case unfinished
    /// The user stopped the measurement.
    case stopped
    /// The user stopped a run, the only trial.
    case runStopped
    /// Files in the working folder that the first trial changed.
    case changedFiles([String])
    /// - of: planned number of rounds; nil where it is not fixed.
    case budgetUsedUp(seconds: Int, round: Int, of: Int? = nil)
    /// Distribution of trials over processes.
    case sharedProcesses(SharedTrials.Spread)
    /// An event of the measuring program, or of its recording.
    case ofTheProgram(String)

    /// A note on one of the compared commands.
    case ofContestant(String, Note)

    // Of the trials of a sweep.
    case largerMayFit(than: Int, because: FitSearch.Answer.Unfinished)
    case noiseKnownEarlyOnly(lastStep: Int)
    case addedGradients
    case processesTrainTogether(Int)
    case batchSizeNotVerified
    case memoryTakenAsNeeded
    case contended(ratio: Double)
    case deviceMemoryFrom(DeviceMemory.Source)
    case sharedDevice(with: [DeviceProcess], ratio: Double)
    case memoryTakenMeanwhile(ratio: Double)
    case spinning(trials: Int, of: Int, waitRatio: Double)
    case energyNotMeasured
    case wideIntervals(precision: Double, batchSizes: [Int])

    // Of a run.
    case notReached(AgentReach.Reason)
    case fewSteps
    case passiveWaitingNotTried(because: SecondRunObstacle)
    case loadingNotTried(because: SecondRunObstacle)

    // Of trainings in full.
    case leftOut(Omission)
    case nothingLearned(NothingLearned)
    case oneSeed
    case targetNotReached(Double)
    case getsWorse(Metric)
    /// Number of samples of trainings, by batch size, where it differs from that at the baseline.
    case otherData(samples: [Int: Double], baseline: Int, usual: Double)
    case keptTrainings(Int)
}

/// Why a second run of a command is not informative.
package enum SecondRunObstacle: Equatable, Sendable {
    /// It resumed from a checkpoint of the first.
    case resumed
    case tooFewSteps
    case otherProgramsEnded
    /// Its loader cannot repeat one batch.
    case noCachedBatch
    /// As in its error.
    case failed(String)
}
