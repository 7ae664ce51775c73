/// Why a workload cannot do what was asked.
package struct WorkloadError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Data that is not there, or is not what it should be.
        case data
        /// An option that makes no sense here.
        case usage
    }

    package let code: Code
    /// What was wrong, where, and what to do.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
