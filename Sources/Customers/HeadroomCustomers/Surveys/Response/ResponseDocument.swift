import HeadroomFormat
package import HeadroomSchema

extension CustomersDocument.Surveys {
    /// Comparison of customers who answered with those who did not, in the last wave with enough answers.
    package struct Response: Codable, Equatable, Sendable {
        package var month: String
        package var traits: [Trait]
        /// Statistic weighted by the customers to whom the survey was delivered; null where the response rates do not
        /// differ.
        @Nullable package var weighted: Weighted?

        package struct Trait: Codable, Equatable, Sendable {
            package var trait: CustomerTrait
            package var levels: [Level]
            /// p value of the test that all levels have the same response rate, adjusted for the number of traits (Holm).
            package var p: Double
        }

        package struct Level: Codable, Equatable, Sendable {
            package var level: String
            package var delivered: Int
            package var responses: Int
            package var responseRate: Double
            /// Statistic of the answers of the level; null without answers.
            @Nullable package var value: Double?
        }

        package struct Weighted: Codable, Equatable, Sendable {
            /// Trait with the smallest p value; its levels are weighted.
            package var trait: CustomerTrait
            package var raw: Double
            package var value: Double
            package var standardError: Double
            package var low: Double
            package var high: Double
            package var reason: String
        }

        /// - Returns: nil where no wave has enough answers, or no trait has two levels.
        init?(
            _ company: Company,
            _ revenue: RecurringRevenue,
            waves: [SurveyWave],
            zone: TimeZoneRule,
            scale: SurveyScale
        ) {
            guard let wave = waves.last(where: { $0.interval != nil }), let raw = wave.value else { return nil }
            let rows = company.surveys.filter { $0.isDelivered && zone.month(of: $0.sent) == wave.month }
            var scores: [Int32: Int?] = [:]
            for row in rows { scores[row.customer] = .some(row.score ?? scores[row.customer] ?? nil) }
            let start = rows.map(\.sent).min() ?? 0
            let traits = CustomerTraits(company, revenue, at: start, population: Array(scores.keys), zone: zone)
            var found: [(trait: CustomerTrait, levels: [ResponseComparison.Level], p: Double)] = []
            for trait in CustomerTrait.allCases {
                var levels: [String: ResponseComparison.Level] = [:]
                for (customer, score) in scores {
                    let name = traits.level(of: trait, customer)
                    var level = levels[name] ?? ResponseComparison.Level(name: name, delivered: 0, scores: [])
                    level.delivered += 1
                    if let score { level.scores.append(score) }
                    levels[name] = level
                }
                let merged = ResponseComparison.merged(levels.values.sorted { $0.name < $1.name })
                let rates = merged.map { ObservedRate($0.scores.count, of: $0.delivered) }
                if let test = ObservedRate.equality(rates) { found.append((trait, merged, test.p)) }
            }
            guard !found.isEmpty else { return nil }
            let adjusted = ResponseComparison.holm(found.map(\.p))
            month = wave.month.name
            self.traits = zip(found, adjusted).map { found, p in
                Trait(
                    trait: found.trait,
                    levels: found.levels.map { level in
                        let contributions = level.scores.map(scale.contribution)
                        return Level(
                            level: level.name,
                            delivered: level.delivered,
                            responses: level.scores.count,
                            responseRate: Double(level.scores.count) / Double(level.delivered),
                            value: contributions.isEmpty
                                ? nil : contributions.reduce(0, +) / Double(contributions.count)
                        )
                    },
                    p: p
                )
            }
            guard let place = adjusted.indices.min(by: { (adjusted[$0], found[$0].p) < (adjusted[$1], found[$1].p) }),
                adjusted[place] < 0.05,
                let weighted = ResponseComparison.weighted(found[place].levels, scale: scale)
            else { return }
            let half = SurveyWave.normalQuantile * weighted.standardError
            self.weighted = Weighted(
                trait: found[place].trait,
                raw: raw,
                value: weighted.value,
                standardError: weighted.standardError,
                low: max(scale.bounds.lowerBound, weighted.value - half),
                high: min(scale.bounds.upperBound, weighted.value + half),
                reason: Self.reason(found[place].trait, found[place].levels)
            )
        }

        private static func reason(_ trait: CustomerTrait, _ levels: [ResponseComparison.Level]) -> String {
            func rate(_ level: ResponseComparison.Level) -> Double {
                Double(level.scores.count) / Double(level.delivered)
            }
            guard let least = levels.min(by: { rate($0) < rate($1) }),
                let most = levels.max(by: { rate($0) < rate($1) })
            else { return "" }
            return
                "the response rate differs by \(trait.rawValue): \(Format.percent(rate(least))) for \(least.name), "
                + "\(Format.percent(rate(most))) for \(most.name)"
        }
    }
}
