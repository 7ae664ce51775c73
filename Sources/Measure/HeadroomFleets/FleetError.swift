/// A file that cannot be imported: what was wrong and where, and what to do.
package struct FleetError: Error, Equatable, CustomStringConvertible, Sendable {
    package var description: String
    package var hint: String?

    package init(_ description: String, hint: String? = nil) {
        self.description = description
        self.hint = hint
    }
}
