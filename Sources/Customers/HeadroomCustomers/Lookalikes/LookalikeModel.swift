/// Logistic regression of being an ideal customer on the traits of profiles.
struct LookalikeModel: Sendable {
    let scale: TraitScale
    let regression: LogisticRegression
    /// Names of the markers of the profiles.
    private let markerNames: [String]
    private let numberTraits: [NumberTrait]

    /// Penalty on the coefficients of standardized traits.
    static let penalty = 1.0

    init(_ profiles: CustomerProfiles, labels: [Bool], rows: [Int]) {
        scale = TraitScale(profiles, rows: rows)
        markerNames = profiles.markers.map(\.name)
        numberTraits = profiles.numbers.map(\.trait)
        let points = scale.points(profiles, rows: rows)
        regression = LogisticRegression(
            values: points.values,
            width: points.width,
            labels: rows.map { labels[$0] },
            penalty: Self.penalty
        )
    }

    var isEmpty: Bool { scale.numbers.isEmpty && scale.markers.isEmpty }

    func logOdds(_ profiles: CustomerProfiles, rows: [Int]) -> [Double] {
        let points = scale.points(profiles, rows: rows)
        return rows.indices.map {
            regression.logOdds(points.values[$0 * points.width..<($0 + 1) * points.width])
        }
    }

    /// Effects of the traits, largest first; marker values without a column of their own are left out.
    var effects: [CustomersDocument.Segments.Lookalike.Effect] {
        var effects: [CustomersDocument.Segments.Lookalike.Effect] = []
        var column = 0
        for number in scale.numbers {
            effects.append(
                .init(
                    trait: numberTraits[number.index].rawValue,
                    marker: nil,
                    logOdds: regression.coefficients[column]
                )
            )
            column += 1
        }
        for marker in scale.markers {
            for (index, level) in marker.levels.enumerated() {
                effects.append(
                    .init(
                        trait: markerNames[marker.index],
                        marker: level,
                        logOdds: regression.coefficients[column + index] / marker.deviation
                    )
                )
            }
            column += marker.shares.count
        }
        return effects.sorted {
            (abs($0.logOdds), $1.trait, $1.marker ?? "") > (abs($1.logOdds), $0.trait, $0.marker ?? "")
        }
    }
}

extension LookalikeModel {
    /// Change of the log odds by each marker of a lead.
    ///
    /// A marker without a value, or with a value that no customer had, does not change them.
    ///
    /// - Parameters:
    ///   - values: values of the lead's markers, by name.
    ///   - known: all values of each marker among the customers, by name.
    func contributions(_ values: [String: String], known: [String: Set<String>])
        -> (changes: [(marker: String, value: String, logOdds: Double)], unseen: [String])
    {
        var changes: [(marker: String, value: String, logOdds: Double)] = []
        var unseen: [String] = []
        var column = scale.numbers.count
        for marker in scale.markers {
            let name = markerNames[marker.index]
            if let value = values[name] {
                if known[name]?.contains(value) == true {
                    let own = marker.column(value)
                    var sum = 0.0
                    for (index, share) in marker.shares.enumerated() {
                        sum +=
                            regression.coefficients[column + index] * ((index == own ? 1 : 0) - share)
                            / marker.deviation
                    }
                    changes.append((name, value, sum))
                } else {
                    unseen.append(name)
                }
            }
            column += marker.shares.count
        }
        return (changes, unseen)
    }
}
