/// Why a question of the batch size stays open: its sentence is made in `Wording/ReasonWording`.
package enum OpenReason: Equatable, Sendable {
    // Which is the largest that fits.
    case notLookedFor
    case fails(batchSize: Int, how: BatchSizeFailure)
    case noResult
    case nothingFits(isDeviceFull: Bool)
    /// The command takes more than the memory limit before its first step.
    case beyondMemoryLimit(bytes: Int)

    // From which on it pays.
    case noSteps
    case undecided(Saturation.Undecided)

    // Up to which a model learns.
    case noTrainings
    case noNoiseScale(NoNoiseScale)
    case nothingLearned(NothingLearned)

    /// Nothing is recommended: the command fails at every batch size.
    case failsEverywhere

    /// Why the noise of the gradients has no scale.
    package enum NoNoiseScale: Equatable, Sendable {
        case gap(GradientNoise.Gap)
        /// As the process reported it.
        case ofProcess(String)
        case nothingReported
    }
}

/// Why no training comes to its end at a batch size.
package enum BatchSizeFailure: Equatable, Sendable {
    case outOfMemory
    /// As its trial has it.
    case ofTrial(String)
    case commandFailed
}
