import HeadroomCustomers
import TestSupport
import Testing

/// Segments of a company's files.
@Suite struct SegmentTests {
    /// Adjusted Rand index of the segments of all customers, held out or not, against the kinds that were simulated.
    @Test func theSegmentOfEveryCustomerIsTheKind() throws {
        for seed in 11...13 as ClosedRange<UInt64> {
            let company = PlantedCompany(seed: seed, customers: 200, isPlanted: true)
            let members = try analysis(of: company.files).result().members
            #expect(members.count == 200)
            let kinds = members.map { company.kinds[$0.customer] ?? 0 }
            #expect(RandIndex.adjusted(members.map(\.rank), kinds) >= 0.95)
            #expect(members.map(\.rank) == members.map(\.rank).sorted())
            let lines = SegmentMember.csv(members).split(separator: "\n")
            #expect(lines.count == 201 && lines[0] == "customer_id,rank,segment")
        }
    }

    private func segments(of files: [String: String]) throws -> CustomersDocument.Segments {
        try analysis(of: files).document()
    }

    /// The segments alone, without the other sections of the report.
    private func analysis(of files: [String: String]) throws -> SegmentAnalysis {
        let folder = try Folder()
        defer { folder.remove() }
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        var reader = CompanyReader(folder: folder.path, zone: .utc)
        let company = try reader.read()
        let base = try #require(company.currencies.first)
        return try SegmentAnalysis(
            company: company,
            payments: CustomerPayments(
                company,
                RecurringRevenue(company, base: base, rates: ExchangeRates()),
                rates: ExchangeRates(),
                zone: .utc
            ),
            bridge: MonthGrid(from: Month(year: 2023, month: 1), through: Month(year: 2024, month: 12), zone: .utc),
            rates: ExchangeRates(),
            zone: .utc,
            until: nil,
            grossMargin: 1,
            now: 1_790_000_000
        )
    }

    @Test func plantedKindsAreSegmentsRankedByTheirValue() throws {
        let company = PlantedCompany(seed: 1, customers: 300, isPlanted: true)
        let segments = try segments(of: company.files)
        #expect(segments.reason == nil)
        #expect(segments.segments.count == 3)
        #expect((segments.customers, segments.customersForSegments, segments.customersHeldOut) == (300, 150, 150))
        #expect(segments.snapshot == "2024-01-01" && segments.monthsAfter == 12)
        // Each segment has exactly the customers of one kind.
        let counts = (0..<3).map { kind in company.kinds.values.count { $0 == kind } }
        #expect(segments.segments.map(\.customers).sorted() == counts.sorted())
        // 60 a month and 4 purchases of 10 a month; 20 and 4/3; 15 (180 a year) and 2/3.
        let values: [Double] = segments.segments.compactMap { Double($0.value?.value ?? "") }
        let expected: [Double] = [100, 100.0 / 3, 65.0 / 3]
        for (value, monthly) in zip(values, expected) {
            #expect(abs(value / (12 * monthly) - 1) < 0.05)
        }
        for segment in segments.segments {
            #expect(Double(segment.value?.low ?? "") ?? .infinity <= Double(segment.value?.value ?? "") ?? 0)
            #expect(segment.features.count == 3)
        }
        #expect(segments.traits.contains("industry"))
    }

    @Test func permutingRowsChangesNothing() throws {
        let company = PlantedCompany(seed: 2, customers: 240, isPlanted: true)
        let found = try segments(of: company.files)
        #expect(try found == segments(of: company.shuffled(seed: 5)))
        #expect(found.lookalike != nil)
    }

    /// Payments after the snapshot change only the values of the segments.
    @Test func theFutureDoesNotDescribeCustomers() throws {
        let company = PlantedCompany(seed: 3, customers: 240, isPlanted: true)
        var files = company.files
        let rows = files["transactions.csv"]?.split(separator: "\n").filter { !$0.contains(",2024-") } ?? []
        files["transactions.csv"] = rows.joined(separator: "\n") + "\n"
        let (all, past) = try (segments(of: company.files), segments(of: files))
        #expect(all.trials == past.trials)
        #expect(Set(all.segments.map(\.name)) == Set(past.segments.map(\.name)))
        #expect(all.segments.map(\.value) != past.segments.map(\.value))
    }

    /// The traits have three values each, but are independent.
    @Test func independentTraitsAreNoSegments() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let company = PlantedCompany(seed: seed, customers: 300, isPlanted: false)
            let segments = try segments(of: company.files)
            #expect(segments.segments.isEmpty)
            #expect(segments.reason?.contains("no stable segments") == true, "\(segments.reason ?? "")")
        }
    }

    @Test func smallDataHaveAReason() throws {
        let few = PlantedCompany(seed: 1, customers: 40, isPlanted: true)
        #expect(try segments(of: few.files).reason?.contains("fewer than 100") == true)
        let short = try report(["subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,")])
        #expect(short.segments?.reason?.contains("fewer than 12 months") == true)
        #expect(short.segments?.lookalikeReason != nil)
    }

    /// Columns of later states, with many values, or of numbers are not markers.
    @Test func onlyMarkersOfFewValuesAreRead() throws {
        var files = PlantedCompany(seed: 1, customers: 300, isPlanted: true).files
        let rows = files["customers.csv"]?.split(separator: "\n") ?? []
        files["customers.csv"] =
            rows.enumerated().map { number, row in
                number == 0
                    ? row + ",cancel_reason,email,employees,Team Size"
                    : row + ",too dear \(number % 3),m\(number)@x.org,\(number % 4),t\(number % 2)"
            }.joined(separator: "\n") + "\n"
        let traits = try segments(of: files).traits
        #expect(traits.contains("Team Size") && traits.contains("industry"))
        #expect(traits.allSatisfy { !["cancel_reason", "email", "employees"].contains($0) })
    }
}
