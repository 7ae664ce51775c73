import HeadroomFormat

/// The traits that distinguish a segment, and the name that consists of them.
struct SegmentFeatures: Sendable {
    typealias Feature = CustomersDocument.Segments.Feature

    let features: [Feature]
    private let currency: Currency

    /// Largest number of features.
    private static let most = 3
    /// Smallest effect, in standard deviations, of a feature.
    private static let leastEffect = 0.4
    /// Smallest share of a marker's value in the segment, for a feature.
    private static let leastShare = 0.5

    /// - Parameters:
    ///   - rows: customers of the segment.
    ///   - all: all customers from whom segments are learned.
    init(_ profiles: CustomerProfiles, _ scale: TraitScale, rows: [Int], all: [Int], currency: Currency) {
        self.currency = currency
        var found: [Feature] = []
        for number in scale.numbers {
            let values = profiles.numbers[number.index].values
            let effect =
                rows.reduce(0) { $0 + number.standardized(values[$1]) } / Double(max(1, rows.count))
            found.append(
                Feature(
                    trait: profiles.numbers[number.index].trait.rawValue,
                    marker: nil,
                    inSegment: SegmentSearch.median(rows.map { values[$0] }),
                    overall: SegmentSearch.median(all.map { values[$0] }),
                    effect: effect
                )
            )
        }
        for marker in scale.markers {
            let column = profiles.markers[marker.index]
            for (level, overall) in zip(marker.levels, marker.shares) {
                let share = Double(rows.count { column.values[$0] == level }) / Double(max(1, rows.count))
                guard share >= Self.leastShare, share > overall else { continue }
                found.append(
                    Feature(
                        trait: column.name,
                        marker: level,
                        inSegment: share,
                        overall: overall,
                        effect: (share - overall) / (overall * (1 - overall)).squareRoot()
                    )
                )
            }
        }
        features = Array(
            found.filter { abs($0.effect) >= Self.leastEffect }.sorted {
                (abs($0.effect), $1.trait) > (abs($1.effect), $0.trait)
            }.prefix(Self.most)
        )
    }

    var name: String {
        features.isEmpty
            ? "like all customers" : features.map { Self.text($0, currency: currency) }.joined(separator: ", ")
    }

    static func text(_ feature: Feature, currency: Currency) -> String {
        if let marker = feature.marker { return text(marker: feature.trait, marker) }
        guard let trait = NumberTrait(rawValue: feature.trait) else { return feature.trait }
        return text(number: trait, feature.inSegment, currency: currency)
    }

    static func text(number trait: NumberTrait, _ value: Double, currency: Currency) -> String {
        func amount(_ value: Double) -> String {
            "\(FigureText.grouped(Format.fixed(value, decimals: currency.digits))) \(currency.code)"
        }
        func counted(_ value: Double, _ noun: String) -> String {
            value == 1 ? "1 \(noun)" : "\(number(value)) \(noun)s"
        }
        return switch trait {
        case .tenure: "customers for \(counted(value.rounded(), "month"))"
        case .revenue: "\(amount(value)) a month"
        case .subscriptions: counted(value, "subscription")
        case .increases: value == 0 ? "no increases of price" : counted(value, "increase") + " of price"
        case .purchaseRate: "\(counted(value, "purchase")) a month"
        case .purchaseValue: "\(amount(value)) a purchase"
        case .recency: "last purchase \(counted(value.rounded(), "day")) before"
        case .firstRevenue: "\(amount(value)) a month at first"
        case .firstSubscriptions: "\(counted(value, "subscription")) in the first 30 days"
        case .firstPurchases: "\(counted(value, "purchase")) in the first 30 days"
        case .firstPurchaseValue: "\(amount(value)) of purchases in the first 30 days"
        }
    }

    static func text(marker name: String, _ value: String) -> String {
        switch name {
        case "interval":
            switch value {
            case "day": "paid daily"
            case "week": "paid weekly"
            case "year": "paid yearly"
            default: "paid monthly"
            }
        case "plan", "country", "channel": "\(name) \(value)"
        default: "\(name): \(value)"
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? Format.count(value) : Format.significant(value, digits: 2)
    }
}
