/// A contact of a customer, or of someone who may become one, with a channel of acquisition.
package struct Touch: Sendable {
    /// The customer's place in ``Company/customers``.
    package var customer: Int32
    /// The channel's place in ``Company/touchChannels``.
    package var channel: Int32
    /// In seconds since 1970 in UTC.
    package var time: Int64
}
