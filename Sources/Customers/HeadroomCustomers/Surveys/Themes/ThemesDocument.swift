package import HeadroomSchema

extension CustomersDocument.Surveys {
    /// Open answers by theme.
    package struct Themes: Codable, Equatable, Sendable {
        /// Answers with a text.
        package var answers: Int
        /// Reason why the answers are not grouped; null where they are grouped.
        @Nullable package var reason: String?
        /// Median adjusted Rand index of fits to four fifths of the answers with the fit to all.
        @Nullable package var stability: Double?
        /// Largest first.
        package var themes: [Theme]
        /// Answers that fit no theme.
        package var others: Int
        /// All answers without personal data, where there are too few to group them.
        package var listed: [String]

        package struct Theme: Codable, Equatable, Sendable {
            /// Its three most characteristic terms.
            package var name: String
            package var terms: [String]
            package var answers: Int
            /// Share of all answers with a text, with Wilson's 95 % interval.
            package var share: Double
            package var low: Double
            package var high: Double
            /// Mean of the scores; null where no answer has a score.
            @Nullable package var meanScore: Double?
            /// Statistic of the scale, such as the NPS, of its answers.
            @Nullable package var value: Double?
            /// Ends of its 95 % interval; null below 30 answers.
            @Nullable package var valueLow: Double?
            @Nullable package var valueHigh: Double?
            /// Comparison of the last wave with the earlier ones; null where there are none.
            @Nullable package var lastWave: Shift?
            /// The answers nearest to its center, without personal data.
            package var examples: [String]
        }

        /// Share of a theme in the answers of the last wave, compared with all earlier ones.
        package struct Shift: Codable, Equatable, Sendable {
            package var share: Double
            package var before: Double
            package var change: Double
            /// Ends of Newcombe's interval; the intervals of all themes together have 95 % confidence (Bonferroni).
            package var low: Double
            package var high: Double

            package init?(_ last: ObservedRate, _ before: ObservedRate, themes: Int) {
                let z = ObservedRate.normalQuantile(1 - 0.025 / Double(max(1, themes)))
                guard let share = last.value, let earlier = before.value,
                    let found = last.difference(from: before, z: z)
                else { return nil }
                (self.share, self.before) = (share, earlier)
                (change, low, high) = (found.value, found.low, found.high)
            }
        }

        init?(_ company: Company, zone: TimeZoneRule, until: Month?, scale: SurveyScale) {
            let limit = until.map { zone.start(of: $0.next) } ?? .max
            let found = company.surveys.filter { $0.sent < limit }.compactMap { row in
                row.text.map { (row: row, text: PersonalData.masked($0)) }
            }.sorted { ($0.text, $0.row.id) < ($1.text, $1.row.id) }
            guard !found.isEmpty else { return nil }
            let groups = AnswerThemes(found.map { PersonalData.withoutMasks($0.text) })
            answers = found.count
            let months = found.map { zone.month(of: $0.row.sent) }
            let isLast = months.map { $0 == months.max() }
            let ofLast = isLast.count { $0 }
            reason = groups.refusal?.text
            stability = groups.stability
            others = groups.themes.isEmpty ? 0 : groups.others.count
            listed = groups.refusal == .tooFewAnswers ? found.map { Self.shortened($0.text) } : []
            themes = groups.themes.map { theme in
                let rows = theme.answers.map { found[$0].row }
                let rate = ObservedRate(rows.count, of: found.count)
                let wave = SurveyWave(month: Month(number: 0), rows: rows, scale: scale)
                let interval = rate.interval()
                return Theme(
                    name: theme.terms.prefix(3).joined(separator: ", "),
                    terms: theme.terms,
                    answers: rows.count,
                    share: rate.value ?? 0,
                    low: interval?.low ?? 0,
                    high: interval?.high ?? 1,
                    meanScore: wave.scores.isEmpty
                        ? nil : Double(wave.scores.reduce(0, +)) / Double(wave.scores.count),
                    value: wave.value,
                    valueLow: wave.interval?.low,
                    valueHigh: wave.interval?.high,
                    lastWave: Shift(
                        ObservedRate(theme.answers.count { isLast[$0] }, of: ofLast),
                        ObservedRate(theme.answers.count { !isLast[$0] }, of: found.count - ofLast),
                        themes: groups.themes.count
                    ),
                    examples: Self.examples(theme.answers.map { found[$0].text })
                )
            }
        }

        /// The first three texts with different words, those of one or two words last.
        private static func examples(_ texts: [String]) -> [String] {
            var seen: Set<[String]> = []
            let different = texts.filter { text in
                let words = AnswerWords.phrases(of: PersonalData.withoutMasks(text)).joined()
                return seen.insert(Set(words).sorted()).inserted
            }
            let isLong = { (text: String) in text.split(separator: " ").count > 2 }
            return (different.filter(isLong) + different.filter { !isLong($0) }).prefix(3).map(shortened)
        }

        private static func shortened(_ text: String) -> String {
            text.count <= mostCharacters ? text : text.prefix(mostCharacters) + "…"
        }

        private static let mostCharacters = 240
    }
}

extension AnswerThemes.Refusal {
    fileprivate var text: String {
        switch self {
        case .tooFewAnswers:
            "fewer than \(AnswerThemes.fewestAnswers) answers have a text, and are listed instead"
        case .tooFewWords: "too few answers have words in common"
        case .unstable: "the groups found depend on which answers are included"
        case .notBeyondChance: "the answers are no more alike than the same words in a random order"
        }
    }
}
