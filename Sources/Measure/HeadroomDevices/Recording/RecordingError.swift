/// Reason why a recording cannot be started, or a file cannot be used as one.
package struct RecordingError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
