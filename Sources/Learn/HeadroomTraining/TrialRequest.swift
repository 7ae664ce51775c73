import FoundationEssentials
import HeadroomEvents

/// What Headroom asks of the process that trains, by its environment.
package struct TrialRequest: Equatable, Sendable {
    /// At how many steps of each stage of the training the noise of the gradients is to be measured; nil for none.
    package let gradientLooks: Int?
    /// Whether the training goes on until it is ended: a trial at a batch size ends when enough was measured.
    package let isOpenEnded: Bool

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        gradientLooks = environment[EventEnvironment.gradients].flatMap { Int($0) }
        isOpenEnded = environment[EventEnvironment.batchSize] != nil && gradientLooks == nil
    }
}
