import HeadroomCustomers
import TestSupport
import Testing

/// Recognition of files and columns, and the mapping written from it.
@Suite struct RecognitionTests {
    private func write(_ files: [String: String]) throws -> Folder {
        let folder = try Folder()
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        return folder
    }

    @Test func everyTableCanBeMapped() throws {
        let folder = try write([
            "mapping.toml": """
            [subscriptions]
            file = "abos.csv"
            columns = { subscription_id = "Nr", customer_id = "Kunde", amount = "Preis", start = "Von" }
            constants = { currency = "EUR", interval = "month" }
            [transactions]
            file = "zahlungen.csv"
            columns = { customer_id = "Kunde", date = "Tag", amount = "Betrag" }
            constants = { currency = "EUR" }
            [touches]
            file = "kontakte.csv"
            columns = { customer_id = "Kunde", time = "Zeit", channel = "Kanal" }
            [surveys]
            file = "umfrage.csv"
            columns = { response_id = "Nr", customer_id = "Kunde", sent_at = "Gesendet", score = "Note", text = "Text" }
            [usage]
            file = "nutzung.csv"
            columns = { customer_id = "Kunde", time = "Zeit" }
            [rates]
            file = "kurse.csv"
            columns = { date = "Tag", rate = "Kurs" }
            constants = { currency = "USD" }
            """,
            "abos.csv": "Nr;Kunde;Preis;Von\n1;k;9,50;2025-01-02\n",
            "zahlungen.csv": "Kunde;Tag;Betrag\nk;2025-01-02;5,00\n",
            "kontakte.csv": "Kunde,Zeit,Kanal\nk,2025-01-01,ads\n",
            "umfrage.csv": "Nr,Kunde,Gesendet,Note,Text\n1,k,2025-02-01,9,gut\n",
            "nutzung.csv": "Kunde,Zeit\nk,2025-01-03\n",
            "kurse.csv": "Tag;Kurs\n2025-01-01;0,9\n",
        ])
        defer { folder.remove() }
        let mapping = try Mapping(path: "\(folder.path)/mapping.toml")
        var reader = CompanyReader(folder: folder.path, zone: .utc, mapping: mapping)
        var company = try reader.read()
        #expect((company.subscriptions.count, company.purchases.count, company.touches.count) == (1, 1, 1))
        #expect((company.surveys.count, company.usage[0].count) == (1, 1))
        let rates = try ExchangeRates(folder: folder.path, mapping: mapping, zone: .utc, quality: &company.quality)
        let (dollar, euro) = (try #require(Currency("USD")), try #require(Currency("EUR")))
        #expect(rates.convert(1000, dollar, to: euro, at: 1_740_000_000) == 900)
        #expect(company.quality.isClean)
        #expect(company.quality.files.map(\.name).sorted().first == "abos.csv")
    }

    @Test func aGuessedMappingGivesTheSameTables() throws {
        let folder = try write([
            "subscriptions.csv":
                "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Start (UTC),Ended At (UTC),Say \"x\"\n",
            "customers.csv": "id,Created (UTC),Email\n", "notes.csv": "a,b\n",
        ])
        defer { folder.remove() }
        let files = CompanyFiles(folder: folder.path)
        #expect(files.others == ["notes.csv"])
        let recognized = try files.recognized()
        #expect(recognized.map(\.table) == [.customers, .subscriptions])
        #expect(recognized[0].columns.map(\.inFile) == ["id", "Created (UTC)"])
        #expect(recognized[0].others == ["Email"])
        let text = try ImportReport(files).mapping
        #expect(text.contains("subscription_id = \"id\""))
        try folder.write(Array(text.utf8), "mapping.toml")
        let mapped = CompanyFiles(folder: folder.path, mapping: try Mapping(path: "\(folder.path)/mapping.toml"))
        let again = try mapped.recognized()
        #expect(again.map { $0.columns.map(\.name) } == recognized.map { $0.columns.map(\.name) })
        #expect(again.map { $0.columns.map(\.inFile) } == recognized.map { $0.columns.map(\.inFile) })
        #expect(try ImportReport(mapped).mapping == text)
    }

    @Test func aFolderWithoutTablesIsAnError() throws {
        let folder = try write(["notes.csv": "a,b\n"])
        defer { folder.remove() }
        #expect(throws: CustomersError.self) { try ImportReport(CompanyFiles(folder: folder.path)) }
    }
}
