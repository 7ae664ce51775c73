package import HeadroomCore
package import HeadroomTrials

/// What a person must know to trust the figures, with its evidence: its sentence is made in `Wording/NoteWording`.
package indirect enum Note: Equatable, Sendable {
    // Of how it was measured.
    case unfinished
    /// A person stopped the measurement.
    case stopped
    /// A person stopped a run, the only trial.
    case runStopped
    /// What the first trial changed in the working folder.
    case changedFiles([String])
    /// - of: how many rounds there would have been; nil where that is not fixed.
    case budgetUsedUp(seconds: Int, round: Int, of: Int? = nil)
    /// How the trials were spread over processes.
    case sharedProcesses(SharedTrials.Spread)
    /// What happened to the program that measured, or to its recording.
    case ofTheProgram(String)

    /// Of one of the commands that are compared.
    case ofContestant(String, Note)

    // Of what the trials of a sweep showed.
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
    /// Samples that trainings see, by their batch size, where they differ from those at the batch size of today.
    case otherData(samples: [Int: Double], baseline: Int, usual: Double)
    case keptTrainings(Int)
}

/// Why a second run of a command shows nothing.
package enum SecondRunObstacle: Equatable, Sendable {
    /// It went on from a checkpoint of the first.
    case resumed
    case tooFewSteps
    case otherProgramsEnded
    /// Its loader cannot be made to give one batch again and again.
    case noCachedBatch
    /// As its error has it.
    case failed(String)
}
