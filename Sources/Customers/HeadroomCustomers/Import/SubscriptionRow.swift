/// The values of a row of subscriptions.csv.
struct SubscriptionRow {
    /// Reason why a row cannot be used.
    struct Problem: Error {
        let reason: DataQuality.Reason
    }

    /// Hash of the id of the subscription.
    var idHash: Int
    var customer: String
    /// Price of one unit for one interval.
    var amount: DecimalNumber
    var currency: Currency
    var start: Int64
    /// First paid instant.
    var paidFrom: Int64
    /// `.max` where the subscription is active.
    var end: Int64
    /// Monthly recurring revenue, in minor units.
    var monthly: Int64
    var plan: String?
    var interval: BillingInterval
    /// Remarks on a row that is used.
    var remarks: [DataQuality.Reason] = []

    /// Length of the shortest usual row, in bytes.
    static let fewestBytes = 40

    /// Column indices, looked up once for all rows.
    struct Places {
        let id, customer, amount, currency, interval, start: Int
        let end, intervalCount, quantity, discount, trialEnd, plan, status: Int?

        /// Time zones of the columns.
        let startZone, endZone, trialZone: TimeZoneRule

        init(_ columns: Columns, zone: TimeZoneRule) {
            (startZone, endZone) = (columns.zone(of: "start", zone), columns.zone(of: "end", zone))
            trialZone = columns.zone(of: "trial_end", zone)
            let places = Table.subscriptions.required.compactMap(columns.place)
            (id, customer, amount) = (places[0], places[1], places[2])
            (currency, interval, start) = (places[3], places[4], places[5])
            (end, intervalCount, quantity) = (
                columns.place("end"), columns.place("interval_count"), columns.place("quantity")
            )
            (discount, trialEnd) = (columns.place("discount"), columns.place("trial_end"))
            (plan, status) = (columns.place("plan"), columns.place("status"))
        }
    }

    static func parse(_ row: CSVRow, _ places: Places) throws(Problem) -> SubscriptionRow {
        func required(_ place: Int) throws(Problem) -> String {
            if row.isEmpty(place) { throw Problem(reason: .missingValue) }
            return row[place]
        }
        func time(_ place: Int?, _ zone: TimeZoneRule) throws(Problem) -> Int64? {
            guard let place, !row.isEmpty(place) else { return nil }
            guard let seconds = Timestamp.seconds(utf8: row.bytes(place), zone: zone) else {
                throw Problem(reason: .badTime)
            }
            return seconds
        }
        func number(_ place: Int?, _ problem: DataQuality.Reason) throws(Problem) -> DecimalNumber? {
            guard let place, !row.isEmpty(place) else { return nil }
            guard let number = DecimalNumber(utf8: row.bytes(place)) else { throw Problem(reason: problem) }
            return number
        }
        if row.isEmpty(places.id) { throw Problem(reason: .missingValue) }
        let customer = try required(places.customer)
        guard !row.isRounded(places.id), !row.isRounded(places.customer) else { throw Problem(reason: .roundedID) }
        guard let currency = Currency(try required(places.currency)) else { throw Problem(reason: .badCurrency) }
        guard let amount = try number(places.amount, .badAmount) else { throw Problem(reason: .missingValue) }
        guard let (interval, months) = BillingInterval.named(try required(places.interval)) else {
            throw Problem(reason: .badInterval)
        }
        let count = try number(places.intervalCount, .badInterval) ?? DecimalNumber(mantissa: 1)
        guard count.scale == 0, (1...1000).contains(count.mantissa) else { throw Problem(reason: .badInterval) }
        let quantity = try number(places.quantity, .badQuantity) ?? DecimalNumber(mantissa: 1)
        guard quantity.scale == 0, (0...1_000_000_000).contains(quantity.mantissa) else {
            throw Problem(reason: .badQuantity)
        }
        let discount = try number(places.discount, .badAmount) ?? DecimalNumber(mantissa: 0)
        guard amount.mantissa >= 0, discount.mantissa >= 0 else { throw Problem(reason: .negativeAmount) }
        guard let start = try time(places.start, places.startZone) else { throw Problem(reason: .missingValue) }
        guard Timestamp.isPlausible(start) else { throw Problem(reason: .implausibleTime) }
        let (end, trialEnd) = (
            try time(places.end, places.endZone) ?? .max, try time(places.trialEnd, places.trialZone)
        )
        guard end >= start else { throw Problem(reason: .endBeforeStart) }

        var remarks: [DataQuality.Reason] = []
        if amount.hasMoreDigits(than: currency.digits) { remarks.append(.moreDigitsThanCurrency) }
        let isShare = places.discount.map { row.bytes($0).last == UInt8(ascii: "%") } ?? false
        guard let full = Fraction(amount).multiplied(by: Fraction(numerator: Int128(quantity.mantissa))),
            let price = isShare
                ? full.multiplied(by: Fraction(DecimalNumber(mantissa: 1)).subtracting(percent(discount)) ?? full)
                : full.subtracting(Fraction(discount)),
            let monthly = price.multiplied(by: interval.paymentsPerMonth(count: count.mantissa * months))?
                .rounded(digits: currency.digits)
        else { throw Problem(reason: .badAmount) }
        if monthly < 0 { remarks.append(.discountAbovePrice) } else if monthly == 0 { remarks.append(.free) }
        let status = places.status.map { row[$0].lowercased() } ?? ""
        let isUnpaid = unpaid.contains(status) && !(status == "trialing" && trialEnd != nil)
        if isUnpaid { remarks.append(.unpaidStatus) }
        if ended.contains(status), end == .max { remarks.append(.endedWithoutEnd) }
        let paidFrom = max(start, trialEnd ?? start)
        if paidFrom >= end { remarks.append(.onlyTrial) }
        return SubscriptionRow(
            idHash: row.hash(places.id),
            customer: customer,
            amount: amount,
            currency: currency,
            start: start,
            paidFrom: paidFrom,
            end: end,
            monthly: isUnpaid || ended.contains(status) && end == .max ? 0 : max(0, monthly),
            plan: places.plan.flatMap { row.isEmpty($0) ? nil : row[$0] },
            interval: interval,
            remarks: remarks
        )
    }

    /// States of Stripe's subscriptions in which nothing is paid; `past_due` counts as paying.
    private static let unpaid: Set<String> = [
        "incomplete", "incomplete_expired", "trialing", "paused", "unpaid", "pending", "draft",
    ]
    private static let ended: Set<String> = ["canceled", "cancelled", "ended", "expired"]

    /// Converts a percentage to a share.
    private static func percent(_ number: DecimalNumber) -> Fraction {
        Fraction(DecimalNumber(mantissa: number.mantissa, scale: number.scale + 2))
    }
}
