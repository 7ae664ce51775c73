/// A tabular training that cannot be made.
public enum TabularError: Error, Sendable, CustomStringConvertible {
    /// A setting is out of range.
    case setting(SettingError)
    /// The environment refused a step.
    case environment(EnvironmentError)
    /// The rules cannot be planned, or a policy cannot be evaluated.
    case planning(PlanningError)
    /// The rules are none.
    case process(ProcessError)

    /// What is wrong.
    public var description: String {
        switch self {
        case .setting(let error): error.description
        case .environment(let error): error.description
        case .planning(let error): error.description
        case .process(let error): error.description
        }
    }
}
