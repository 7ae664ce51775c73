import FoundationEssentials
import HeadroomCustomers
import TestSupport
import Testing

/// Credit of channels under each rule.
@Suite struct AttributionTests {
    private typealias Attribution = CustomersDocument.Attribution

    private func attribution(
        _ touches: String,
        subscriptions: String = subscriptions("s,a,100.00,USD,month,2025-03-15T12:00:00Z,"),
        _ others: [String: String] = [:],
        lookback: Int = 90
    ) throws -> Attribution {
        let files = ["subscriptions.csv": subscriptions, "touches.csv": "customer_id,time,channel\n" + touches]
        let document = try report(files.merging(others) { $1 }) { $0.lookback = LookbackWindow(days: lookback) }
        return try #require(document.channels)
    }

    private func values(_ attribution: Attribution, _ rule: AttributionRule) throws -> [String: String] {
        let rule = try #require(attribution.rules.first { $0.rule == rule })
        return Dictionary(uniqueKeysWithValues: rule.channels.map { ($0.channel, $0.value) })
    }

    private func sum(_ texts: [String], digits: Int) -> Int64 {
        texts.reduce(0) { $0 + (DecimalNumber($1)?.rounded(digits: digits) ?? .min) }
    }

    /// Published fixture: touches 14, 7 and 0 days before a conversion worth 100.
    @Test(arguments: [
        (AttributionRule.first, ["100.00", "0.00", "0.00"]), (.last, ["0.00", "0.00", "100.00"]),
        // Of three thirds, the first channel by name gets the remaining cent.
        (.linear, ["33.34", "33.33", "33.33"]), (.position, ["40.00", "20.00", "40.00"]),
        (.timeDecay, ["14.29", "28.57", "57.14"]), (.shapley, ["33.34", "33.33", "33.33"]),
        (.markov, ["33.34", "33.33", "33.33"]), (.lastNonDirect, ["0.00", "0.00", "100.00"]),
    ])
    func theFixture(rule: AttributionRule, expected: [String]) throws {
        let attribution = try attribution(
            "a,2025-03-01T12:00:00Z,FB\na,2025-03-08T12:00:00Z,Google\na,2025-03-15T12:00:00Z,e-mail\n"
        )
        let values = try values(attribution, rule)
        #expect(["FB", "Google", "e-mail"].map { values[$0] } == expected)
        #expect(values["unattributed"] == "0.00")
    }

    @Test func theDecayHasSixDigits() throws {
        let attribution = try attribution(
            "a,2025-03-01T12:00:00Z,FB\na,2025-03-08T12:00:00Z,Google\na,2025-03-15T12:00:00Z,e-mail\n"
        )
        let rule = try #require(attribution.rules.first { $0.rule == .timeDecay })
        #expect(rule.channels.map(\.conversions) == ["0.142857", "0.285714", "0.571429", "0.000000"])
    }

    @Test func directIsPassedOverWhereThereIsAnother() throws {
        let both = try attribution("a,2025-03-01,ads\na,2025-03-09,Direct\na,2025-03-10,(direct)\n")
        #expect(try values(both, .lastNonDirect)["ads"] == "100.00")
        let alone = try attribution("a,2025-03-09,Direct\n")
        #expect(try values(alone, .lastNonDirect)["Direct"] == "100.00")
    }

    @Test func aTieGoesByTheNameOfTheChannel() throws {
        for rows in ["a,2025-03-01,x\na,2025-03-01,b\n", "a,2025-03-01,b\na,2025-03-01,x\n"] {
            let attribution = try attribution(rows)
            #expect(try values(attribution, .first)["b"] == "100.00")
            #expect(try values(attribution, .last)["x"] == "100.00")
        }
    }

    @Test func aTouchOutsideTheWindowIsLeftOut() throws {
        let attribution = try attribution(
            """
            a,2025-03-05T12:00:00Z,edge
            a,2025-03-05T11:59:59Z,early
            a,2025-03-15T12:00:01Z,late
            a,2025-03-20,later
            a,2025-07-01,never
            """,
            lookback: 10
        )
        #expect(try values(attribution, .linear)["edge"] == "100.00")
        let touches = attribution.touches
        #expect((touches.used, touches.beforeWindow, touches.afterPeriod) == (1, 1, 1))
        #expect((touches.afterConversion, touches.withinADayAfter) == (2, 1))
    }

    @Test func aConversionWithoutATouchIsUnattributed() throws {
        let attribution = try attribution(
            "a,2025-03-01,ads\n",
            subscriptions: subscriptions(
                "s1,a,100.00,USD,month,2025-03-15,",
                "s2,b,7.00,USD,month,2025-03-20,",
                "s3,a,50.00,USD,month,2025-04-20,"
            )
        )
        #expect((attribution.conversions, attribution.unattributed, attribution.value) == (2, 1, "107.00"))
        for rule in AttributionRule.allCases {
            #expect(try values(attribution, rule) == ["ads": "100.00", "unattributed": "7.00"])
        }
    }

