/// Why a file could not be written, or a folder not be made: which one, and the system's words for it, such as "No space
/// left on device".
package struct FileFailure: Error, Equatable, CustomStringConvertible, Sendable {
    package let description: String

    package init(_ description: String) { self.description = description }
}
