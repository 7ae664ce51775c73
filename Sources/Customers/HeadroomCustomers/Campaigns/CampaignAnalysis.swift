/// Counts of the e-mails of each campaign, and of the customers who paid after them.
struct CampaignAnalysis {
    /// Counts of one campaign.
    struct Campaign {
        var name: String
        var firstSent: Int64
        var lastSent: Int64
        /// E-mails sent, without the control group.
        var emails: Int
        /// nil for a campaign of email_campaigns.csv.
        var customers: Int?
        var delivered: Int
        var bounced: Int
        /// Counts of the events that are known.
        var events: [(event: EmailRow.Events, count: Int)]
        /// Customers who paid within the window after their first delivered e-mail, of those whose window has ended.
        var conversions: ObservedRate
        var holdout: Holdout?

        /// Rate of an event over delivered e-mails; without trials where the files do not have the event.
        func rate(_ event: EmailRow.Events) -> ObservedRate {
            events.first { $0.event == event }.map { ObservedRate($0.count, of: delivered) } ?? ObservedRate(0, of: 0)
        }
    }

    /// Conversions by assigned group, including customers without a delivered e-mail.
    struct Holdout {
        var treatment: ObservedRate
        var control: ObservedRate
        /// Customers in both groups, who are left out.
        var inBoth: Int
    }

    /// Last instant of the data.
    let end: Int64
    let campaigns: [Campaign]

    /// - Parameters:
    ///   - window: time after an e-mail in which a payment counts.
    ///   - until: last month; later e-mails are left out.
    init(
        _ company: Company,
        _ revenue: RecurringRevenue,
        zone: TimeZoneRule,
        until: Month?,
        window: LookbackWindow,
        now: Int64
    ) {
        guard !company.emails.isEmpty || !company.countedCampaigns.isEmpty else {
            (end, campaigns) = (now, [])
            return
        }
        // First payment of each customer; `.max` without one.
        let firstPaid = company.customers.indices.map { customer in
            customer < revenue.customerCount ? revenue[customer].first?.start ?? .max : .max
        }
        // Ranges of the purchases of each customer.
        var ranges = [Range<Int>](repeating: 0..<0, count: company.customers.count)
        for (index, purchase) in company.purchases.enumerated() {
            let customer = Int(purchase.customer)
            let start = ranges[customer].isEmpty ? index : ranges[customer].lowerBound
            ranges[customer] = start..<index + 1
        }
        let limit = until.map { zone.start(of: $0.next) - 1 } ?? .max
        let end = min(Self.lastInstant(of: company, zone: zone, now: now), limit)
        self.end = end
        let emails = company.emails.filter { $0.sent <= limit }
        let purchaseRanges = ranges
        var rows = [[EmailRow]](repeating: [], count: company.campaigns.count)
        for email in emails { rows[Int(email.campaign)].append(email) }
        var found: [Campaign] = []
        for (index, rows) in rows.enumerated() where !rows.isEmpty {
            let sorted = rows.sorted { ($0.sent, $0.id) < ($1.sent, $1.id) }
            found.append(
                Self.campaign(company.campaigns[index], sorted, company.emailEvents) { customer, sent in
                    Self.conversion(
                        of: customer,
                        after: sent,
                        window,
                        end: end,
                        firstPaid,
                        company.purchases,
                        purchaseRanges,
                        zone
                    )
                }
            )
        }
        for counts in company.countedCampaigns where counts.sent <= limit {
            found.append(
                Campaign(
                    name: counts.name,
                    firstSent: counts.sent,
                    lastSent: counts.sent,
                    emails: counts.emails,
                    customers: nil,
                    delivered: counts.delivered,
                    bounced: counts.bounced,
                    events: counts.events,
                    conversions: ObservedRate(0, of: 0),
                    holdout: nil
                )
            )
        }
        campaigns = found.sorted { ($0.firstSent, $0.name) < ($1.firstSent, $1.name) }
    }

    /// - Parameter conversion: whether a customer paid after an instant; nil where it is unknown.
    private static func campaign(
        _ name: String,
        _ rows: [EmailRow],
        _ known: EmailRow.Events,
        conversion: (_ customer: Int, _ sent: Int64) -> Bool?
    ) -> Campaign {
        let sent = rows.filter { $0.group != .control }
        func rate(_ rows: [EmailRow], without left: Set<Int32> = []) -> ObservedRate {
            var (seen, count, trials) = (left, 0, 0)
            for row in rows where seen.insert(row.customer).inserted {
                guard let converted = conversion(Int(row.customer), row.sent) else { continue }
                trials += 1
                count += converted ? 1 : 0
            }
            return ObservedRate(count, of: trials)
        }
        let treatment = rows.filter { $0.group == .treatment }
        let control = rows.filter { $0.group == .control }
        let both = Set(treatment.map(\.customer)).intersection(control.map(\.customer))
        let events = EmailRow.Events.columns.map(\.event).filter { known.contains($0) }
        return Campaign(
            name: name,
            firstSent: rows.first?.sent ?? 0,
            lastSent: rows.last?.sent ?? 0,
            emails: sent.count,
            customers: Set(sent.map(\.customer)).count,
            delivered: sent.count(where: \.isDelivered),
            bounced: sent.count(where: \.isBounced),
            events: events.map { event in (event, sent.count { $0.isDelivered && $0.events.contains(event) }) },
            conversions: rate(sent.filter(\.isDelivered)),
            holdout: treatment.isEmpty || control.isEmpty
                ? nil
                : Holdout(
                    treatment: rate(treatment, without: both),
                    control: rate(control, without: both),
                    inBoth: both.count
                )
        )
    }

    /// Whether a customer paid within the window after an instant; nil where the window has not ended and, in data
    /// without purchases, where the first payment was before the instant.
    private static func conversion(
        of customer: Int,
        after sent: Int64,
        _ window: LookbackWindow,
        end: Int64,
        _ firstPaid: [Int64],
        _ purchases: [Purchase],
        _ ranges: [Range<Int>],
        _ zone: TimeZoneRule
    ) -> Bool? {
        guard sent + window.seconds <= end else { return nil }
        let day = zone.day(of: sent)
        let midnight = zone.instant(day: day, second: 0)
        let first = firstPaid[customer]
        // A payment at midnight of the day of sending is a date without a time.
        let paid = first == midnight || first >= sent && first <= sent + window.seconds
        if purchases.isEmpty { return first < sent && first != midnight ? nil : paid }
        let last = zone.day(of: sent + window.seconds)
        return paid || ranges[customer].contains { (day...last).contains(Int64(purchases[$0].day)) }
    }

    /// Last instant of the files that is not after `now`.
    private static func lastInstant(of company: Company, zone: TimeZoneRule, now: Int64) -> Int64 {
        var last = Int64.min
        func see(_ time: Int64) { if time <= now, time > last { last = time } }
        for subscription in company.subscriptions {
            see(subscription.start)
            if subscription.end != .max { see(subscription.end) }
        }
        if let day = company.purchases.map(\.day).max() { see(zone.instant(day: Int64(day) + 1, second: 0) - 1) }
        for email in company.emails { see(email.sent) }
        for touch in company.touches { see(touch.time) }
        for survey in company.surveys { see(survey.answered) }
        return last
    }
}
