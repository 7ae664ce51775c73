/// Purchases of a customer on one day in one currency, minus refunds of the same day.
package struct Purchase: Sendable {
    /// Index of the customer in ``Company/customers``.
    package var customer: Int32
    /// Days since 1970-01-01, in the zone of the report.
    package var day: Int32
    /// In minor units of the currency, greater than 0.
    package var amount: Int64
    /// Index of the currency in ``Company/currencies``.
    package var currency: UInt8
}
