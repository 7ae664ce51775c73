/// A period in which a customer pays for a plan at one price.
///
/// It takes 32 bytes, since a company may have millions: a time has 40 bits, an amount 56.
package struct Subscription: Sendable {
    /// Monthly revenue times 256, plus the currency.
    private let value: Int64
    /// Index of the customer in ``Company/customers``.
    package let customer: Int32
    /// Row number in subscriptions.csv.
    package let row: Int32
    /// Index of the plan in ``Company/plans``; -1 without one.
    package let plan: Int32
    /// Lower 32 bits of the times.
    private let startLow, endLow: UInt32
    /// Upper 8 bits of the times.
    private let startHigh, endHigh: Int8
    /// Unit of the billing interval.
    package let interval: BillingInterval

    /// - Parameters:
    ///   - start: in a year from 0 to 9999, as of every time that is read.
    ///   - end: in such a year, or `.max`.
    ///   - monthly: at most ``Currency/mostOfRow``.
    package init(
        customer: Int32,
        row: Int32,
        start: Int64,
        end: Int64,
        monthly: Int64,
        currency: UInt8,
        plan: Int32 = -1,
        interval: BillingInterval = .month
    ) {
        value = monthly << 8 | Int64(currency)
        (self.customer, self.row, self.plan, self.interval) = (customer, row, plan, interval)
        (startLow, endLow) = (UInt32(truncatingIfNeeded: start), UInt32(truncatingIfNeeded: end))
        (startHigh, endHigh) = (Int8(start >> 32), end == .max ? .max : Int8(end >> 32))
    }

    /// First paid instant (the start, or the end of the trial), in seconds since 1970 in UTC.
    package var start: Int64 { Int64(startHigh) << 32 | Int64(startLow) }
    /// Instant of the end; `.max` where it is active.
    package var end: Int64 { endHigh == .max ? .max : Int64(endHigh) << 32 | Int64(endLow) }
    /// Monthly recurring revenue, in minor units of the currency.
    package var monthly: Int64 { value >> 8 }
    /// Index of the currency in ``Company/currencies``.
    package var currency: UInt8 { UInt8(truncatingIfNeeded: value) }

    /// Order by customer and start; ties are resolved by the other values, and only then by the order in the file.
    static func isOrdered(_ left: Subscription, _ right: Subscription) -> Bool {
        if left.customer != right.customer { return left.customer < right.customer }
        if left.start != right.start { return left.start < right.start }
        if left.end != right.end { return left.end < right.end }
        if left.value != right.value { return left.value < right.value }
        if left.plan != right.plan { return left.plan < right.plan }
        return (left.interval.rawValue, left.row) < (right.interval.rawValue, right.row)
    }
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
