/// A file of a picture, a mesh or a volume that cannot be read or written.
package struct SceneFileError: Error, Equatable, CustomStringConvertible, Sendable {
    /// The error, with the file and the line or byte.
    package let message: String
    /// What to do; nil where that follows from the message.
    package let hint: String?

    package init(_ message: String, hint: String? = nil) {
        (self.message, self.hint) = (message, hint)
    }

    package var description: String { hint.map { "\(message)\n\($0)" } ?? message }
}
