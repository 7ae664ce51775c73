/// Why nothing follows from the data of a company: what was wrong, where, and what to do.
package struct CustomersError: Error, Equatable, Sendable {
    package let problem: String
    package let hint: String?

    package init(_ problem: String, hint: String? = nil) {
        self.problem = problem
        self.hint = hint
    }
}
