/// A contact of a customer or potential customer with an acquisition channel.
package struct Touch: Sendable {
    /// Index of the customer in ``Company/customers``.
    package var customer: Int32
    /// Index of the channel in ``Company/touchChannels``.
    package var channel: Int32
    /// In seconds since 1970 in UTC.
    package var time: Int64
}
