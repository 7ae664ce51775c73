import FoundationEssentials
import TestSupport
import Testing

/// The command `headroom customers`, from end to end.
@Suite struct CustomersTests {
    private static let company = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/golden"

    private struct Document: Decodable {
        struct Month: Decodable {
            var month: String, start: String, new: String, expansion: String, reactivation: String, contraction: String
            var churn: String, exchange: String, end: String
            var customersAtStart: Int, customersAtEnd: Int, customersChurned: Int
            var logoChurn: Double?, grossRevenueRetention: Double?, netRevenueRetention: Double?, quickRatio: Double?
            var arpa: String?
        }
        var schema: String
        var currency: String
        var months: [Month]
    }

    @Test func theDocumentHasTheNamesThatOtherProgramsRelyOn() async throws {
        let report = try await Command.run([
            "customers", "report", Self.company, "--until", "2025-06", "--export-json", "-",
        ])
        try #require(report.status == 0, "\(report.errors)")
        let document = try JSONDecoder().decode(Document.self, from: Data(report.output.utf8))
        #expect(document.schema == "headroom.customers/1")
        #expect(document.currency == "USD")
        #expect(document.months.map(\.month) == (1...6).map { "2025-0\($0)" })
        #expect(document.months.map(\.end) == ["200.00", "450.00", "550.00", "510.00", "440.00", "400.00"])
        #expect(document.months.first?.logoChurn == nil)
        // Undefined values are null, not left out.
        #expect(report.output.contains("\"logoChurn\" : null"))
        for name in ["cohorts", "acquisition", "lifetimeValue", "quality"] {
            #expect(report.output.contains("\"\(name)\""))
        }
    }

    @Test func everyFormIsWritten() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let report = try await Command.run([
            "customers", "report", Self.company, "--until", "2025-06", "--gross-margin", "0.8", "--html",
            "\(folder.path)/page.html", "--export-csv", "\(folder.path)/months.csv", "--export-markdown",
            "\(folder.path)/report.md", "--color", "never",
        ])
        try #require(report.status == 0, "\(report.errors)")
        for text in ["166.67 USD", "720.00 USD", "2025-06"] { #expect(report.output.contains(text), "\(text)") }
        let page = try String(contentsOfFile: "\(folder.path)/page.html", encoding: .utf8)
        #expect(page.hasPrefix("<!doctype html>"))
        #expect(!page.contains("http"))
        let months = try String(contentsOfFile: "\(folder.path)/months.csv", encoding: .utf8)
        #expect(months.split(separator: "\n").count == 7)
        let markdown = try String(contentsOfFile: "\(folder.path)/report.md", encoding: .utf8)
        #expect(markdown.contains("| 2025-05 | 510.00 |"))
    }

