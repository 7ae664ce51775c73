import FoundationEssentials
import HeadroomCustomers
import TestSupport
import Testing

/// Surveys: the statistic with its standard error, the response rate, and rows that do not count.
@Suite struct SurveyTests {
    private func document(_ rows: [String], _ scale: SurveyScale = .nps, zone: String = "UTC") throws
        -> CustomersDocument
    {
        let head = "response_id,customer_id,sent_at,delivered,responded_at,score,text"
        let files = [
            "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,"),
            "surveys.csv": ([head] + rows).joined(separator: "\n"),
        ]
        let zone = try TimeZoneRule(zone)
        return try report(files) {
            $0.surveyScale = scale
            $0.zone = zone
        }
    }

    /// A wave in which each score comes from a different customer.
    private func wave(_ month: String, _ scores: [Int]) -> [String] {
        scores.enumerated().map { "\(month)-\($0),c\($0),2025-\(month)-05,yes,2025-\(month)-06,\($1)," }
    }

    private func scores(promoters: Int, passives: Int, detractors: Int) -> [Int] {
        (0..<promoters).map { 9 + $0 % 2 } + (0..<passives).map { 7 + $0 % 2 } + (0..<detractors).map { $0 % 7 }
    }

    /// Published fixture: 55 % promoters and 20 % detractors of 200 answers.
    @Test func theFixture() throws {
        let document = try document(wave("01", scores(promoters: 110, passives: 50, detractors: 40)))
        let wave = try #require(document.surveys?.waves.first)
        #expect((wave.responses, wave.promoters, wave.passives, wave.detractors) == (200, 110, 50, 40))
        #expect(abs((wave.value ?? 0) - 35) < 1e-9)
        #expect(abs((wave.standardError ?? 0) - 5.601) < 5e-4)
        #expect(abs((wave.high ?? 0) - 35 - 10.98) < 5e-3)
        #expect(abs(35 - (wave.low ?? 0) - 10.98) < 5e-3)
        #expect(document.quality.isClean)
    }

    /// The variance of each wave is 100^2 (p + d - (p - d)^2) / n.
    @Test func wavesAreComparedByZ() throws {
        let rows =
            wave("01", scores(promoters: 110, passives: 50, detractors: 40))
            + wave("03", scores(promoters: 40, passives: 30, detractors: 30))
        let waves = try #require(document(rows).surveys?.waves)
        #expect(waves.map(\.month) == ["2025-01", "2025-03"])
        let errors = (0.75 - 0.35 * 0.35) / 200 + (0.7 - 0.1 * 0.1) / 100
        #expect(abs((waves[1].change ?? 0) + 25) < 1e-9)
        #expect(abs((waves[1].z ?? 0) + 0.25 / errors.squareRoot()) < 1e-9)
        // From Python's math.erfc: p is 0.01258 at z = 2.4953.
        #expect(abs((waves[1].z ?? 0) + 2.4953) < 1e-4)
        #expect(abs((waves[1].p ?? 0) - 0.01258) < 1e-5)
        #expect(waves[0].z == nil)
    }

    @Test func aBlankScoreIsNoZero() throws {
        let rows = [
            "r1,a,2025-01-05,yes,2025-01-06,10,", "r2,b,2025-01-05,yes,,,", "r3,c,2025-01-05,no,,,",
            "r4,d,2025-01-05,true,2025-01-06,0,",
        ]
        let wave = try #require(document(rows).surveys?.waves.first)
        #expect((wave.delivered, wave.responses, wave.promoters, wave.detractors) == (3, 2, 1, 1))
        #expect(wave.responseRate == 2.0 / 3)
        #expect(wave.value == 0)
        // Two answers are too few for an interval.
        #expect((wave.low, wave.high) == (nil, nil))
    }

    @Test(arguments: [
        ("r,b,2025-01-05,yes,,11,", DataQuality.Reason.badScore), ("r,b,2025-01-05,yes,,-1,", .badScore),
        ("r,b,2025-01-05,yes,,8.5,", .badScore), ("r,b,2025-01-05,yes,,very satisfied,", .badScore),
        ("r,b,2025-01-05,yes,,9/10,", .badScore), ("r,b,2025-01-05,perhaps,,9,", .badDelivered),
        ("r,b,2025-01-05,yes,2025-01-04,9,", .answerBeforeSent), ("r,b,soon,yes,,9,", .badTime),
        ("r,,2025-01-05,yes,,9,", .missingValue), ("ok,a,2025-01-05,yes,2025-01-06,8,", .duplicate),
        ("ok,a,2025-01-05,yes,2025-01-06,9,", .conflict), ("r,a,2025-01-09,yes,2025-01-10,9,", .supersededAnswer),
    ])
    func aRowIsSetAside(row: String, reason: DataQuality.Reason) throws {
        let document = try document(["ok,a,2025-01-05,yes,2025-01-06,8,", row])
        let file = try #require(document.quality.files.first { $0.name == "surveys.csv" })
        #expect(file.remarks.map(\.reason) == [reason])
        #expect((file.rowsRead, file.rowsUsed, file.setAside) == (2, 1, 1))
    }

    /// The order of rows has no effect, and other waves are independent.
    @Test func theLatestAnswerOfACustomerInAWaveCounts() throws {
        let rows = [
            "r2,a,2025-01-20,yes,2025-01-22,10,", "r1,a,2025-01-05,yes,2025-01-06,0,",
            "r3,a,2025-02-05,yes,2025-02-06,3,",
        ]
        for rows in [rows, rows.reversed()] {
            let waves = try #require(document(rows).surveys?.waves)
            #expect(waves.map(\.responses) == [1, 1])
            #expect(waves.map(\.value) == [100, -100])
        }
    }

    /// 2025-01-31 at 23:30 in New York is February in UTC.
    @Test func aWaveIsAMonthInTheZone() throws {
        let rows = ["r1,a,2025-02-01T04:30:00Z,yes,,10,"]
        #expect(try document(rows).surveys?.waves.map(\.month) == ["2025-02"])
        #expect(try document(rows, zone: "America/New_York").surveys?.waves.map(\.month) == ["2025-01"])
    }

    @Test func satisfactionIsTheShareOfFourAndFive() throws {
        let scores = [5, 4, 3, 2, 1, 5, 4, 4, 5, 5].flatMap { [$0, $0, $0, $0] }
        let wave = try #require(document(wave("01", scores), .csat).surveys?.waves.first)
        #expect(wave.value == 0.7)
        #expect(abs((wave.standardError ?? 0) - (0.7 * 0.3 / 40).squareRoot()) < 1e-12)
        #expect((wave.promoters, wave.detractors) == (nil, nil))
        let file = try #require(document(["r1,a,2025-01-05,yes,,6,"], .csat).quality.files.last)
        #expect(file.remarks.map(\.reason) == [.badScore])
    }

    /// The mean of 1 to 7 is 4, the sample variance is 4.667 at n = 7.
    @Test func effortIsTheMean() throws {
        let wave = try #require(document(wave("01", [1, 2, 3, 4, 5, 6, 7]), .ces).surveys?.waves.first)
        #expect(wave.value == 4)
        #expect(abs((wave.standardError ?? 0) - (28.0 / 6 / 7).squareRoot()) < 1e-12)
        #expect(wave.low == nil)
    }

    @Test func scoresThatLookLikeAnotherScaleAreNoted() throws {
        let file = try #require(document(wave("01", [5, 4, 3, 5, 5, 4, 4, 2, 1, 5])).quality.files.last)
        #expect(file.remarks.map(\.reason) == [.maybeOtherScale])
        #expect(file.setAside == 0)
    }

    @Test func answersThatAreAllAlikeHaveNoInterval() throws {
        let wave = try #require(document(wave("01", [Int](repeating: 10, count: 50))).surveys?.waves.first)
        #expect((wave.value, wave.standardError, wave.low) == (100, 0, nil))
    }

    @Test func withoutSurveysThereIsNothing() throws {
        #expect(try document([]).surveys == nil)
    }

    private struct Expected: Decodable {
        var month: String
        var delivered: Int, responses: Int, promoters: Int, detractors: Int
        var value: Double?, half: Double?, z: Double?, p: Double?
    }

    @Test func everyWaveIsThatOfTheReference() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let count = 200
        let script = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/random_surveys.py"
        try #require(python([script, folder.path, "\(count)"]) == 0)
        func isNear(_ value: Double?, _ known: Double?, _ tolerance: Double) -> Bool {
            guard let value, let known else { return value == nil && known == nil }
            return abs(value - known) < tolerance
        }
        var compared = 0
        for number in 0..<count {
            let company = "\(folder.path)/\(number)"
            let data = try Data(contentsOf: URL(filePath: "\(company)/expected.json"))
            let expected = try JSONDecoder().decode([Expected].self, from: data)
            let waves = try #require(report(folder: company, until: "2025-12").surveys?.waves)
            #expect(waves.map(\.month) == expected.map(\.month))
            for (wave, known) in zip(waves, expected) {
                #expect(
                    [wave.delivered, wave.responses, wave.promoters ?? -1, wave.detractors ?? -1]
                        == [known.delivered, known.responses, known.promoters, known.detractors],
                    "company \(number), \(wave.month)"
                )
                #expect(isNear(wave.value, known.value, 1e-9))
                // The reference rounds to 1.96; the ends are clamped to the scale.
                #expect(isNear(wave.high, known.half.map { min(100, (known.value ?? 0) + $0) }, 2e-3))
                #expect(isNear(wave.low, known.half.map { max(-100, (known.value ?? 0) - $0) }, 2e-3))
                #expect(isNear(wave.z, known.z, 1e-9))
                #expect(isNear(wave.p, known.p, 1e-9))
                compared += known.z == nil ? 0 : 1
            }
        }
        #expect(compared > count)
    }
}
