/// A customer's first payment or first purchase, to which touches lead.
package struct Conversion: Equatable, Sendable {
    /// In seconds since 1970 in UTC; for a purchase without a time the start of its day.
    package var time: Int64
    /// Latest instant of a touch that counts as before it: its time, or for a purchase without a time the end of its day.
    var lastTouch: Int64
    /// In minor units of the base currency.
    package var value: Int64
}
