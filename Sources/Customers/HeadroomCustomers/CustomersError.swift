/// Error in the data of a company: the problem, its location, and a hint.
package struct CustomersError: Error, Equatable, Sendable {
    package let problem: String
    package let hint: String?

    package init(_ problem: String, hint: String? = nil) {
        self.problem = problem
        self.hint = hint
    }
}
