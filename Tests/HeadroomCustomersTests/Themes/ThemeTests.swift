import HeadroomCustomers
import HeadroomDisplay
import Testing

/// Open answers grouped by theme.
@Suite struct ThemeTests {
    /// Theme of each text; -1 for texts without a theme.
    private func groups(_ themes: AnswerThemes, _ count: Int) -> [Int] {
        var groups = [Int](repeating: -1, count: count)
        for (number, theme) in themes.themes.enumerated() { for answer in theme.answers { groups[answer] = number } }
        return groups
    }

    @Test(arguments: [(150, 3), (300, 4), (600, 5), (3000, 5)])
    func plantedThemesAreFound(count: Int, themes: Int) {
        for seed in 1...3 as ClosedRange<UInt64> {
            let planted = PlantedAnswers(count, themes: themes, seed: seed)
            let found = AnswerThemes(planted.texts)
            // Words without a theme may form one more theme.
            #expect((themes...themes + 1).contains(found.themes.count), "seed \(seed)")
            let index = RandIndex.adjusted(groups(found, count), planted.themes)
            #expect(index >= 0.9, "seed \(seed): \(index), stability \(found.stability ?? 0)")
        }
    }

    @Test func randomWordsAreRefused() {
        var found: [UInt64] = []
        for seed in 1...40 as ClosedRange<UInt64> {
            let texts = PlantedAnswers.salad(60 + 20 * Int(seed % 8), seed: seed, isSkewed: seed.isMultiple(of: 2))
            let themes = AnswerThemes(texts)
            if themes.refusal == nil || !themes.themes.isEmpty { found.append(seed) }
            #expect(themes.others.count == texts.count || themes.refusal == nil)
        }
        #expect(found.count <= 2, "themes in random words for the seeds \(found)")
    }

    @Test func tooFewAreListed() {
        #expect(AnswerThemes([String](repeating: "too expensive", count: 29)).refusal == .tooFewAnswers)
        #expect(AnswerThemes([String](repeating: "10", count: 100)).refusal == .tooFewWords)
    }

    /// By hand: table [[2, 1], [0, 3]]; pairs in cells 4, rows 6, columns 7, of 15.
    @Test func adjustedRand() {
        let index = RandIndex.adjusted([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1])
        #expect(abs(index - (4 - 42.0 / 15) / (6.5 - 42.0 / 15)) < 1e-12)
        #expect(RandIndex.adjusted([0, 0, 1, 1], [1, 1, 0, 0]) == 1)
    }

    @Test(arguments: [
        ("Write to jane.doe@example.com, please", "Write to [e-mail] please"),
        ("call +49 (0)170 123-4567 now", "call [number] now"), ("call 0170/1234567.", "call [number]."),
        ("see https://example.com/u/17", "see [link]"), ("it cost 1,200 in 2024", "it cost 1,200 in 2024"),
        ("a + b, 10 of 10", "a + b, 10 of 10"), ("line\none", "line one"),
        ("DE89 3704 0044 0532 0130 00", "DE[number]"),
    ])
    func personalDataAreMasked(text: String, masked: String) {
        #expect(PersonalData.masked(text) == masked)
    }

    private func document(_ texts: [String], reversed: Bool = false, scores: Bool = true) throws -> CustomersDocument {
        let rows = texts.enumerated().map { number, text in
            "r\(number),c\(number),2025-01-05,yes,2025-01-06,\(scores ? "\(number % 11)" : ""),\"\(text)\""
        }
        let head = "response_id,customer_id,sent_at,delivered,responded_at,score,text"
        return try report([
            "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,"),
            "surveys.csv": ([head] + (reversed ? rows.reversed() : rows)).joined(separator: "\n"),
        ])
    }

    @Test func twoRunsAndAnyOrderOfRowsAreEqual() throws {
        let texts = PlantedAnswers(400).texts
        let first = try document(texts)
        #expect(first.surveys?.themes?.themes.count == 5)
        #expect(try document(texts) == first)
        #expect(try document(texts, reversed: true).surveys == first.surveys)
    }

    @Test func aThemeHasItsShareItsScoreAndExamples() throws {
        let planted = PlantedAnswers(400, noiseShare: 0)
        let document = try document(planted.texts.map { $0 + " mail me: someone@example.com" })
        let themes = try #require(document.surveys?.themes)
        let theme = try #require(themes.themes.first)
        let largest = Dictionary(planted.themes.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
        #expect(abs(theme.answers - largest) <= 8)
        #expect(theme.share == Double(theme.answers) / 400)
        let interval = try #require(ObservedRate(theme.answers, of: 400).interval())
        #expect((theme.low, theme.high) == (interval.low, interval.high))
        #expect(theme.examples.count == 3 && theme.examples.allSatisfy { $0.hasSuffix("mail me: [e-mail]") })
        // Scores are 0 to 10 in turn: a mean of 5, and an NPS near 100 (2 - 7) / 11.
        #expect(abs((theme.meanScore ?? 0) - 5) < 1)
        #expect(abs((theme.value ?? 0) + 500.0 / 11) < 25)
        for text in [
            CustomersReports.markdown(document), CustomersPage.render(document),
            CustomersReports.terminal(document, width: 120, style: TerminalStyle(usesColor: false)),
        ] {
            #expect(text.contains("Open answers by theme") && text.contains(theme.name))
            #expect(!text.contains("someone@example.com"))
        }
    }

    @Test func fewAnswersAreShownWithoutPersonalData() throws {
        let document = try document(["too slow", "call me: 0170 1234567"])
        let themes = try #require(document.surveys?.themes)
        #expect(themes.listed == ["call me: [number]", "too slow"])
        #expect(themes.themes.isEmpty && themes.reason != nil)
    }

    @Test func withoutTextsThereAreNone() throws {
        #expect(try document(["", ""]).surveys?.themes == nil)
    }

    /// Answers without a score count too.
    @Test func aScoreIsNotNeeded() throws {
        let themes = try #require(document(PlantedAnswers(200).texts, scores: false).surveys?.themes)
        #expect(themes.answers == 200)
        #expect(themes.themes.allSatisfy { $0.meanScore == nil && $0.value == nil })
    }

    /// Newcombe's interval for 29 of 57 and 14 of 90 answers; a share that stays is no shift.
    @Test func aThemeThatRisesInTheLastWaveIsNamed() throws {
        typealias Shift = CustomersDocument.Surveys.Themes.Shift
        let rose = try #require(Shift(ObservedRate(29, of: 57), ObservedRate(14, of: 90), themes: 5))
        #expect(abs(rose.change - (29.0 / 57 - 14.0 / 90)) < 1e-12)
        let alone = try #require(ObservedRate(29, of: 57).difference(from: ObservedRate(14, of: 90)))
        // Five intervals together are wider than one.
        #expect(rose.low < alone.low && rose.high > alone.high && rose.low > 0)
        let stays = try #require(Shift(ObservedRate(9, of: 57), ObservedRate(14, of: 90), themes: 5))
        #expect(stays.low < 0 && stays.high > 0)
        #expect(Shift(ObservedRate(1, of: 3), ObservedRate(0, of: 0), themes: 1) == nil)
    }
}
