/// The reason why planning failed.
public enum PlanningError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The values still changed after the maximum number of sweeps, or diverged.
    case notConverged(sweeps: Int, change: Double, discount: Double)
    /// The size of the policy does not match the process.
    case policySize(given: Int, needed: Int)
    /// The policy takes an action that does not exist.
    case policyAction(state: Int, action: Int, actionCount: Int)
    /// The action probabilities of a state are not a distribution.
    case policyProbabilities(state: Int, sum: Double)
    /// A setting out of range.
    case setting(SettingError)

    /// The problem and the remedy.
    public var description: String {
        switch self {
        case .notConverged(let sweeps, let change, let discount):
            "after \(sweeps) sweeps the values still change by \(change) with a discount of \(discount)"
                + (discount == 1
                    ? ": without a discount the episodes have to end; give a discount below 1 or a step limit"
                    : "; allow more sweeps or a larger tolerance")
        case .policySize(let given, let needed): "the policy has \(given) entries; this process needs \(needed)"
        case .policyAction(let state, let action, let count):
            "the policy takes action \(action) in state \(state); the actions are 0 to \(count - 1)"
        case .policyProbabilities(let state, let sum):
            "the policy's probabilities in state \(state) add up to \(sum), not to 1, or one of them is negative"
        case .setting(let error): error.description
        }
    }
}
