/// A setting that lies outside of what is allowed.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The setting, as it is called in Swift.
    public let name: String
    /// What it was set to.
    public let value: String
    /// What it may be.
    public let allowed: String

    /// Makes an error.
    public init(_ name: String, _ value: some CustomStringConvertible, allowed: String) {
        self.name = name
        self.value = value.description
        self.allowed = allowed
    }

    /// The setting, its value and what is allowed, in one line.
    public var description: String { "\(name) is \(value); allowed: \(allowed)" }
}

/// Throws unless a setting lies in a range; not a number lies in none.
func require<Value: Comparable & CustomStringConvertible>(
    _ name: String,
    _ value: Value,
    in range: some RangeExpression<Value>,
    _ allowed: String
) throws(SettingError) {
    guard range.contains(value) else { throw SettingError(name, value, allowed: allowed) }
}
