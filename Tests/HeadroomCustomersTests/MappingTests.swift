import HeadroomCustomers
import TestSupport
import Testing

/// Files and columns with the names of other programs.
@Suite struct MappingTests {
    private func write(_ files: [String: String]) throws -> Folder {
        let folder = try Folder()
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        return folder
    }

    private func report(_ folder: Folder, _ mapping: Mapping = .none) throws -> CustomersDocument {
        var options = CustomersAnalysis.Options()
        options.until = Month("2025-03")
        var reader = CompanyReader(folder: folder.path, zone: .utc, mapping: mapping)
        let company = try reader.read()
        return try CustomersAnalysis(company, rates: ExchangeRates(), options: options, now: 1_790_000_000).document
    }

    /// Columns of Stripe's export of subscriptions.
    @Test func anExportOfStripeIsReadAsItIs() throws {
        let text = """
            id,Customer ID,Customer Description,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),\
            Current Period Start (UTC),Trial Start (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC)
            sub_1,cus_1,,plan,2,usd,month,10.00,active,2025-01-10 08:00,2025-01-10 08:00,2025-03-10 08:00,,,,
            sub_2,cus_2,,plan,1,usd,year,120.00,canceled,2025-01-05 09:30,2025-01-05 09:30,2025-01-05 09:30,\
            2025-01-05 09:30,2025-01-19 09:30,2025-02-20 10:00,2025-02-28 10:00
            """
        let folder = try write(["subscriptions.csv": text])
        defer { folder.remove() }
        let document = try report(folder)
        #expect(document.months.map(\.end) == ["30.00", "20.00", "20.00"])
        #expect(document.months.map(\.churn) == ["0.00", "10.00", "0.00"])
        let file = try #require(document.quality.files.first)
        #expect(file.columns["subscription_id"] == "id")
        #expect(file.columns["end"] == "Ended At (UTC)")
        // Names that differ only in case or by a zone in parentheses are not listed.
        #expect(file.columns["customer_id"] == nil)
        #expect(file.columns["start"] == nil)
    }

    @Test func aMappingNamesFilesColumnsAndConstants() throws {
        let mapping = """
            [subscriptions]
            file = "billing.csv"
            columns = { subscription_id = "Reference", customer_id = "Kunde", amount = "Preis", start = "Von", end = "Bis" }
            constants = { currency = "EUR", interval = "quarterly" }
            """
        let folder = try write([
            "billing.csv":
                "Reference;Kunde;Preis;Von;Bis\nr1;k1;1.234,50;2025-01-02;\nr2;k2;30,00;2025-02-01;2025-03-15\n",
            "mapping.toml": mapping,
        ])
        defer { folder.remove() }
        let document = try report(folder, Mapping(path: "\(folder.path)/mapping.toml"))
        #expect(document.currency == "EUR")
        #expect(document.months.map(\.end) == ["411.50", "421.50", "411.50"])
        #expect(document.quality.files.map(\.name) == ["billing.csv"])
    }

    @Test(arguments: [
        ("[subscriptions\n", "line 1"), ("[clients]\nfile = \"x\"\n", "[clients]"),
        ("[subscriptions]\ncolumns = 3\n", "is not a mapping"),
        ("[subscriptions]\ncolumns = { start = \"Beginn\" }\n", "'Beginn'"),
        ("[usage]\nfile = \"events.csv\"\n", "events.csv, which the mapping names"),
    ])
    func aMappingThatIsWrongIsRefused(text: String, says: String) throws {
        let folder = try write([
            "mapping.toml": text, "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,"),
        ])
        defer { folder.remove() }
        let error = #expect(throws: CustomersError.self) {
            try report(folder, Mapping(path: "\(folder.path)/mapping.toml"))
        }
        #expect(error?.problem.contains(says) == true, "\(error?.problem ?? "")")
    }

    @Test func aMappingThatIsNotThereIsNamed() {
        #expect(throws: CustomersError.self) { try Mapping(path: "/nowhere/mapping.toml") }
    }
}
