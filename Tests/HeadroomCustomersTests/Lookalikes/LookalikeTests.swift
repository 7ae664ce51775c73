import Glibc
import HeadroomCustomers
import HeadroomNumerics
import TestSupport
import Testing

/// Ideal customers, their rules, and the scores of leads.
@Suite struct LookalikeTests {
    private static let until = "2024-12"

    /// Customers whose monthly revenue doubles after the snapshot with a probability by channel.
    ///
    /// - Parameter chances: probability by channel to pay 100 instead of 50 from March 2024 on.
    private func files(seed: UInt64, count: Int, chances: [(channel: String, chance: Double)]) -> [String: String] {
        var draw = SeededGenerator(seed: seed, purpose: "look-alikes")
        var customers = ["customer_id,created_at,country,channel"]
        var subscriptions = ["subscription_id,customer_id,plan,amount,currency,interval,start,end"]
        for number in 0..<count {
            let (channel, chance) = chances[Int.random(in: 0..<chances.count, using: &draw)]
            let country = ["US", "DE", "FR"][Int.random(in: 0..<3, using: &draw)]
            customers.append("c\(number),2023-01-01,\(country),\(channel)")
            let day = Int.random(in: 1...28, using: &draw)
            let start = "2023-0\(1 + number % 6)-\(day < 10 ? "0" : "")\(day)"
            // Amounts differ slightly, so that there is a top fifth.
            let more = Double.random(in: 0..<1, using: &draw) < chance
            subscriptions.append("s\(number),c\(number),basic,50.00,EUR,month,\(start),2024-03-01")
            subscriptions.append(
                "s\(number),c\(number),basic,\(more ? 100 : 50).\(10 + number % 80),EUR,month,2024-03-01,"
            )
        }
        return ["customers.csv": customers, "subscriptions.csv": subscriptions]
            .mapValues { $0.joined(separator: "\n") + "\n" }
    }

    private static let chances = [("partner", 0.6), ("search", 0.05), ("social", 0.05), ("organic", 0.1)]

    @Test func theMarkerThatTellsIsFound() throws {
        let files = files(seed: 5, count: 1200, chances: Self.chances)
        let lookalike = try #require(report(files, until: Self.until).segments?.lookalike)
        #expect(lookalike.customers == 600 && lookalike.customersHeldOut == 600)
        #expect(abs(lookalike.idealShare - 0.2) < 0.04)
        // A share of 0.6 / 0.8 = 3/4 of the ideal customers is of a quarter of all: the area of this marker alone is
        // P(ideal in partner) - P(other in partner) halved, plus 1/2.
        #expect(abs(lookalike.areaUnderCurve.value - 0.81) < 0.05)
        #expect(lookalike.effects.first?.marker == "partner" && (lookalike.effects.first?.logOdds ?? 0) > 0.5)
        let rule = try #require(lookalike.rules.first)
        #expect(rule.conditions == ["channel partner"])
        #expect(abs(rule.share - 0.25) < 0.05)
        #expect(abs(rule.lift - 3) < 0.4)
        #expect(rule.low < rule.lift && rule.lift < rule.high)
    }

    /// A column `grade` that was filled from the later value of the customers.
    @Test func aColumnThatWasWrittenLaterIsLeftOut() throws {
        var files = files(seed: 5, count: 1200, chances: Self.chances)
        let rich = Set(
            files["subscriptions.csv"]?.split(separator: "\n").filter { $0.contains(",100.") }
                .compactMap { $0.split(separator: ",").dropFirst().first } ?? []
        )
        files["customers.csv"] = files["customers.csv"]?.split(separator: "\n").enumerated().map { number, row in
            let id = row.split(separator: ",")[0]
            return number == 0 ? row + ",grade" : row + (rich.contains(id) ? ",A" : ",B")
        }.joined(separator: "\n")
        let lookalike = try #require(report(files, until: Self.until).segments?.lookalike)
        #expect(lookalike.leftOut == ["grade"])
        #expect(lookalike.areaUnderCurve.value < 0.9)
    }

