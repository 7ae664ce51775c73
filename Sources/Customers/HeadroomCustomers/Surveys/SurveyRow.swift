/// A survey sent to a customer, with its answer if there is one.
package struct SurveyRow: Sendable {
    package var id: String
    /// Index of the customer in ``Company/customers``.
    package var customer: Int32
    /// In seconds since 1970 in UTC.
    package var sent: Int64
    package var isDelivered: Bool
    /// Time of the answer; the time of sending where the file has none.
    package var answered: Int64
    /// nil where it was not answered.
    package var score: Int?
    /// Open answer; nil without one.
    package var text: String?
}
