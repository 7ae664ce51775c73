/// What a customer bought on one day in one currency, refunds of the same day taken off.
package struct Purchase: Sendable {
    /// The customer's place in ``Company/customers``.
    package var customer: Int32
    /// Days since 1970-01-01, in the zone of the report.
    package var day: Int32
    /// In minor units of its currency, above 0.
    package var amount: Int64
    /// Its place in ``Company/currencies``.
    package var currency: UInt8
}
