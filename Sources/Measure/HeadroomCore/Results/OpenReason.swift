/// Why a question of the batch size stays open; `Wording/ReasonWording` has its sentence.
package enum OpenReason: Equatable, Sendable {
    // The largest batch size that fits.
    case notLookedFor
    case fails(batchSize: Int, how: BatchSizeFailure)
    case noResult
    case nothingFits(isDeviceFull: Bool)
    /// The command exceeds the memory limit before its first step.
    case beyondMemoryLimit(bytes: Int)

    // The smallest batch size that pays.
    case noSteps
    case undecided(Saturation.Undecided)

    // The largest batch size at which the model learns.
    case noTrainings
    case noNoiseScale(NoNoiseScale)
    case nothingLearned(NothingLearned)

    /// No recommendation: the command fails at every batch size.
    case failsEverywhere

    /// Reason for a missing gradient noise scale.
    package enum NoNoiseScale: Equatable, Sendable {
        case gap(GradientNoise.Gap)
        /// As reported by the process.
        case ofProcess(String)
        case nothingReported
    }
}

/// Why no training finishes at a batch size.
package enum BatchSizeFailure: Equatable, Sendable {
    case outOfMemory
    /// As in its trial.
    case ofTrial(String)
    case commandFailed
}