    @Test func theDemoIsReadyToLookAt() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let demo = try await Command.run(["customers", "demo", "\(folder.path)/demo"])
        try #require(demo.status == 0, "\(demo.errors)")
        let page = try String(contentsOfFile: "\(folder.path)/demo/report.html", encoding: .utf8)
        #expect(page.contains("a month from"))
        let explanation = try await Command.run(["customers", "explain", "churn", "2025-12", "\(folder.path)/demo"])
        #expect(explanation.status == 0)
        #expect(explanation.output.contains("churn of 2025-12, in USD"))
        let nowhere = try await Command.run(["customers", "explain", "churn", "2030-01", "\(folder.path)/demo"])
        #expect(nowhere.status == 3)
        #expect(nowhere.errors.contains("2030-01 is not among the months"))
    }

    @Test func aStoreIsReadAsTheFolderIs() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let store = "\(folder.path)/company.sqlite"
        let checked = try await Command.run(["customers", "import", Self.company])
        try #require(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("subscriptions.csv holds subscriptions"))
        for replaced in [false, true] {
            let written = try await Command.run(["customers", "import", Self.company, "--store", store])
            try #require(written.status == 0, "\(written.errors)")
            #expect(written.output.contains("10 rows of subscriptions"))
            #expect(written.output.contains("which replace 10 earlier rows") == replaced)
            let options = ["--until", "2025-06", "--export-json", "-"]
            let fromStore = try await Command.run(["customers", "report", store] + options)
            let fromFolder = try await Command.run(["customers", "report", Self.company] + options)
            #expect(fromStore.status == 0, "\(fromStore.errors)")
            #expect(fromStore.output == fromFolder.output)
        }
        let explained = try await Command.run(["customers", "explain", "churn", "2025-03", store])
        #expect(explained.output.contains("50.00"))
        let guess = try await Command.run(["customers", "import", Self.company, "--guess"])
        #expect(guess.output.hasPrefix("[customers]\n"))
        try folder.write(
            Array("no store, but long enough for the header of a database file ...........".utf8),
            "x.sqlite"
        )
        let foreign = try await Command.run(["customers", "report", "\(folder.path)/x.sqlite"])
        #expect(foreign.status == 3)
        #expect(foreign.errors.contains("neither a folder nor a store"))
    }

    @Test func aStrictImportWritesNothing() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array("customer_id,date,amount,currency\na,today,1,USD\n".utf8), "transactions.csv")
        let store = "\(folder.path)/company.sqlite"
        let strict = try await Command.run(["customers", "import", folder.path, "--store", store, "--strict"])
        #expect(strict.status == 2)
        #expect(strict.errors.contains("nothing was written"))
        #expect(!FileManager.default.fileExists(atPath: store))
    }

    @Test func theListOfWhomToAskIsWritten() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let customers = (0..<40).map { "s\($0),c\($0),10.00,USD,month,2025-01-01" }
        let head = "subscription_id,customer_id,amount,currency,interval,start"
        try folder.write(Array(([head] + customers).joined(separator: "\n").utf8), "subscriptions.csv")
        try folder.write(Array("customer_id,consent\nc1,yes\nc2,no\n".utf8), "consent.csv")
        let ask = try await Command.run([
            "customers", "ask", folder.path, "--on", "2025-06-30", "--output", "\(folder.path)/ask.csv", "--color",
            "never",
        ])
        try #require(ask.status == 0, "\(ask.errors)")
        for text in ["1 of 40 customers to ask", "no consent on record", "Nothing was sent."] {
            #expect(ask.output.contains(text), "\(text)")
        }
        let list = try String(contentsOfFile: "\(folder.path)/ask.csv", encoding: .utf8)
        #expect(list == "customer_id,segment,response_rate,weight\nc1,no plan / unknown / to 10.00,0.2,40.0\n")
        let wrong = try await Command.run(["customers", "ask", folder.path, "--size", "3", "--per-segment", "3"])
        #expect(wrong.status != 0 && wrong.errors.contains("exclude each other"))
    }

    @Test func strictEndsWhereARowIsSetAside() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let text = """
            subscription_id,customer_id,amount,currency,interval,start
            s1,a,10.00,USD,month,2025-01-01
            s2,b,ten,USD,month,2025-01-01
            """
        try folder.write(Array(text.utf8), "subscriptions.csv")
        let lenient = try await Command.run(["customers", "report", folder.path])
        #expect(lenient.status == 0)
        #expect(lenient.output.contains("subscriptions.csv: an amount is not a number (row 3)"))
        let strict = try await Command.run(["customers", "report", folder.path, "--strict"])
        #expect(strict.status == 2)
        #expect(strict.output.contains("2025-01"))
        #expect(strict.errors.contains("rows had to be set aside"))
    }

    @Test(arguments: [
        (["nowhere"], 3, "there is no nowhere/subscriptions.csv"), ([company, "--until", "June"], 64, "--until"),
        ([company, "--time-zone", "Mars"], 3, "the time zone 'Mars' is unknown"),
        ([company, "--currency", "EUR"], 3, "rates.csv"), ([company, "--gross-margin", "80"], 64, "such as 0.8"),
        ([company, "--until", "2024-01"], 3, "the first subscription is of 2025-01"), ([], 64, "Name the folder"),
        ([company, "--database", "shop"], 64, "one of them is enough"),
        (["--database", "host=/nowhere"], 3, "the database cannot be read with psql"),
        ([company, "--goals", "/nowhere/goals.toml"], 3, "cannot read the goals"),
    ])
    func aMistakeIsExplained(arguments: [String], status: Int, says: String) async throws {
        let report = try await Command.run(["customers", "report"] + arguments)
        #expect(report.status == status)
        #expect(report.errors.contains(says), "\(report.errors)")
    }
}
