/// A survey that was sent to a customer, with the answer where there is one.
package struct SurveyRow: Sendable {
    package var id: String
    /// The customer's place in ``Company/customers``.
    package var customer: Int32
    /// In seconds since 1970 in UTC.
    package var sent: Int64
    package var isDelivered: Bool
    /// When it was answered; that of sending where the file does not have it.
    package var answered: Int64
    /// nil where it was not answered.
    package var score: Int?
}
