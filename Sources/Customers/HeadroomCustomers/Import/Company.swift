/// The usable data of a company.
package struct Company: Sendable {
    package var customers: [Customer] = []
    package var currencies: [Currency] = []
    /// Sorted by customer and start.
    package private(set) var subscriptions: [Subscription] = []
    package var spend: [Spend] = []
    package var touches: [Touch] = []
    /// Channel names of the touches.
    package var touchChannels: [String] = []
    package var surveys: [SurveyRow] = []
    package var emails: [EmailRow] = []
    /// Events that emails.csv has columns for.
    package var emailEvents: EmailRow.Events = []
    /// Campaigns of email_campaigns.csv.
    package var countedCampaigns: [CampaignCounts] = []
    package var consents: [Consent] = []
    /// Names of the campaigns of emails.csv.
    package var campaigns: [String] = []
    package var usage = Usage()
    /// Sorted by customer and day.
    package var purchases: [Purchase] = []
    /// Rows of transactions.csv, sorted by customer, day and currency.
    package var transactions: [Transaction] = []
    /// Names of the files of the transactions.
    package var transactionFiles: [String] = []
    /// Whether the transactions have refunds: a column for them, or a negative amount.
    package var knowsRefunds = false
    /// Columns of customers.csv other than Headroom's, with few values.
    package var markers: [MarkerColumn] = []
    /// Plan names of the subscriptions.
    package var plans: [String] = []
    package var experimentUnits: [ExperimentUnit] = []
    package var quality = DataQuality()
    private var customerPlaces: [String: Int32] = [:]
    private var planPlaces: [String: Int32] = [:]

    package init() {}

    package struct Customer: Sendable {
        package var id: String
        package var channel: String?
        package var country: String?
        /// `created_at`, in seconds since 1970 in UTC.
        package var created: Int64?
        /// Whether the customer is in customers.csv.
        package var isListed: Bool
    }

    /// Spend on acquisition.
    package struct Spend: Sendable {
        package var channel: String
        /// Local midnight of the day, in seconds since 1970 in UTC.
        package var time: Int64
        /// In minor units of its currency.
        package var amount: Int64
        package var currency: UInt8
    }

    /// Index of a customer; a new customer is added.
    mutating func place(ofCustomer id: String) -> Int32 {
        if let known = customerPlaces[id] { return known }
        let place = Int32(customers.count)
        customers.append(Customer(id: id, isListed: false))
        customerPlaces[id] = place
        return place
    }

    /// Whether a customer has already been added.
    func knows(customer id: String) -> Bool { customerPlaces[id] != nil }

    /// Index of a plan; a new plan is added.
    mutating func place(ofPlan name: String) -> Int32 {
        if let known = planPlaces[name] { return known }
        let place = Int32(plans.count)
        plans.append(name)
        planPlaces[name] = place
        return place
    }

    /// Takes over the subscriptions, in any order, without a copy.
    mutating func take(subscriptions rows: inout [Subscription]) {
        SubscriptionOrder.sort(&rows, customers: customers.count)
        swap(&subscriptions, &rows)
    }

    /// Frees what only reading needs.
    mutating func endReading() { (customerPlaces, planPlaces) = ([:], [:]) }

    mutating func place(of currency: Currency) -> UInt8 {
        if let place = currencies.firstIndex(of: currency) { return UInt8(place) }
        currencies.append(currency)
        return UInt8(currencies.count - 1)
    }
}
