import HeadroomFormat

/// Ideal customers, the top fifth by value after the snapshot, with the profiles of customers at the end of their first
/// 30 days.
struct LookalikeAnalysis: Sendable {
    typealias Document = CustomersDocument.Segments.Lookalike

    let profiles: CustomerProfiles
    /// Columns of customers.csv left out, because they predict the ideal customers by themselves.
    let leftOut: [String]
    let labels: [Bool]
    let learned: [Int]
    let heldOut: [Int]
    /// Least value of an ideal customer, in minor units.
    let leastValue: Double
    private let base: Currency

    static let idealShare = 0.2
    /// Accepted shares of ideal customers where customers tie at the least value.
    private static let possibleShares = 0.05...0.4
    private static let fewestCustomers = 100
    /// Smallest number of ideal and of other customers among those learned from, and among those held out.
    private static let fewestOfAKind = 10
    private static let mostLearned = 5000

    /// Reason why there is no model.
    struct Refusal: Error { let reason: String }

    init(
        _ company: Company,
        _ payments: CustomerPayments,
        window: HistoryWindow,
        value: ValueAfter
    ) throws(Refusal) {
        base = payments.revenue.base
        let known = company.customers.indices.filter { customer in
            payments.firstPayment(of: customer).map { $0 + CustomerProfiles.firstDays <= window.snapshot } ?? false
        }
        guard known.count >= Self.fewestCustomers else {
            throw Refusal(
                reason:
                    "fewer than \(Self.fewestCustomers) customers had first paid 30 days or more before the snapshot"
            )
        }
        let customers = CustomerOrder.shuffled(known, company)
        let profiles = CustomerProfiles(firstDaysOf: customers, company, payments)
        learned = Array(0..<min(customers.count / 2, Self.mostLearned))
        heldOut = Array(learned.count..<customers.count)
        let values = customers.map { value.value(of: $0, company, payments) }
        let sorted = learned.map { values[$0] }.sorted(by: >)
        let place = Int(Self.idealShare * Double(sorted.count))
        let tied = sorted[place]
        // Customers who tie at the limit are either all ideal, or all not.
        let above = sorted.last { $0 > tied }
        let limits = [tied, above].compactMap(\.self)
        let shares = limits.map { limit in Double(sorted.count { $0 >= limit }) / Double(sorted.count) }
        guard
            let best = limits.indices.filter({ Self.possibleShares.contains(shares[$0]) })
                .min(by: { abs(shares[$0] - Self.idealShare) < abs(shares[$1] - Self.idealShare) })
        else { throw Refusal(reason: "too many customers have the same value after the snapshot to find a top fifth") }
        leastValue = limits[best]
        let labels = values.map { $0 >= limits[best] }
        self.labels = labels
        let learned = learned
        let leftOut = profiles.markers.filter { marker in
            company.markers.contains { $0.name == marker.name }
                && Self.area(of: marker, labels, rows: learned) > Self.greatestArea
        }.map(\.name)
        self.leftOut = leftOut
        self.profiles = profiles.omitting(markers: Set(leftOut))
        for rows in [learned, heldOut] {
            let ideal = rows.count { labels[$0] }
            guard min(ideal, rows.count - ideal) >= Self.fewestOfAKind else {
                throw Refusal(
                    reason:
                        "there are fewer than \(Self.fewestOfAKind) ideal or other customers to learn from or to test on"
                )
            }
        }
    }

    /// Largest area under the ROC curve of a single column that is kept.
    private static let greatestArea = 0.95

    /// Area under the ROC curve of a marker whose values are scored by their share of ideal customers.
    private static func area(of marker: CustomerProfiles.Marker, _ labels: [Bool], rows: [Int]) -> Double {
        var counts: [String?: (count: Double, ideal: Double)] = [:]
        for row in rows {
            counts[marker.values[row], default: (0, 0)].count += 1
            if labels[row] { counts[marker.values[row], default: (0, 0)].ideal += 1 }
        }
        let scores = rows.map { row in counts[marker.values[row]].map { $0.ideal / $0.count } ?? 0 }
        return AreaUnderCurve(scores: scores, labels: rows.map { labels[$0] })?.value ?? 0.5
    }

