/// The reason why a workload cannot run as requested.
package struct WorkloadError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Data that is missing or invalid.
        case data
        /// An option that is invalid here.
        case usage
    }

    package let code: Code
    /// The problem, its place and the remedy.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
