import FoundationEssentials
import HeadroomCustomers
import TestSupport
import Testing

/// Random companies compared with an independent reference in Python.
@Suite struct RandomCompaniesTests {
    private struct Expected: Decodable {
        var start: Int64, new: Int64, expansion: Int64, reactivation: Int64, contraction: Int64, churn: Int64,
            exchange: Int64, end: Int64
        var atStart: Int, atEnd: Int, lost: Int
        var retained: Int64, kept: Int64
    }

    @Test func everyMonthIsThatOfTheReference() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let count = 1000
        let script = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/random_companies.py"
        try #require(python([script, folder.path, "\(count)"]) == 0)
        var (compared, exchanged) = (0, 0)
        for number in 0..<count {
            let company = "\(folder.path)/\(number)"
            let data = try Data(contentsOf: URL(filePath: "\(company)/expected.json"))
            let expected = try JSONDecoder().decode([String: [Expected]?].self, from: data)
            let cases = RevenueBridge.View.allCases.flatMap { view in ExchangeMode.allCases.map { (view, $0) } }
            for (view, exchange) in cases {
                guard let months = expected["\(view.rawValue) \(exchange.rawValue)"] ?? nil else {
                    #expect(throws: CustomersError.self) { try report(folder: company, until: "2025-06") }
                    continue
                }
                let document = try report(folder: company, until: "2025-06") {
                    $0.view = view
                    $0.exchange = exchange
                    $0.currency = Currency("USD")
                }
                try #require(document.months.count == months.count, "company \(number)")
                for (month, known) in zip(document.months, months) {
                    try #require(
                        [
                            month.start, month.new, month.expansion, month.reactivation, month.contraction, month.churn,
                            month.exchange, month.end,
                        ]
                            == [
                                known.start, known.new, known.expansion, known.reactivation, known.contraction,
                                known.churn, known.exchange, known.end,
                            ].map { Currency("USD")?.text($0) },
                        "company \(number), \(month.month), \(view), \(exchange)"
                    )
                    try #require(
                        [month.customersAtStart, month.customersAtEnd, month.customersChurned]
                            == [known.atStart, known.atEnd, known.lost]
                    )
                    try #require(
                        month.grossRevenueRetention
                            == (known.start == 0 ? nil : Double(known.retained) / Double(known.start))
                    )
                    try #require(
                        month.netRevenueRetention == (known.start == 0 ? nil : Double(known.kept) / Double(known.start))
                    )
                    compared += 1
                    exchanged += known.exchange == 0 ? 0 : 1
                }
            }
        }
        #expect(compared > 40 * count)
        #expect(exchanged > 3 * count)
    }
}
