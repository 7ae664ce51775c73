/// Why a recording cannot be begun, or a file not be used as one.
package struct RecordingError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
