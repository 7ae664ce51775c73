/// Sample of customers to ask next, stratified so that the answers represent all active customers.
package struct Invitations: Sendable {
    package struct Options: Sendable {
        /// Instant of the list, in seconds since 1970 in UTC.
        package var time: Int64
        package var zone = TimeZoneRule.utc
        package var scale = SurveyScale.nps
        package var traits: [CustomerTrait] = [.plan, .channel, .revenue]
        /// Shortest time since a customer's last survey.
        package var rest = LookbackWindow(days: 90)
        /// Whether customers without a recorded consent may be asked.
        package var assumesConsent = false
        /// Largest width of the 95 % interval, in units of the statistic.
        package var width: Double?
        /// Total number of customers to ask, in place of the width.
        package var size: Int?
        /// Number of customers to ask in each segment, in place of the width.
        package var perSegment: Int?
        /// Assumed response rate where too few surveys are known.
        package var responseRate = 0.2
        package var seed: UInt64 = 1

        package init(time: Int64) { self.time = time }
    }

    /// Reason why a customer is not asked; the first that applies counts.
    package enum Exclusion: String, Codable, Sendable, CaseIterable {
        case notActive, consentWithdrawn, noConsent, unsubscribed, complained, bounced, askedRecently

        package var text: String {
            switch self {
            case .notActive: "paying nothing now, and without a purchase in the year before"
            case .consentWithdrawn: "consent refused or withdrawn"
            case .noConsent: "no consent on record"
            case .unsubscribed: "unsubscribed from e-mails"
            case .complained: "complained about an e-mail"
            case .bounced: "last e-mail bounced"
            case .askedRecently: "sent a survey recently"
            }
        }
    }

    /// A stratum: active customers with the same traits.
    package struct Segment: Sendable {
        package var name: String
        /// Number of active customers, whom the answers represent.
        package var customers: Int
        /// Number of them who may be asked.
        package var eligible: Int
        /// Expected response rate.
        package var responseRate: Double
        /// Indices of the customers to ask, sorted by id.
        package var asked: [Int32]

        package var expectedAnswers: Double { Double(asked.count) * responseRate }
        /// Active customers per asked customer; nil where none is asked.
        package var weight: Double? { asked.isEmpty ? nil : Double(customers) / Double(asked.count) }
    }

    /// Sorted by name.
    package private(set) var segments: [Segment] = []
    package private(set) var exclusions: [Exclusion: Int] = [:]
    package let customers: Int
    /// Day for which the list is made, such as `2025-06-30`.
    package let day: String
    /// Answers to reach the width; nil where the number of customers was given.
    package private(set) var neededAnswers: Int?
    /// Observed response rate of delivered surveys.
    package let responseRate: ObservedRate
    /// Whether the response rate is the assumed one.
    package let assumesRate: Bool
    /// Whether the largest possible variance of the scores is assumed.
    package let assumesSpread: Bool
    /// Expected width of the 95 % interval; nil where it is not smaller than the range of the statistic.
    package private(set) var expectedWidth: Double?

    /// Smallest number of deliveries for an observed response rate, and of answers for an observed variance.
    private static let fewestKnown = 30
    /// Weight of the overall response rate in that of a segment, in deliveries.
    private static let priorDeliveries = 20.0
    /// Smallest number of customers of a segment; smaller ones are merged.
    private static let fewestCustomers = 20

    package init(_ company: Company, _ revenue: RecurringRevenue, options: Options) {
        customers = company.customers.count
        day = CivilDay.text(options.zone.day(of: options.time))
        let known = company.surveys.filter { $0.sent <= options.time }
        let delivered = known.filter(\.isDelivered)
        let answered = delivered.filter { $0.score != nil }
        responseRate = ObservedRate(answered.count, of: delivered.count)
        assumesRate = delivered.count < Self.fewestKnown || answered.isEmpty
        let rate = assumesRate ? options.responseRate : responseRate.value ?? options.responseRate

        let contributions = answered.compactMap { $0.score.map(options.scale.contribution) }
        let mean = contributions.reduce(0, +) / Double(max(1, contributions.count))
        let observed =
            contributions.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, contributions.count))
        assumesSpread = contributions.count < Self.fewestKnown || observed == 0
        let bounds = options.scale.bounds
        let range = bounds.upperBound - bounds.lowerBound
        let variance = assumesSpread ? range * range / 4 : observed
        let active = Self.active(company, revenue, options)
        let traits = CustomerTraits(company, revenue, at: options.time, population: active, zone: options.zone)
        exclusions[.notActive] = company.customers.count - active.count
        let excluded = Self.exclusions(of: active, company, options)
        for reason in excluded.values { exclusions[reason, default: 0] += 1 }
        var groups = Dictionary(grouping: active) { customer in
            options.traits.map { traits.level(of: $0, customer) }.joined(separator: " / ")
        }
        let small = groups.filter { $0.value.count < Self.fewestCustomers }
        if groups.count > 1, !small.isEmpty {
            for name in small.keys { groups[name] = nil }
            groups["(other)"] = small.values.flatMap { $0 }
        }
        var shares: [Int32: (delivered: Int, answered: Int)] = [:]
        for row in delivered {
            shares[row.customer, default: (0, 0)].delivered += 1
            shares[row.customer, default: (0, 0)].answered += row.score == nil ? 0 : 1
        }
        let hasRates = !assumesRate
        segments = groups.sorted { $0.key < $1.key }.map { name, members in
            let sums = members.reduce((0, 0)) { sum, customer in
                let share = shares[customer] ?? (0, 0)
                return (sum.0 + share.delivered, sum.1 + share.answered)
            }
            let own = (Double(sums.1) + Self.priorDeliveries * rate) / (Double(sums.0) + Self.priorDeliveries)
            return Segment(
                name: name,
                customers: members.count,
                eligible: members.count { excluded[$0] == nil },
                responseRate: hasRates ? own : rate,
                asked: []
            )
        }
        let counts = self.counts(variance: variance, options)
        for (index, count) in counts.enumerated() {
            let eligible = (groups[segments[index].name] ?? []).filter { excluded[$0] == nil }
            segments[index].asked = Self.drawn(count, of: eligible, company, seed: options.seed)
        }
        expectedWidth = width(variance: variance).flatMap { $0 < range ? $0 : nil }
    }

    /// Customers with recurring revenue now, or with a purchase in the year before.
    private static func active(_ company: Company, _ revenue: RecurringRevenue, _ options: Options) -> [Int32] {
        var active = company.customers.indices.map { customer in
            customer < revenue.customerCount
                && revenue[customer].contains { $0.start <= options.time && options.time < $0.end }
        }
        let today = options.zone.day(of: options.time)
        for purchase in company.purchases where (today - 365...today).contains(Int64(purchase.day)) {
            active[Int(purchase.customer)] = true
        }
        return active.indices.filter { active[$0] }.map { Int32($0) }
    }

    private static func exclusions(of active: [Int32], _ company: Company, _ options: Options) -> [Int32: Exclusion] {
        var consents: [Int32: Consent] = [:]
        for consent in company.consents where consent.changed <= options.time {
            // Of contradicting entries with the same time, a refusal counts.
            guard let known = consents[consent.customer] else {
                consents[consent.customer] = consent
                continue
            }
            if consent.changed > known.changed || consent.changed == known.changed && !consent.isGiven {
                consents[consent.customer] = consent
            }
        }
        var events: [Int32: EmailRow.Events] = [:]
        var last: [Int32: EmailRow] = [:]
        for email in company.emails where email.sent <= options.time {
            events[email.customer, default: []].formUnion(email.events)
            guard email.group != .control else { continue }
            if let known = last[email.customer], (known.sent, known.id) > (email.sent, email.id) { continue }
            last[email.customer] = email
        }
        var asked: [Int32: Int64] = [:]
        for survey in company.surveys where survey.sent <= options.time {
            asked[survey.customer] = max(asked[survey.customer] ?? .min, survey.sent)
        }
        var found: [Int32: Exclusion] = [:]
        for customer in active {
            let own = events[customer] ?? []
            if consents[customer]?.isGiven == false {
                found[customer] = .consentWithdrawn
            } else if consents[customer] == nil, !options.assumesConsent {
                found[customer] = .noConsent
            } else if own.contains(.unsubscribed) {
                found[customer] = .unsubscribed
            } else if own.contains(.complained) {
                found[customer] = .complained
            } else if last[customer]?.isBounced == true {
                found[customer] = .bounced
            } else if let time = asked[customer], time > options.time - options.rest.seconds {
                found[customer] = .askedRecently
            }
        }
        return found
    }

    /// Number of customers to ask in each segment.
    private mutating func counts(variance: Double, _ options: Options) -> [Int] {
        if let count = options.perSegment { return segments.map { min(count, $0.eligible) } }
        // For answers in proportion to customers, invitations are in proportion to customers divided by response rate.
        let needs = segments.map { Double($0.customers) / max($0.responseRate, 1e-6) }
        let total = needs.reduce(0, +)
        guard total > 0 else { return segments.map { _ in 0 } }
        if let size = options.size { return Self.filled(size, needs, segments.map(\.eligible)) }
        let width = options.width ?? options.scale.usualWidth
        let half = width / (2 * SurveyWave.normalQuantile)
        let answers = max(Double(SurveyWave.fewestAnswers), (variance / (half * half)).rounded(.up))
        neededAnswers = Int(answers)
        let all = segments.reduce(0) { $0 + $1.customers }
        return zip(segments, needs).map { segment, need in
            min(segment.eligible, Int((answers * need / Double(all) - 1e-9).rounded(.up)))
        }
    }

    /// A total divided in proportion to needs, at most the limit of each; the excess of one goes to the others.
    private static func filled(_ total: Int, _ needs: [Double], _ limits: [Int]) -> [Int] {
        var counts = needs.map { _ in 0 }
        var rest = min(total, limits.reduce(0, +))
        while rest > 0 {
            let open = needs.indices.filter { counts[$0] < limits[$0] }
            let sum = open.reduce(0) { $0 + needs[$1] }
            let parts = LargestRemainder.distribute(Int64(rest), open.map { Double(rest) * needs[$0] / sum })
            for (index, part) in zip(open, parts) {
                let taken = min(Int(part), limits[index] - counts[index])
                counts[index] += taken
                rest -= taken
            }
        }
        return counts
    }

    /// Customers drawn by a hash of their id and the seed, so that the order of rows has no effect; sorted by id.
    private static func drawn(_ count: Int, of eligible: [Int32], _ company: Company, seed: UInt64) -> [Int32] {
        func id(_ customer: Int32) -> String { company.customers[Int(customer)].id }
        func key(_ customer: Int32) -> UInt64 {
            // The FNV-1a hash (Fowler, Noll and Vo), mixed as in SplitMix64.
            var word = id(customer).utf8.reduce(0xCBF2_9CE4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
        return eligible.map { (key($0), id($0), $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(count)
            .sorted { $0.1 < $1.1 }.map(\.2)
    }

    /// Expected width of the 95 % interval of the post-stratified statistic over the asked segments.
    private func width(variance: Double) -> Double? {
        let asked = segments.filter { !$0.asked.isEmpty }
        let all = Double(asked.reduce(0) { $0 + $1.customers })
        guard all > 0 else { return nil }
        let sum = asked.reduce(0) { sum, segment in
            let weight = Double(segment.customers) / all
            return sum + weight * weight / segment.expectedAnswers
        }
        return 2 * SurveyWave.normalQuantile * (variance * sum).squareRoot()
    }
}

extension SurveyScale {
    /// A tenth of the range of the statistic.
    package var usualWidth: Double { (bounds.upperBound - bounds.lowerBound) / 10 }
}
