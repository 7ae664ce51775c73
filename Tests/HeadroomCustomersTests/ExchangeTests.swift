import HeadroomCustomers
import HeadroomDisplay
import TestSupport
import Testing

/// Revenue at the exchange rates of month ends.
@Suite struct ExchangeTests {
    private static let rates = """
        date,currency,rate
        2025-01-31,EUR,1.10
        2025-02-28,EUR,1.20
        2025-03-31,EUR,1.00
        2025-04-30,EUR,1.00

        """
    private static let rows = subscriptions(
        "s1,a,100.00,EUR,month,2025-01-10,2025-03-15",
        "s1,a,150.00,EUR,month,2025-03-15,",
        "s2,b,50.00,USD,month,2025-01-10,",
        "s3,c,10.00,EUR,month,2025-03-05,2025-03-20"
    )

    private func document(
        _ exchange: ExchangeMode,
        _ view: RevenueBridge.View = .snapshot,
        rates: String = ExchangeTests.rates
    ) throws -> CustomersDocument {
        try report(["subscriptions.csv": Self.rows, "rates.csv": rates], until: "2025-04") {
            $0.currency = Currency("USD")
            $0.exchange = exchange
            $0.view = view
        }
    }

    /// By hand: a has 100 EUR, and 150 EUR from March 15 on; b has 50 USD.
    @Test func theChangeOfValueIsApart() throws {
        let months = try document(.monthEnd).months
        #expect(months.map(\.start) == ["0.00", "160.00", "170.00", "200.00"])
        #expect(months.map(\.new) == ["160.00", "0.00", "0.00", "0.00"])
        // 50 EUR more at the rate of the start of March, 1.20.
        #expect(months.map(\.expansion) == ["0.00", "0.00", "60.00", "0.00"])
        // 150 EUR at 1.00 instead of 1.20.
        #expect(months.map(\.exchange) == ["0.00", "10.00", "-30.00", "0.00"])
        #expect(months.map(\.end) == ["160.00", "170.00", "200.00", "200.00"])
        #expect(months[2].netRevenueRetention == 230.0 / 170)
        // c joins and leaves within March.
        let ledger = try document(.monthEnd, .ledger).months[2]
        #expect((ledger.new, ledger.churn, ledger.exchange, ledger.end) == ("12.00", "12.00", "-30.00", "200.00"))
    }

    @Test func fixedRatesLeaveNoChange() throws {
        let document = try document(.fixed)
        #expect(document.months.allSatisfy { $0.exchange == "0.00" })
        #expect(document.exchange == .fixed)
        #expect(!CustomersReports.markdown(document).contains("exchange"))
    }

    @Test func everyFormShowsIt() throws {
        let document = try document(.monthEnd)
        #expect(CustomersReports.markdown(document).contains("exchange"))
        #expect(
            CustomersReports.terminal(document, width: 140, style: TerminalStyle(usesColor: false)).contains("exchange")
        )
        #expect(CustomersPage.render(document).contains("exchange"))
    }

    /// The lines of every figure add up to it; the exchange is signed.
    @Test(arguments: RevenueBridge.View.allCases)
    func itIsExplained(view: RevenueBridge.View) throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array(Self.rows.utf8), "subscriptions.csv")
        try folder.write(Array(Self.rates.utf8), "rates.csv")
        let analysis = try analysis(folder: folder.path, until: "2025-04") {
            $0.currency = Currency("USD")
            $0.exchange = .monthEnd
            $0.view = view
        }
        for month in analysis.document.months {
            let figures = [
                Explanation.Figure.mrr: month.end, .new: month.new, .expansion: month.expansion,
                .reactivation: month.reactivation, .contraction: month.contraction, .churn: month.churn,
                .exchange: month.exchange,
            ]
            for (figure, amount) in figures {
                let explanation = try analysis.explanation(of: figure, in: #require(Month(month.month)))
                #expect(explanation.currency.text(explanation.total) == amount, "\(figure) of \(month.month)")
            }
        }
        let lines = try analysis.explanation(of: .exchange, in: #require(Month("2025-03"))).lines
        #expect(lines.map { [$0.before, $0.after, $0.amount] } == [[18000, 15000, -3000]])
    }

    @Test func aMissingRateIsAnErrorWithDateAndCurrency() throws {
        let error = #expect(throws: CustomersError.self) {
            try document(.monthEnd, rates: "date,currency,rate\n2025-02-28,EUR,1.20\n")
        }
        #expect(error?.problem == "there is no rate for EUR in USD on 2025-01-31; the first is of 2025-02-28")
        // With fixed rates, the first rate also applies before its date.
        #expect(try document(.fixed, rates: "date,currency,rate\n2025-02-28,EUR,1.20\n").months[0].end == "170.00")
    }

    @Test func aCurrencyWithoutRatesIsAnErrorWithItsDate() throws {
        for exchange in ExchangeMode.allCases {
            let error = #expect(throws: CustomersError.self) {
                try document(exchange, rates: "date,currency,rate\n2025-02-28,GBP,1.20\n")
            }
            #expect(error?.problem.contains("EUR (from 2025-01-10 on)") == true)
        }
    }

    /// A rate of January 31 is used for the ends of February, March and April; a rate of the same day is not old.
    @Test func anOldRateIsNoted() throws {
        let old = "date,currency,rate\n2025-01-31,EUR,1.10\n2025-04-30,EUR,1.20\n"
        let document = try document(.monthEnd, rates: old)
        let file = try #require(document.quality.files.first { $0.name == "rates.csv" })
        #expect(file.remarks.map(\.reason) == [.oldRate] && file.remarks.first?.rows == [2])
        #expect(document.months.map(\.exchange) == ["0.00", "0.00", "0.00", "15.00"])
        #expect(try self.document(.monthEnd).quality.files.allSatisfy(\.remarks.isEmpty))
        #expect(try self.document(.fixed, rates: old).quality.files.allSatisfy(\.remarks.isEmpty))
    }

    @Test func theOrderOfRowsDoesNotMatter() throws {
        let lines = Self.rows.split(separator: "\n")
        let reversed = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
        func months(_ text: String) throws -> [CustomersDocument.RevenueOfMonth] {
            try report(["subscriptions.csv": text, "rates.csv": Self.rates], until: "2025-04") {
                $0.currency = Currency("USD")
                $0.exchange = .monthEnd
            }.months
        }
        #expect(try months(Self.rows) == months(reversed))
    }
}
