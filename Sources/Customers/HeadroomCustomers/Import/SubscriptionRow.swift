/// The values of a row of subscriptions.csv.
struct SubscriptionRow {
    /// Why a row cannot be used.
    struct Problem: Error {
        let reason: DataQuality.Reason
    }

    var id: String
    var customer: String
    var currency: Currency
    var start: Int64
    /// The first instant that is paid for.
    var paidFrom: Int64
    /// `.max` where it is active.
    var end: Int64
    /// Recurring revenue of a month, in minor units.
    var monthly: Int64
    /// What a person should know of the row, which is used all the same.
    var remarks: [DataQuality.Reason] = []

    static func parse(_ row: CSVRow, _ columns: Columns, zone: TimeZoneRule) throws(Problem) -> SubscriptionRow {
        func required(_ name: String) throws(Problem) -> String {
            guard let value = columns.value(name, of: row) else { throw Problem(reason: .missingValue) }
            return value
        }
        func time(_ name: String) throws(Problem) -> Int64? {
            guard let text = columns.value(name, of: row) else { return nil }
            guard let seconds = Timestamp.seconds(text, zone: zone) else { throw Problem(reason: .badTime) }
            return seconds
        }
        func number(_ name: String, _ problem: DataQuality.Reason) throws(Problem) -> DecimalNumber? {
            guard let text = columns.value(name, of: row) else { return nil }
            guard let number = DecimalNumber(text) else { throw Problem(reason: problem) }
            return number
        }
        let (id, customer) = (try required("subscription_id"), try required("customer_id"))
        guard let currency = Currency(try required("currency")) else { throw Problem(reason: .badCurrency) }
        _ = try required("amount")
        guard let amount = try number("amount", .badAmount) else { throw Problem(reason: .missingValue) }
        guard let interval = BillingInterval(rawValue: try required("interval").lowercased()) else {
            throw Problem(reason: .badInterval)
        }
        let count = try number("interval_count", .badInterval) ?? DecimalNumber(mantissa: 1)
        guard count.scale == 0, (1...1000).contains(count.mantissa) else { throw Problem(reason: .badInterval) }
        let quantity = try number("quantity", .badQuantity) ?? DecimalNumber(mantissa: 1)
        guard quantity.scale == 0, (0...1_000_000_000).contains(quantity.mantissa) else {
            throw Problem(reason: .badQuantity)
        }
        let discount = try number("discount", .badAmount) ?? DecimalNumber(mantissa: 0)
        guard amount.mantissa >= 0, discount.mantissa >= 0 else { throw Problem(reason: .negativeAmount) }
        guard let start = try time("start") else { throw Problem(reason: .missingValue) }
        let (end, trialEnd) = (try time("end") ?? .max, try time("trial_end"))
        guard end >= start else { throw Problem(reason: .endBeforeStart) }

        var remarks: [DataQuality.Reason] = []
        if amount.hasMoreDigits(than: currency.digits) { remarks.append(.moreDigitsThanCurrency) }
        let isShare = columns.value("discount", of: row)?.hasSuffix("%") ?? false
        guard let full = Fraction(amount).multiplied(by: Fraction(numerator: Int128(quantity.mantissa))),
            let price = isShare
                ? full.multiplied(by: Fraction(DecimalNumber(mantissa: 1)).subtracting(percent(discount)) ?? full)
                : full.subtracting(Fraction(discount)),
            let monthly = price.multiplied(by: interval.paymentsPerMonth(count: count.mantissa))?
                .rounded(digits: currency.digits)
        else { throw Problem(reason: .badAmount) }
        if monthly < 0 { remarks.append(.discountAbovePrice) } else if monthly == 0 { remarks.append(.free) }
        let paidFrom = max(start, trialEnd ?? start)
        if paidFrom >= end { remarks.append(.onlyTrial) }
        return SubscriptionRow(
            id: id,
            customer: customer,
            currency: currency,
            start: start,
            paidFrom: paidFrom,
            end: end,
            monthly: max(0, monthly),
            remarks: remarks
        )
    }

    /// A number of percent as a share.
    private static func percent(_ number: DecimalNumber) -> Fraction {
        Fraction(DecimalNumber(mantissa: number.mantissa, scale: number.scale + 2))
    }
}
