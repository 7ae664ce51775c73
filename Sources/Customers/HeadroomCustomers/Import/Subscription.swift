/// A period in which a customer pays for a plan at one price.
package struct Subscription: Sendable {
    /// Index of the customer in ``Company/customers``.
    package var customer: Int32
    /// Row number in subscriptions.csv.
    package var row: Int32
    /// Index of the plan in ``Company/plans``; -1 without one.
    package var plan: Int32
    /// Unit of the billing interval.
    package var interval: BillingInterval
    /// First paid instant (the start, or the end of the trial), in seconds since 1970 in UTC.
    package var start: Int64
    /// Instant of the end; `.max` where it is active.
    package var end: Int64
    /// Monthly revenue times 256, plus the currency, in one word to save 8 bytes per row.
    private var value: Int64

    /// - Parameter monthly: at most ``Currency/mostOfRow``.
    init(
        customer: Int32,
        row: Int32,
        start: Int64,
        end: Int64,
        monthly: Int64,
        currency: UInt8,
        plan: Int32 = -1,
        interval: BillingInterval = .month
    ) {
        self.customer = customer
        self.row = row
        self.start = start
        self.end = end
        value = monthly << 8 | Int64(currency)
        (self.plan, self.interval) = (plan, interval)
    }

    /// Monthly recurring revenue, in minor units of the currency.
    package var monthly: Int64 { value >> 8 }
    /// Index of the currency in ``Company/currencies``.
    package var currency: UInt8 { UInt8(truncatingIfNeeded: value) }
}

/// Unit of the billing interval of a subscription.
package enum BillingInterval: String, Sendable {
    case day, week, month, year

    /// Parses the usual words of exports: `month`, `monthly`, `year`, `annual`, `quarter`.
    ///
    /// - Returns: the unit, and the number of units that the word stands for.
    static func named(_ text: String) -> (interval: BillingInterval, count: Int64)? {
        switch text.lowercased() {
        case "day", "days", "daily": (.day, 1)
        case "week", "weeks", "weekly": (.week, 1)
        case "month", "months", "monthly": (.month, 1)
        case "quarter", "quarters", "quarterly": (.month, 3)
        case "year", "years", "yearly", "annual", "annually": (.year, 1)
        default: nil
        }
    }

    /// Payments per month for one payment every `count` intervals; a year has 52 weeks or 365 days.
    package func paymentsPerMonth(count: Int64) -> Fraction {
        switch self {
        case .day: Fraction(numerator: 365, denominator: 12 * Int128(count))
        case .week: Fraction(numerator: 52, denominator: 12 * Int128(count))
        case .month: Fraction(numerator: 1, denominator: Int128(count))
        case .year: Fraction(numerator: 1, denominator: 12 * Int128(count))
        }
    }
}
