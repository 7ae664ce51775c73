import Glibc
import HeadroomCustomerModels
import HeadroomCustomers
import HeadroomNumerics
import HeadroomTraining
import TestSupport
import Testing

/// A folder with the files of a company.
func company(_ files: [String: String]) throws -> Folder {
    let folder = try Folder()
    for (name, text) in files { try folder.write(Array(text.utf8), name) }
    return folder
}

/// Features at a snapshot, computed by hand, which do not depend on later rows.
@Suite struct FeatureTests {
    private static let files = [
        "customers.csv": """
        customer_id,created_at,country,channel,seats
        a,2025-01-01,DE,search,5
        b,2025-01-05,US,social,
        """,
        "subscriptions.csv": """
        subscription_id,customer_id,plan,amount,currency,interval,quantity,start,end
        a1,a,team,50.00,EUR,month,2,2025-01-01,2025-03-10
        a1,a,team,80.00,EUR,month,2,2025-03-10,2025-05-20
        a2,a,archive,10.00,EUR,month,1,2025-02-01,
        b1,b,starter,120.00,EUR,year,1,2025-01-05,2026-01-05
        """,
        "usage.csv": """
        customer_id,time,event
        a,2025-03-01T10:00:00Z,login
        a,2025-03-20T10:00:00Z,login
        a,2025-03-28T12:00:00Z,login
        a,2025-04-02T12:00:00Z,login
        """,
        "touches.csv": """
        customer_id,time,channel
        b,2025-03-25T00:00:00Z,mail
        """,
        "surveys.csv": """
        response_id,customer_id,sent_at,score,responded_at
        r1,a,2025-02-01,9,2025-02-02
        r2,a,2025-03-20,4,2025-03-25
        r3,a,2025-03-30,1,2025-04-03
        """,
    ]

    private func number(_ features: SnapshotFeatures, _ name: String, row: Int) throws -> Double {
        let column = try #require(features.columns.first { $0.name == name }, "\(name)")
        guard case .numbers(let values) = column.values else { throw WorkloadError(.data, "\(name) has levels") }
        return values[row]
    }

    private func level(_ features: SnapshotFeatures, _ name: String, row: Int) throws -> String? {
        let column = try #require(features.columns.first { $0.name == name }, "\(name)")
        guard case .levels(let values, let names) = column.values else {
            throw WorkloadError(.data, "\(name) has numbers")
        }
        return values[row] < 0 ? nil : names[Int(values[row])]
    }

    @Test(arguments: [false, true])
    func theFeaturesOfASmallCompany(fromStore: Bool) throws {
        let folder = try company(Self.files)
        defer { folder.remove() }
        let store = CompanyStore("\(folder.path)/company.sqlite")
        if fromStore { _ = try store.add(CompanyFiles(folder: folder.path)) }
        let source = CompanySource(folder: fromStore ? store.path : folder.path)
        let ledger = try CustomerLedger.load(source, until: Month("2025-06"))
        #expect(ledger.months.first == Month("2025-01") && ledger.months.count == 6)
        let snapshot = [Snapshot(customer: 0, month: 2), Snapshot(customer: 1, month: 2)]
        let features = SnapshotFeatures(ledger, rows: snapshot, horizon: 3)
        func a(_ name: String) throws -> Double { try number(features, name, row: 0) }
        func b(_ name: String) throws -> Double { try number(features, name, row: 1) }
        // The end of March is 2025-04-01, 90 days after the first payment of a and 86 days after that of b.
        #expect(try abs(a("tenure_months") - log1p(90 / 30.4375)) < 1e-12)
        #expect(try abs(b("tenure_months") - log1p(86 / 30.4375)) < 1e-12)
        #expect(try abs(a("revenue") - log1p(170)) < 1e-12)
        #expect(try abs(a("revenue_change_1m") - (log1p(170) - log1p(110))) < 1e-12)
        #expect(try abs(a("revenue_change_3m")) < 1e-12)
        #expect(try b("revenue_change_1m") == 0)
        #expect(try a("subscriptions") == 2 && b("subscriptions") == 1)
        #expect(try abs(a("quantity") - log1p(2)) < 1e-12)
        #expect(try a("interval_months") == 0 && abs(b("interval_months") - log(12)) < 1e-12)
        #expect(try a("renews_within_horizon") == 1 && b("renews_within_horizon") == 0)
        #expect(try abs(b("months_to_renewal") - log(10)) < 1e-12)
        #expect(try abs(a("uses_7d") - log1p(1)) < 1e-12)
        #expect(try abs(a("uses_30d") - log1p(2)) < 1e-12)
        #expect(try abs(a("uses_90d") - log1p(3)) < 1e-12)
        #expect(try abs(a("days_since_use") - log1p(3.5)) < 1e-12)
        #expect(try b("days_since_use").isNaN && a("days_since_touch").isNaN)
        #expect(try abs(b("days_since_touch") - log1p(7)) < 1e-12)
        #expect(try a("survey_score") == 4 && a("survey_mean") == 6.5)
        #expect(try level(features, "plan", row: 0) == "team" && level(features, "plan", row: 1) == "starter")
        #expect(try level(features, "country", row: 0) == "DE" && level(features, "channel", row: 1) == "social")
        #expect(try a("seats") == 5 && b("seats").isNaN)
    }

