import HeadroomCustomers
import HeadroomNumerics
import Testing

/// Compact subscriptions, their order, and the recognition of earlier rows, against plain implementations.
@Suite struct SubscriptionStorageTests {
    @Test func valuesAtTheLimitsAreKept() {
        // 0000-01-01, before and after 1970 and 2106, and 9999-12-31.
        let times: [Int64] = [-62_167_219_200, -1, 0, 1, 4_294_967_296, 253_402_300_799]
        for start in times {
            for end in times + [.max] {
                let row = Subscription(
                    customer: .max,
                    row: .max,
                    start: start,
                    end: end,
                    monthly: Currency.mostOfRow,
                    currency: 255,
                    plan: -1,
                    interval: .year
                )
                #expect((row.start, row.end, row.monthly, row.currency) == (start, end, Currency.mostOfRow, 255))
                #expect((row.customer, row.row, row.plan, row.interval) == (.max, .max, -1, .year))
            }
        }
        #expect(MemoryLayout<Subscription>.stride == 32)
    }

    @Test(arguments: [(1, 1), (1, 500), (7, 3), (40, 2000), (3000, 2000)])
    func rowsAreSortedByCustomerAndStart(customers: Int, count: Int) {
        var generator = SeededGenerator(seed: UInt64(customers))
        let rows = (0..<count).map { number in
            Subscription(
                customer: Int32.random(in: 0..<Int32(customers), using: &generator),
                row: Int32(number + 2),
                start: Int64.random(in: 0..<20, using: &generator),
                end: Int64.random(in: 20..<23, using: &generator),
                monthly: Int64.random(in: 1..<4, using: &generator),
                currency: 0,
                plan: Int32.random(in: -1..<2, using: &generator)
            )
        }
        var sorted = rows
        SubscriptionOrder.sort(&sorted, customers: customers)
        func key(_ row: Subscription) -> [Int64] {
            [Int64(row.customer), row.start, row.end, row.monthly, Int64(row.plan), Int64(row.row)]
        }
        #expect(sorted.map(key) == rows.map(key).sorted { $0.lexicographicallyPrecedes($1) })
    }

    /// Ids of few to many rows, compared with a search of all earlier rows.
    @Test(arguments: [3, 100, 20_000])
    func earlierRowsAreFound(ids: Int) {
        var generator = SeededGenerator(seed: UInt64(ids))
        var (earlier, known) = (EarlierRows(), [Int: [(start: Int64, end: Int64)]]())
        for _ in 0..<30_000 {
            let id = Int.random(in: 0..<ids, using: &generator)
            let start = Int64.random(in: 0..<400, using: &generator)
            let end = start + Int64.random(in: 1..<4, using: &generator)
            let isKnown = known[id, default: []].contains { $0 == (start, end) }
            let overlaps = known[id, default: []].contains { start < $0.end && $0.start < end }
            var hasher = Hasher()
            hasher.combine(id)
            let found = earlier.add(idHash: hasher.finalize(), start: start, end: end, fingerprint: id)
            #expect(found == (isKnown ? .duplicate : overlaps ? .conflict : nil))
            if found == nil { known[id, default: []].append((start, end)) }
        }
    }
}
