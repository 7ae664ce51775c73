import FoundationEssentials
import HeadroomEvents

/// Headroom's requests to a training process, read from its environment.
package struct TrialRequest: Equatable, Sendable {
    /// Number of steps in each stage of the training at which to measure gradient noise; nil for none.
    package let noiseStepsPerStage: Int?
    /// Whether the training runs until it is stopped: a trial at one batch size ends when enough was measured.
    package let isOpenEnded: Bool

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        noiseStepsPerStage = environment[EventEnvironment.gradients].flatMap { Int($0) }
        isOpenEnded = environment[EventEnvironment.batchSize] != nil && noiseStepsPerStage == nil
    }
}
