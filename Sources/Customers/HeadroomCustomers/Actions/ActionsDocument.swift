package import HeadroomSchema

extension CustomersDocument {
    /// A suggestion; the document has them by descending worth.
    package struct Suggestion: Codable, Equatable, Sendable {
        package var title: String
        package var reason: String
        /// Gross profit less spend that it may bring in the next 12 months; null where it cannot be estimated.
        @Nullable package var worth: String?

        init(_ action: Action, currency: Currency) {
            title = action.title
            reason = action.explanation(currency: currency.code)
            worth = action.worth.flatMap { Int64(exactly: ($0 * Double(currency.scale)).rounded()) }.map(currency.text)
        }
    }
}