    @Test func theLabelIsAMonthWithoutRevenue() throws {
        let folder = try company([
            "subscriptions.csv": """
            subscription_id,customer_id,amount,currency,interval,start,end
            1,gone,10,USD,month,2025-01-10,2025-03-05
            2,back,10,USD,month,2025-01-10,2025-03-05
            2,back,10,USD,month,2025-03-20,
            3,pause,10,USD,month,2025-01-10,2025-03-05
            3,pause,10,USD,month,2025-04-20,
            4,stays,10,USD,month,2025-01-10,
            5,late,10,USD,month,2025-01-10,2025-05-01
            6,edge,10,USD,month,2025-01-10,2025-04-30
            """
        ])
        defer { folder.remove() }
        let ledger = try CustomerLedger.load(CompanySource(folder: folder.path), until: Month("2025-06"))
        func leaves(_ horizon: Int) -> [String] {
            ledger.ids.indices.filter {
                ChurnLabel.hasLeft(ledger, Snapshot(customer: $0, month: 0), horizon: horizon)
            }.map { ledger.ids[$0] }
        }
        // A customer who comes back within the month of leaving has revenue at its end; one that ends with the last
        // instant of April, the first of May, has too.
        #expect(leaves(2) == ["gone", "pause"])
        #expect(leaves(3) == ["gone", "pause", "edge"])
        #expect(leaves(4) == ["gone", "pause", "late", "edge"])
    }

    @Test func aHorizonIsAWholeNumberOfMonths() {
        #expect([1, 30, 45, 60, 90, 91, 92, 180, 365].map(ChurnLabel.months) == [1, 1, 1, 2, 3, 3, 3, 6, 12])
    }

    /// Features as text, in which missing numbers are equal.
    private func text(_ features: SnapshotFeatures) -> [String] { features.columns.map { "\($0)" } }

    @Test(arguments: 1...20)
    func laterRowsChangeNoFeature(seed: Int) throws {
        let simulated = SimulatedSubscribers(customers: 60, seed: UInt64(seed)).ledger
        var draw = SeededGenerator(seed: UInt64(seed))
        let month = Int.random(in: 3..<20, using: &draw)
        let at = simulated.months.end(month)
        let rows = (0..<60).filter { simulated.isPaying($0, at: at) }.map { Snapshot(customer: $0, month: month) }
        var changed = simulated
        let far = at + 400 * 86_400
        func later() -> Int64 { Int64.random(in: at..<far, using: &draw) }
        changed.contracts = Grouped(
            (0..<60).map { customer in
                var contracts = simulated.contracts[customer].filter { $0.start < at }
                for place in contracts.indices where contracts[place].end >= at {
                    contracts[place].end = Bool.random(using: &draw) ? .max : later()
                }
                if let last = contracts.last, Bool.random(using: &draw) {
                    var next = last
                    next.start = later()
                    next.plan = 2
                    next.monthly = 1000
                    contracts.append(next)
                }
                return contracts
            }
        )
        changed.uses = try #require(simulated.uses).changed(customers: 60) { times in
            times.filter { $0 < at } + (0..<5).map { _ in later() }.sorted()
        }
        changed.answers = try #require(simulated.answers).changed(customers: 60) { answers in
            answers.filter { $0.time < at } + [CustomerLedger.Answer(time: later(), score: 0)]
        }
        let before = SnapshotFeatures(simulated, rows: rows, horizon: 3)
        #expect(!rows.isEmpty && text(before) == text(SnapshotFeatures(changed, rows: rows, horizon: 3)))
    }

    @Test func onlyTrainingRowsSetTheInputs() throws {
        let simulated = SimulatedSubscribers(customers: 600, seed: 3).ledger
        let dataset = try ChurnDataset(simulated, horizon: 3)
        let at = simulated.months.end(dataset.lastSnapshot.number - simulated.months.first.number)
        var changed = simulated
        changed.uses = try #require(simulated.uses).changed(customers: 600) { $0.filter { $0 < at } }
        let other = try ChurnDataset(changed, horizon: 3)
        #expect(dataset.encoding == other.encoding && dataset.training.inputs == other.training.inputs)
        #expect(dataset.test.inputs != other.test.inputs)
    }

    @Test func validationAndTestAreLaterByTheHorizon() throws {
        let ledger = SimulatedSubscribers(customers: 600, seed: 1).ledger
        let dataset = try ChurnDataset(ledger, horizon: 2)
        func months(_ part: ChurnDataset.Part) -> Set<Int> { Set(part.rows.map(\.month)) }
        #expect(months(dataset.training) == Set(6...17))
        #expect(months(dataset.validation) == [19] && months(dataset.test) == [21] && months(dataset.now) == [23])
        let earlier = try ChurnDataset(ledger, snapshot: Month("2024-10"), horizon: 2)
        #expect(months(earlier.training) == Set(0...9) && months(earlier.test) == [13])
        #expect(throws: WorkloadError.self) { try ChurnDataset(ledger, snapshot: Month("2025-12"), horizon: 2) }
        #expect(throws: WorkloadError.self) { try ChurnDataset(ledger, horizon: 12) }
    }
}

extension Grouped {
    /// Groups with the elements of every customer changed.
    func changed(customers: Int, _ change: (ArraySlice<Element>) -> [Element]) -> Grouped {
        Grouped((0..<customers).map { change(self[$0]) })
    }
}
