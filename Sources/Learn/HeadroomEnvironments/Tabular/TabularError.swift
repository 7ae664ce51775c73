/// The reason why a tabular training failed.
public enum TabularError: Error, Sendable, CustomStringConvertible {
    /// A setting is out of range.
    case setting(SettingError)
    /// The environment rejected a step.
    case environment(EnvironmentError)
    /// Planning or the evaluation of a policy failed.
    case planning(PlanningError)
    /// The decision process is invalid.
    case process(ProcessError)

    /// The description of the underlying error.
    public var description: String {
        switch self {
        case .setting(let error): error.description
        case .environment(let error): error.description
        case .planning(let error): error.description
        case .process(let error): error.description
        }
    }
}
