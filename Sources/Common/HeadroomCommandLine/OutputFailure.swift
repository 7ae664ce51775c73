/// A report could not be written.
package struct OutputFailure: Error, CustomStringConvertible {
    package let path: String
    package let reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    package var description: String { "cannot write to \(path): \(reason)" }
}