    func accuracy(_ model: LookalikeModel, _ profiles: CustomerProfiles) -> AreaUnderCurve? {
        AreaUnderCurve(scores: model.logOdds(profiles, rows: heldOut), labels: heldOut.map { labels[$0] })
    }

    func document() throws(Refusal) -> Document {
        let model = LookalikeModel(profiles, labels: labels, rows: learned)
        guard !model.isEmpty, let area = accuracy(model, profiles) else {
            throw Refusal(reason: "the customers do not differ in their markers and first 30 days")
        }
        guard area.beatsChance else { throw Refusal(reason: Self.text(area)) }
        let byMarkers = profiles.keeping(markers: Set(profiles.markers.map(\.name)))
        let markerModel = LookalikeModel(byMarkers, labels: labels, rows: learned)
        let markerArea = markerModel.isEmpty ? nil : accuracy(markerModel, byMarkers)
        return Document(
            customers: learned.count,
            customersHeldOut: heldOut.count,
            leastValue: base.text(Int64(max(-1e15, min(1e15, leastValue.rounded())))),
            idealShare: Double(heldOut.count { labels[$0] }) / Double(heldOut.count),
            areaUnderCurve: .init(value: area.value, standardError: area.standardError),
            areaUnderCurveOfMarkers: markerArea.map { .init(value: $0.value, standardError: $0.standardError) },
            effects: model.effects,
            rules: rules(model.scale),
            leftOut: leftOut
        )
    }

    static func text(_ area: AreaUnderCurve) -> String {
        "the area under the ROC curve on customers held out, \(Self.decimals(area.value)) ± "
            + "\(Self.decimals(1.96 * area.standardError)), does not beat 0.5"
    }

    private static func decimals(_ value: Double) -> String { Format.fixed(value, decimals: 3) }

    /// Rules that are confirmed on the customers held out.
    private func rules(_ scale: TraitScale) -> [Document.Rule] {
        let all = (count: heldOut.count, ideal: heldOut.count { labels[$0] })
        return LookalikeRules.search(conditions(scale), labels: labels, rows: learned).compactMap { rule in
            let met = heldOut.filter { rule.holds($0) }
            guard met.count >= Self.fewestOfAKind,
                let lift = LookalikeRules.lift(met: (met.count, met.count { labels[$0] }), all: all), lift.low > 1
            else { return nil }
            return Document.Rule(
                conditions: rule.conditions.map(\.text),
                share: Double(met.count) / Double(heldOut.count),
                lift: lift.value,
                low: lift.low,
                high: lift.high
            )
        }
    }

    /// Conditions on markers, and on numbers at their quartiles.
    private func conditions(_ scale: TraitScale) -> [LookalikeRules.Condition] {
        var conditions: [LookalikeRules.Condition] = []
        for marker in scale.markers {
            let column = profiles.markers[marker.index]
            for level in marker.levels {
                conditions.append(
                    .init(
                        text: SegmentFeatures.text(marker: column.name, level),
                        trait: column.name,
                        holds: column.values.map { $0 == level }
                    )
                )
            }
        }
        for number in scale.numbers {
            let column = profiles.numbers[number.index]
            let sorted = learned.map { column.values[$0] }.sorted()
            let limits = Set([0.25, 0.5, 0.75].map { sorted[Int($0 * Double(sorted.count - 1))] }).sorted()
            for limit in limits {
                let text = SegmentFeatures.text(number: column.trait, limit, currency: base)
                conditions.append(
                    .init(
                        text: "at least \(text)",
                        trait: column.trait.rawValue,
                        holds: column.values.map { $0 >= limit }
                    )
                )
                conditions.append(
                    .init(
                        text: "less than \(text)",
                        trait: column.trait.rawValue,
                        holds: column.values.map { $0 < limit }
                    )
                )
            }
        }
        return conditions
    }
}
