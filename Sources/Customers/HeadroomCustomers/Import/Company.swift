/// The data of a company, as far as they could be used.
package struct Company: Sendable {
    package var customers: [Customer] = []
    package var currencies: [Currency] = []
    package var subscriptions: [Subscription] = []
    package var spend: [Spend] = []
    package var touches: [Touch] = []
    /// The names of the channels of touches.
    package var touchChannels: [String] = []
    package var surveys: [SurveyRow] = []
    /// In the order of customers and days.
    package var purchases: [Purchase] = []
    package var quality = DataQuality()
    private var customerPlaces: [String: Int32] = [:]

    package init() {}

    package struct Customer: Sendable {
        package var id: String
        package var channel: String?
        package var country: String?
        /// Whether it is in customers.csv.
        package var isListed: Bool
    }

    /// Money spent on acquisition.
    package struct Spend: Sendable {
        package var channel: String
        /// The local midnight of its day, in seconds since 1970 in UTC.
        package var time: Int64
        /// In minor units of its currency.
        package var amount: Int64
        package var currency: UInt8
    }

    /// The place of a customer, which is added where it is new.
    mutating func place(ofCustomer id: String) -> Int32 {
        if let known = customerPlaces[id] { return known }
        let place = Int32(customers.count)
        customers.append(Customer(id: id, isListed: false))
        customerPlaces[id] = place
        return place
    }

    /// Whether a customer is known already.
    func knows(customer id: String) -> Bool { customerPlaces[id] != nil }

    mutating func place(of currency: Currency) -> UInt8 {
        if let place = currencies.firstIndex(of: currency) { return UInt8(place) }
        currencies.append(currency)
        return UInt8(currencies.count - 1)
    }
}