    @Test func whereNothingTellsThereIsNoModel() throws {
        var refused = 0
        for seed in 0..<40 as Range<UInt64> {
            let files = files(seed: seed, count: 400, chances: Self.chances.map { ($0.0, 0.2) })
            let segments = try #require(report(files, until: Self.until).segments)
            if segments.lookalike == nil {
                refused += 1
                #expect(segments.lookalikeReason?.contains("does not beat 0.5") == true)
            }
        }
        // An area above 0.5 by 1.96 standard errors occurs by chance in 2.5 % of the cases.
        #expect(refused >= 36, "\(refused)")
    }

    @Test func leadsAreScoredByTheirMarkers() throws {
        let folder = try Folder()
        defer { folder.remove() }
        for (name, text) in files(seed: 1, count: 1200, chances: Self.chances) {
            try folder.write(Array(text.utf8), name)
        }
        let rows = [
            "lead_id,channel,country", "a,partner,US", "b,search,US", "c,tiktok,US", "d,,", "e,partner,XX",
            "a,search,US",
            ",search,US",
        ]
        try folder.write(Array(rows.joined(separator: "\n").utf8), "leads.csv")
        let leads = try Leads(path: "\(folder.path)/leads.csv")
        let scores = try analysis(folder: folder.path, until: Self.until).scores(of: leads)
        let byId = Dictionary(uniqueKeysWithValues: scores.scores.map { ($0.id, $0) })
        #expect(scores.scores.count == 5)
        // Ideal with a probability of 0.6 for partner, and of 0.05 for search.
        #expect(abs((byId["a"]?.probability ?? 0) - 0.6) < 0.12)
        #expect(abs((byId["b"]?.probability ?? 0) - 0.05) < 0.05)
        #expect(byId["a"]?.reasons.first == "channel partner (+)")
        #expect(byId["b"]?.reasons.first == "channel search (-)")
        #expect(scores.unseen == ["channel": 1, "country": 1])
        #expect(byId["d"]?.reasons == [])
        // A lead with an unknown channel has the score of a lead without a channel.
        #expect(scores.quality.setAside == 2)
        #expect(scores.csv.hasPrefix("customer_id,score,reasons\n"))
        #expect(scores.scores.map(\.probability) == scores.scores.map(\.probability).sorted(by: >))
    }

    @Test func customersWithoutPaymentAreLeads() throws {
        let folder = try Folder()
        defer { folder.remove() }
        var files = files(seed: 1, count: 1200, chances: Self.chances)
        files["customers.csv"]? += "lead1,2024-12-01,US,partner\nlead2,2024-12-01,US,social\n"
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        let scores = try analysis(folder: folder.path, until: Self.until).scores(of: nil)
        #expect(scores.scores.map(\.id) == ["lead1", "lead2"])
    }

    /// Coverage of the 95 % interval of the lift, in draws from known shares.
    @Test func theIntervalOfTheLiftCovers() {
        var draw = SeededGenerator(seed: 1, purpose: "lift")
        let (share, inside, outside) = (0.3, 0.35, 0.12)
        let truth = inside / (share * inside + (1 - share) * outside)
        var (covered, count) = (0, 0)
        for _ in 0..<1000 {
            var (met, all) = ((count: 0, ideal: 0), (count: 0, ideal: 0))
            for _ in 0..<400 {
                let holds = Double.random(in: 0..<1, using: &draw) < share
                let ideal = Double.random(in: 0..<1, using: &draw) < (holds ? inside : outside)
                all.count += 1
                all.ideal += ideal ? 1 : 0
                met.count += holds ? 1 : 0
                met.ideal += holds && ideal ? 1 : 0
            }
            guard let lift = LookalikeRules.lift(met: met, all: all) else { continue }
            count += 1
            covered += lift.low <= truth && truth <= lift.high ? 1 : 0
        }
        #expect((0.93...0.97).contains(Double(covered) / Double(count)))
        // A rule that all customers meet has a lift of exactly 1.
        let all = LookalikeRules.lift(met: (400, 80), all: (400, 80))
        #expect(all?.low == 1 && all?.high == 1)
    }
}
