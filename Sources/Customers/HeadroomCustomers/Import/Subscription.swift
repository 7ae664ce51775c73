/// The time that a customer pays for a plan at one price.
package struct Subscription: Sendable {
    /// The customer's place in ``Company/customers``.
    package var customer: Int32
    /// Its row in subscriptions.csv.
    package var row: Int32
    /// The first instant that is paid for (the start, or the end of the trial), in seconds since 1970 in UTC.
    package var start: Int64
    /// The instant at which it ends; `.max` where it goes on.
    package var end: Int64
    /// Recurring revenue of a month, in minor units of its currency.
    package var monthly: Int64
    /// Its place in ``Company/currencies``.
    package var currency: UInt8
}

/// How often a subscription is paid for.
package enum BillingInterval: String, Sendable {
    case day, week, month, year

    /// Reads the words of exports: `month`, `monthly`, `year`, `annual`, `quarter`.
    ///
    /// - Returns: the interval, and how many of them one word stands for.
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

    /// Payments in a month where one falls due every `count` intervals; a year has 52 weeks or 365 days.
    package func paymentsPerMonth(count: Int64) -> Fraction {
        switch self {
        case .day: Fraction(numerator: 365, denominator: 12 * Int128(count))
        case .week: Fraction(numerator: 52, denominator: 12 * Int128(count))
        case .month: Fraction(numerator: 1, denominator: Int128(count))
        case .year: Fraction(numerator: 1, denominator: 12 * Int128(count))
        }
    }
}
