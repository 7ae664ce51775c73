/// A plan that cannot be made.
public enum PlanningError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The values still changed after so many sweeps, or have left all bounds.
    case notConverged(sweeps: Int, change: Double, discount: Double)
    /// A policy of another process.
    case policySize(given: Int, needed: Int)
    /// A policy that takes an action that there is not.
    case policyAction(state: Int, action: Int, actionCount: Int)
    /// A policy whose probabilities are none.
    case policyProbabilities(state: Int, sum: Double)
    /// A setting out of range.
    case setting(SettingError)

    /// What is wrong, and what to do.
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
