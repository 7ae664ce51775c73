/// A setting outside its allowed range.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the setting in Swift.
    public let name: String
    /// The given value.
    public let value: String
    /// The allowed values.
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

/// Throws where a setting is outside a range; NaN is outside every range.
func require<Value: Comparable & CustomStringConvertible>(
    _ name: String,
    _ value: Value,
    in range: some RangeExpression<Value>,
    _ allowed: String
) throws(SettingError) {
    guard range.contains(value) else { throw SettingError(name, value, allowed: allowed) }
}
