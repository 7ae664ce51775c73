import FoundationEssentials
import HeadroomCustomers
import HeadroomDisplay
import TestSupport
import Testing

/// Customers to ask next: exclusions, number of customers to ask, and their distribution over segments.
@Suite struct InvitationTests {
    private func analysis(_ files: [String: String]) throws -> CustomersAnalysis {
        let folder = try Folder()
        defer { folder.remove() }
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        return try HeadroomCustomersTests.analysis(folder: folder.path, until: nil)
    }

    private func options(_ change: (inout Invitations.Options) -> Void = { _ in }) throws -> Invitations.Options {
        var options = Invitations.Options(time: try #require(Timestamp.seconds("2025-06-30", zone: .utc)))
        options.traits = [.plan]
        change(&options)
        return options
    }

    /// Active customers c0, c1, … of the plans a and b.
    private func company(_ a: Int, _ b: Int, left: Int = 0) -> String {
        let rows = (0..<a + b + left).map { number in
            "s\(number),c\(number),\(number < a ? "a" : "b"),10.00,USD,month,2025-01-01,\(number < a + b ? "" : "2025-03-01")"
        }
        return (["subscription_id,customer_id,plan,amount,currency,interval,start,end"] + rows).joined(separator: "\n")
    }

    private func consent(_ range: Range<Int>) -> String {
        (["customer_id,consent,changed_at"] + range.map { "c\($0),yes,2025-01-01" }).joined(separator: "\n") + "\n"
    }

    private static let emailHead =
        "email_id,campaign,customer_id,sent_at,delivered,unsubscribed_at,complained_at,bounced\n"
    private static let surveyHead = "response_id,customer_id,sent_at,delivered,responded_at,score\n"

    /// Every customer is counted once, by the first reason that applies.
    @Test func everyExcludedCustomerIsCountedByReason() throws {
        let files = [
            "subscriptions.csv": company(40, 0, left: 3),
            // c8 withdrew its consent, c9 gave it again; of the entries of c10 with the same time, the refusal counts.
            "consent.csv": consent(0..<12)
                + "c8,no,2025-05-01\nc9,no,2025-02-01\nc9,yes,2025-03-01\nc10,no,2025-01-01\nc11,no,2025-09-01\n",
            "emails.csv": Self.emailHead
                + "1,x,c1,2025-05-01,yes,2025-05-02,,\n2,x,c2,2025-05-01,yes,,yes,\n3,x,c3,2025-05-01,no,,,yes\n"
                // A later e-mail arrived.
                + "4,x,c4,2025-05-01,no,,,yes\n5,x,c4,2025-05-20,yes,,,\n",
            "surveys.csv": Self.surveyHead + "r1,c5,2025-06-01,yes,,\nr2,c6,2025-01-01,yes,,\nr3,c7,2025-06-01,no,,\n",
        ]
        let invitations = try analysis(files).invitations(options { $0.size = 100 })
        #expect(
            invitations.exclusions == [
                .notActive: 3, .consentWithdrawn: 2, .noConsent: 28, .unsubscribed: 1, .complained: 1, .bounced: 1,
                .askedRecently: 2,
            ]
        )
        let segment = try #require(invitations.segments.first)
        #expect((segment.customers, segment.eligible, segment.asked.count) == (40, 5, 5))
        #expect(invitations.exclusions.values.reduce(0, +) + segment.eligible == invitations.customers)
        let csv = try analysis(files).csv(invitations).split(separator: "\n")
        #expect(csv.dropFirst().map { $0.prefix { $0 != "," } } == ["c0", "c11", "c4", "c6", "c9"])
        // With consent assumed, refusals still count.
        let assumed = try analysis(files).invitations(options { ($0.size, $0.assumesConsent) = (100, true) })
        #expect(assumed.exclusions[.noConsent] == nil && assumed.exclusions[.consentWithdrawn] == 2)
    }

    @Test func theColumnOfCustomersIsConsentToo() throws {
        let files = [
            "subscriptions.csv": company(3, 0), "customers.csv": "customer_id,consent\nc0,yes\nc1,no\nc2,\n",
        ]
        let invitations = try analysis(files).invitations(options { $0.size = 3 })
        #expect(invitations.exclusions == [.notActive: 0, .consentWithdrawn: 1, .noConsent: 1])
        // consent.csv has the later entry.
        let later = files.merging(["consent.csv": "customer_id,consent,changed_at\nc1,yes,2025-02-01\n"]) { $1 }
        #expect(try analysis(later).invitations(options { $0.size = 3 }).exclusions[.consentWithdrawn] == nil)
        let bad = files.merging(["consent.csv": "customer_id,consent,changed_at\nc1,perhaps,2025-02-01\n"]) { $1 }
        #expect(try analysis(bad).document.quality.files.last?.remarks.map(\.reason) == [.badConsent])
    }

