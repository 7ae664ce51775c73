import FoundationEssentials
import Glibc
import HeadroomCustomers
import HeadroomDisplay
import TestSupport
import Testing

/// E-mail campaigns: counts, rates over delivered e-mails, payments after them, and control groups.
@Suite struct CampaignTests {
    private static let head =
        "email_id,campaign,customer_id,sent_at,delivered,opened_at,clicked_at,replied_at,unsubscribed_at,complained_at,bounced,group"

    private func document(_ rows: [String], paid: [String] = []) throws -> CustomersDocument {
        let payments = ["s,first,10.00,USD,month,2025-01-01,", "s2,last,10.00,USD,month,2025-06-30,"] + paid
        let head = "subscription_id,customer_id,amount,currency,interval,start,end"
        return try report([
            "subscriptions.csv": ([head] + payments).joined(separator: "\n"),
            "emails.csv": ([Self.head] + rows).joined(separator: "\n"),
        ])
    }

    private struct Expected: Decodable {
        var emails: Int, delivered: Int
        var events: [Int], converted: [Int]
        var clickInterval: [Double]?
        var holdout: [Int]?
    }

    @Test func everyCampaignIsThatOfTheReference() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let count = 60
        let script = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/random_emails.py"
        try #require(python([script, folder.path, "\(count)"]) == 0)
        var (holdouts, conversions) = (0, 0)
        for number in 0..<count {
            let company = "\(folder.path)/\(number)"
            let data = try Data(contentsOf: URL(filePath: "\(company)/expected.json"))
            let expected = try JSONDecoder().decode([String: Expected].self, from: data)
            let campaigns = try #require(report(folder: company, until: nil).campaigns?.campaigns)
            #expect(Set(campaigns.map(\.campaign)) == Set(expected.keys))
            for campaign in campaigns {
                let known = try #require(expected[campaign.campaign])
                let rates = [
                    campaign.opened, campaign.clicked, campaign.replied, campaign.unsubscribed, campaign.complained,
                ]
                try #require(
                    campaign.emails == known.emails && campaign.delivered.count == known.delivered,
                    "company \(number)"
                )
                try #require(rates.map(\.count) == known.events, "company \(number), \(campaign.campaign)")
                try #require([campaign.converted.count, campaign.converted.of] == known.converted, "company \(number)")
                try #require((campaign.clicked.low == nil) == (known.clickInterval == nil))
                if let low = campaign.clicked.low, let high = campaign.clicked.high, let interval = known.clickInterval
                {
                    #expect(abs(low - interval[0]) < 1e-9 && abs(high - interval[1]) < 1e-9)
                }
                let holdout = campaign.holdout.map {
                    [$0.treatment.count, $0.treatment.of, $0.control.count, $0.control.of, $0.inBothGroups]
                }
                try #require(holdout == known.holdout, "company \(number), \(campaign.campaign)")
                holdouts += holdout == nil ? 0 : 1
                conversions += campaign.converted.count
            }
        }
        #expect(holdouts > 30 && conversions > 150)
    }

    @Test(arguments: [
        ("e,a,c,2025-02-01,yes,2025-01-31,,,,,,", DataQuality.Reason.eventBeforeSent),
        ("e,a,c,2025-02-01,yes,perhaps,,,,,,", .badEvent), ("e,a,c,2025-02-01,perhaps,,,,,,,", .badDelivered),
        ("e,a,c,2025-02-01,yes,,,,,,,placebo", .badGroup), ("e,a,c,soon,yes,,,,,,,", .badTime),
        ("e,,c,2025-02-01,yes,,,,,,,", .missingValue), ("ok,a,c,2025-02-01,yes,,,,,,,", .duplicate),
        ("ok,a,d,2025-02-01,yes,,,,,,,", .conflict),
    ])
    func aRowIsSetAside(row: String, reason: DataQuality.Reason) throws {
        let document = try document(["ok,a,c,2025-02-01,yes,,,,,,,", row])
        let file = try #require(document.quality.files.first { $0.name == "emails.csv" })
        #expect(file.remarks.map(\.reason) == [reason])
        #expect((file.rowsRead, file.rowsUsed, file.setAside) == (2, 1, 1))
    }

    /// A bounced e-mail is not delivered, unless it has a click.
    @Test func deliveryIsKnownFromWhatHappenedAfter() throws {
        let rows = [
            "1,a,c1,2025-02-01,yes,,,,,,bounced,", "2,a,c2,2025-02-01,no,,yes,,,,hard,", "3,a,c3,2025-02-01,yes,,,,,,,",
        ]
        let campaign = try #require(document(rows).campaigns?.campaigns.first)
        #expect((campaign.delivered.count, campaign.bounced.count, campaign.clicked.count) == (2, 1, 1))
    }

    /// 100 of each group; 30 and 15 pay: the interval is Newcombe's method 10, by hand from Wilson's intervals.
    @Test func aControlGroupGivesTheDifference() throws {
        let rows = (0..<200).map { number in
            let group = number < 100 ? "treatment" : "control"
            return "e\(number),offer,c\(number),2025-03-01T12:00:00Z,\(number < 100 ? "yes" : "no"),,,,,,,\(group)"
        }
        let paid = (Array(0..<30) + Array(100..<115)).map { "p\($0),c\($0),10.00,USD,month,2025-03-0\(2 + $0 % 5)," }
        let document = try document(rows, paid: paid)
        let holdout = try #require(document.campaigns?.campaigns.first?.holdout)
        #expect(
            (holdout.treatment.count, holdout.treatment.of, holdout.control.count, holdout.control.of) == (
                30, 100, 15, 100
            )
        )
        let difference = try #require(holdout.difference)
        #expect(abs(difference.difference - 0.15) < 1e-12)
        // Wilson: 30/100 is 0.21895 to 0.39585, 15/100 is 0.09306 to 0.23283.
        let (below, above) = (hypot(0.08105, 0.08283), hypot(0.09585, 0.05694))
        #expect(abs(difference.low - 0.15 + below) < 5e-5)
        #expect(abs(difference.high - 0.15 - above) < 5e-5)
        let text = CustomersReports.markdown(document)
        #expect(text.contains("offer changed the share of customers who paid by +15.0 points"))
        #expect(text.contains("what was observed, not what the e-mails caused"))
    }

    @Test func campaignsAreCompared() throws {
        func rows(_ campaign: String, _ clicks: Int) -> [String] {
            (0..<500).map { "\(campaign)\($0),\(campaign),c\($0),2025-03-01,yes,,\($0 < clicks ? "yes" : ""),,,,," }
        }
        let campaigns = try #require(document(rows("a", 50) + rows("b", 52) + rows("c", 100)).campaigns)
        // By hand: expected 67.33 clicks of 500 each.
        let squares: [Double] = [50, 52, 100].map { ($0 - 202.0 / 3) * ($0 - 202.0 / 3) }
        let chi: Double = (squares[0] + squares[1] + squares[2]) * (3.0 / 202 + 3.0 / 1298)
        let test = try #require(campaigns.clicks)
        #expect(abs(test.chiSquare - chi) < 1e-9)
        #expect(test.degreesOfFreedom == 2)
        // With two degrees of freedom p is exp(-x / 2).
        let p = exp(-chi / 2)
        #expect(abs(test.p / p - 1) < 1e-9)
        #expect(campaigns.campaigns.map { ($0.clicksAgainstOthers?.low ?? 0) > 0 } == [false, false, true])
    }

    @Test func theOrderOfRowsDoesNotMatter() throws {
        let rows = (0..<60).map { number in
            let (campaign, click) = (number % 2 == 0 ? "a" : "b", number % 3 == 0 ? "yes" : "")
            return "e\(number),\(campaign),c\(number % 17),2025-03-\(10 + number % 9),yes,,\(click),,,,,"
        }
        #expect(try document(rows).campaigns == document(rows.reversed()).campaigns)
    }

    @Test func withoutEmailsThereIsNothing() throws {
        #expect(try document([]).campaigns == nil)
    }

    @Test func everyFormShowsThem() throws {
        let document = try document(["e,\"=spring, 2025\",c,2025-02-01,yes,,yes,,,,,"])
        #expect(
            CustomersReports.terminal(document, width: 200, style: TerminalStyle(usesColor: false)).contains(
                "E-mail campaigns"
            )
        )
        #expect(CustomersPage.render(document).contains("E-mail campaigns"))
        let piped = try self.document(["e,a | b,c,2025-02-01,yes,,yes,,,,,"])
        #expect(CustomersReports.markdown(piped).contains("| a \\| b | 1 |"))
        let csv = CustomersReports.campaignsCSV(document).split(separator: "\n")
        #expect(csv.count == 2 && csv[1].hasPrefix("\"'=spring, 2025\",2025-02-01,2025-02-01,1,1,1,1,1.0,"))
    }

    /// Exports with counts only; events without a column are unknown.
    @Test func countsOfACampaignAreReadToo() throws {
        let counts = """
            campaign,sent_at,sent,bounced,opened,clicked
            newsletter,2025-03-01,"1,000",20,500,49
            wrong,2025-03-01,1000,20,500,990
            half,2025-03-01,10.5.1,,,
            spring,2025-03-01,10,,,
            """
        let emails =
            "email_id,campaign,customer_id,sent_at,clicked_at\n1,spring,c1,2025-02-01,yes\n2,spring,c2,2025-02-01,\n"
        let document = try report([
            "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,"), "emails.csv": emails,
            "email_campaigns.csv": counts,
        ])
        let campaigns = try #require(document.campaigns?.campaigns)
        #expect(campaigns.map(\.campaign) == ["spring", "newsletter"])
        #expect(
            (campaigns[1].delivered.count, campaigns[1].bounced.count, campaigns[1].clicked.rate) == (980, 20, 0.05)
        )
        #expect(campaigns[1].customers == nil && campaigns[1].converted.rate == nil)
        #expect(campaigns[1].replied.rate == nil && campaigns[0].opened.rate == nil)
        #expect(campaigns[0].clicked.rate == 0.5)
        let file = try #require(document.quality.files.first { $0.name == "email_campaigns.csv" })
        #expect(file.remarks.map(\.reason) == [.badCount, .duplicate])
        #expect(file.remarks.map(\.rows) == [[3, 4], [5]])
    }
}
