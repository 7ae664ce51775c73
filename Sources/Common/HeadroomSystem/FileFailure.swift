/// Failure to write a file or create a folder: its path, and the system's message, such as "No space left on device".
package struct FileFailure: Error, Equatable, CustomStringConvertible, Sendable {
    package let description: String

    package init(_ description: String) { self.description = description }
}