    /// By hand: without surveys the variance is the largest possible, (200 / 2)^2, and a width of 40 needs
    /// (2 1.96 100 / 40)^2 = 96.04 answers; at a response rate of 0.2 these are 485 invitations.
    @Test func theSizeFollowsFromTheWidth() throws {
        let files = ["subscriptions.csv": company(600, 200), "consent.csv": consent(0..<800)]
        let invitations = try analysis(files).invitations(options { $0.width = 40 })
        #expect(invitations.neededAnswers == 97)
        // 97 answers over 800 customers, 600 and 200, each divided by 0.2.
        #expect(invitations.segments.map(\.asked.count) == [364, 122])
        #expect(abs((invitations.expectedWidth ?? 0) - 40) < 0.3)
        #expect(invitations.assumesRate && invitations.assumesSpread)
        let document = InvitationsDocument(invitations, scale: .nps)
        #expect(document.asked == 486)
        let text = document.terminal(width: 120, style: TerminalStyle(usesColor: false))
        #expect(text.contains("486 of 800 customers to ask") && text.contains("Nothing was sent."))
    }

    /// More customers are asked in segments with low response rates, so that answers are in proportion to customers.
    @Test func theAnswersRepresentTheCustomers() throws {
        // 200 of each plan; all were asked in January, 100 of a and 20 of b answered.
        let rows = (0..<400).map { number in
            let answers = number < 200 ? number.isMultiple(of: 2) : number.isMultiple(of: 10)
            return "r\(number),c\(number),2025-01-05,yes,,\(answers ? "\(number % 11)" : "")"
        }
        let files = [
            "subscriptions.csv": company(200, 200), "consent.csv": consent(0..<400),
            "surveys.csv": Self.surveyHead + rows.joined(separator: "\n"),
        ]
        let invitations = try analysis(files).invitations(options { $0.size = 120 })
        #expect(!invitations.assumesRate && !invitations.assumesSpread)
        #expect(invitations.responseRate == ObservedRate(120, of: 400))
        // The rates are averaged with 0.3 at a weight of 20 deliveries.
        let rates = [(100 + 6.0) / 220, (20 + 6.0) / 220]
        #expect(zip(invitations.segments, rates).allSatisfy { abs($0.responseRate - $1) < 1e-12 })
        let counts = invitations.segments.map(\.asked.count)
        #expect(counts.reduce(0, +) == 120)
        let expected = 120 * (1 / rates[0]) / (1 / rates[0] + 1 / rates[1])
        #expect(abs(Double(counts[0]) - expected) < 1)
        // Equal numbers of answers are expected from equal numbers of customers.
        #expect(abs(invitations.segments[0].expectedAnswers - invitations.segments[1].expectedAnswers) < 0.5)
    }

    @Test func aSegmentThatHasTooFewLeavesItsShareToOthers() throws {
        let files = ["subscriptions.csv": company(100, 100), "consent.csv": consent(0..<110)]
        let invitations = try analysis(files).invitations(options { $0.size = 60 })
        #expect(invitations.segments.map(\.asked.count) == [50, 10])
        let each = try analysis(files).invitations(options { $0.perSegment = 30 })
        #expect(each.segments.map(\.asked.count) == [30, 10])
    }

    @Test func theChoiceIsRandomAndDoesNotDependOnTheOrderOfRows() throws {
        let lines = company(300, 0).split(separator: "\n")
        let reversed = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
        func list(_ text: String, seed: UInt64) throws -> [Substring] {
            let analysis = try analysis(["subscriptions.csv": text, "consent.csv": consent(0..<300)])
            return try analysis.csv(analysis.invitations(options { ($0.size, $0.seed) = (30, seed) })).split(
                separator: "\n"
            )
        }
        let first = try list(company(300, 0), seed: 1)
        #expect(first.count == 31)
        #expect(try list(reversed, seed: 1) == first)
        #expect(try list(company(300, 0), seed: 2) != first)
        // Each customer is drawn equally often: 20 draws of 30 of 300 are 2 each, at most 9 with probability above 0.99.
        var counts: [Substring: Int] = [:]
        for seed in 1...20 as ClosedRange<UInt64> {
            for line in try list(company(300, 0), seed: seed).dropFirst() { counts[line, default: 0] += 1 }
        }
        #expect((counts.values.max() ?? 0) <= 9 && counts.count > 240)
    }
}