    @Test func spendAndCostStandBesideTheCredits() throws {
        let attribution = try attribution(
            "a,2025-03-01,ads\na,2025-03-02,organic\n",
            [
                "spend.csv":
                    "date,channel,spend,currency\n2025-03-01,ads,30,USD\n2025-03-01,tv,9,USD\n2025-03-01,tools,5,USD\n"
            ]
        )
        let linear = try #require(attribution.rules.first { $0.rule == .linear })
        #expect(linear.channels.map(\.channel) == ["ads", "organic", "tv", "unattributed"])
        #expect(linear.channels.map(\.spend) == ["30.00", "0.00", "9.00", nil])
        #expect(linear.channels.map(\.cost) == ["60.00", "0.00", nil, nil])
    }

    @Test func rowsThatCannotBeUsedAreSetAside() throws {
        let touches =
            "customer_id,time,channel\na,2025-03-01,x\na,2025-03-01,x\na,soon,x\n,2025-03-01,x\nb,2025-03-01,\n"
        let document = try report([
            "customers.csv": "customer_id\na\n", "touches.csv": touches + "z,2025-03-01,x\n",
            "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-03-15,"),
        ])
        let file = try #require(document.quality.files.first { $0.name == "touches.csv" })
        #expect((file.rowsRead, file.rowsUsed, file.setAside) == (6, 2, 4))
        #expect(file.remarks.map(\.reason) == [.duplicate, .badTime, .missingValue, .unknownCustomer])
        #expect(file.remarks.map(\.rows) == [[3], [4], [5, 6], [7]])
    }

    @Test func withoutTouchesThereIsNothing() throws {
        let subscriptions = subscriptions("s,a,10.00,USD,month,2025-03-15,")
        #expect(try report(["subscriptions.csv": subscriptions]).channels == nil)
    }

    @Test(arguments: [("90d", 90), ("1d", 1), ("0d", nil), ("90", nil), ("-3d", nil), ("4000d", nil), ("d", nil)])
    func aWindowIsDays(text: String, days: Int?) {
        #expect(LookbackWindow(text)?.days == days)
    }

    private struct Expected: Decodable {
        var conversions: Int
        var value: Int64
        var unattributed: [Int64]
        var rules: [String: [String: [Double]]]
    }

    /// Every credit equals the reference up to rounding to a millionth and a cent, and the credits add up exactly; the
    /// first payments of subscriptions and the first purchases of the companies are the same conversions.
    @Test(arguments: ["subscriptions", "purchases"])
    func everyCreditIsThatOfTheReference(form: String) throws {
        let folder = try Folder()
        defer { folder.remove() }
        let count = 400
        let script = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/random_touches.py"
        try #require(python([script, folder.path, "\(count)"]) == 0)
        var compared = 0
        for number in 0..<count {
            let company = "\(folder.path)/\(number)"
            let data = try Data(contentsOf: URL(filePath: "\(company)/expected.json"))
            let expected = try JSONDecoder().decode(Expected.self, from: data)
            let document: CustomersDocument
            do { document = try report(folder: "\(company)/\(form)", until: "2025-06") } catch is CustomersError {
                #expect(expected.conversions == 0)
                continue
            }
            guard let attribution = document.channels else { continue }
            #expect(
                (attribution.conversions, attribution.unattributed) == (
                    expected.conversions, Int(expected.unattributed[0])
                )
            )
            for rule in attribution.rules {
                #expect(sum(rule.channels.map(\.conversions), digits: 6) == Int64(expected.conversions) * 1_000_000)
                #expect(sum(rule.channels.map(\.value), digits: 2) == expected.value)
                let known = try #require(expected.rules[rule.rule.rawValue])
                for credit in rule.channels.dropLast() {
                    let exact = try #require(known[credit.channel])
                    let conversions = Double(credit.conversions) ?? .nan
                    let cents = Double(sum([credit.value], digits: 2))
                    #expect(abs(conversions - exact[0]) < 1.01e-6, "company \(number), \(rule.rule), \(credit.channel)")
                    #expect(abs(cents - exact[1]) < 1.01, "company \(number), \(rule.rule), \(credit.channel)")
                    compared += 1
                }
            }
        }
        #expect(compared > 10 * count)
    }

    @Test func theOrderOfRowsDoesNotMatter() throws {
        let rows = (0..<60).map { "c\($0 % 7),2025-0\(1 + $0 % 5)-1\($0 % 9),ch\($0 * $0 % 5)" }
        let sold = (0..<7).map { "s\($0),c\($0),\($0)3.37,USD,month,2025-05-2\($0)," }
        func read(_ rows: [String], _ sold: [String]) throws -> Attribution {
            let head = "subscription_id,customer_id,amount,currency,interval,start,end\n"
            return try attribution(rows.joined(separator: "\n"), subscriptions: head + sold.joined(separator: "\n"))
        }
        #expect(try read(rows, sold) == read(rows.reversed(), sold.reversed()))
    }
}
