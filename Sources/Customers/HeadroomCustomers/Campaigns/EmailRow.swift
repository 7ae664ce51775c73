/// An e-mail of a campaign to a customer, or the assignment of a customer to the control group, without an e-mail.
package struct EmailRow: Sendable {
    package enum Group: String, Sendable {
        case treatment, control
    }

    /// Events after delivery.
    package struct Events: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let opened = Events(rawValue: 1)
        package static let clicked = Events(rawValue: 2)
        package static let replied = Events(rawValue: 4)
        package static let unsubscribed = Events(rawValue: 8)
        package static let complained = Events(rawValue: 16)
    }

    package var id: String
    /// Index of the campaign in ``Company/campaigns``.
    package var campaign: Int32
    /// Index of the customer in ``Company/customers``.
    package var customer: Int32
    /// In seconds since 1970 in UTC; for the control group the time of the assignment.
    package var sent: Int64
    package var isDelivered: Bool
    package var isBounced: Bool
    package var events: Events
    /// nil where the file names no group.
    package var group: Group?
}
