import HeadroomCustomers
import TestSupport
import Testing

/// Events of product usage.
@Suite struct UsageTests {
    private func company(_ usage: String) throws -> Company {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array(subscriptions("s,a,10.00,USD,month,2025-01-01,").utf8), "subscriptions.csv")
        try folder.write(Array(usage.utf8), "usage.csv")
        var reader = CompanyReader(folder: folder.path, zone: .utc)
        return try reader.read()
    }

    @Test func theTimesOfACustomerAreSorted() throws {
        let text = """
            customer_id,time,event
            b,1970-01-01T00:00:05Z,login
            a,1970-01-01T00:00:09Z,login
            a,1970-01-01T00:00:03Z,export
            a,1970-01-01T00:00:09Z,login
            a,yesterday,login
            ,1970-01-01T00:00:09Z,login
            """
        let company = try company(text)
        let places = Dictionary(uniqueKeysWithValues: company.customers.enumerated().map { ($1.id, $0) })
        #expect(Array(company.usage[try #require(places["a"])]) == [3, 9, 9])
        #expect(Array(company.usage[try #require(places["b"])]) == [5])
        #expect(company.usage[99].isEmpty)
        let a = try #require(places["a"])
        #expect(company.usage.count(customer: a, in: 3..<9) == 1)
        #expect(company.usage.count(customer: a, in: 4..<10) == 2)
        #expect(company.usage.count(customer: a, in: 10..<20) == 0)
        let file = try #require(company.quality.files.last)
        #expect(file.name == "usage.csv")
        #expect((file.rowsRead, file.rowsUsed) == (6, 4))
        #expect(file.remarks.map(\.reason) == [.badTime, .missingValue])
    }

    @Test func permutedRowsGiveEqualUsage() throws {
        let rows = (0..<200).map { (customer: Int32($0 % 7), time: Int64($0 * 37 % 101)) }
        let (usage, permuted) = (Usage(rows), Usage(rows.reversed()))
        for customer in 0..<7 {
            #expect(usage[customer] == permuted[customer])
            #expect(Array(usage[customer]) == rows.filter { $0.customer == customer }.map(\.time).sorted())
        }
    }
}
