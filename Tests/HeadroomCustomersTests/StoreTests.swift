import FoundationEssentials
import HeadroomCustomers
import HeadroomDisplay
import TestSupport
import Testing

/// Stores, compared with the folders that they were written from.
@Suite struct StoreTests {
    private static let golden = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/golden"

    private func write(_ files: [String: String], _ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
    }

    /// The document of a folder or store, in JSON.
    private func json(folder: String, until: String? = "2025-06") throws -> String {
        try JSONReport.render(try report(folder: folder, until: until) { $0.currency = Currency("USD") })
    }

    private func json(_ store: CompanyStore, until: String? = "2025-06") throws -> String {
        try store.withFolder { (folder) throws(CustomersError) in
            Result { () throws in try json(folder: folder, until: until) }
        }.get()
    }

    private func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

    @Test func theGoldenCompanyIsTheSameFromAStore() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let store = CompanyStore("\(folder.path)/company.sqlite")
        let changes = try store.add(CompanyFiles(folder: Self.golden))
        #expect(changes.map(\.table) == [.customers, .subscriptions, .spend])
        #expect(changes.map(\.added) == [6, 10, 4])
        #expect(changes.map(\.replaced) == [0, 0, 0])
        #expect(try json(store) == json(folder: Self.golden))
        #expect(CompanyStore.isFile(store.path))
        #expect(!CompanyStore.isFile(Self.golden))
    }

    @Test func aStoreTakesThePlaceOfAFolder() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let store = CompanyStore("\(folder.path)/company.sqlite")
        _ = try store.add(CompanyFiles(folder: Self.golden))
        for path in [Self.golden, store.path] {
            let document = try CompanySource(folder: path).withFiles { (files) throws(CustomersError) in
                Result { () throws in try json(folder: files.folder) }
            }.get()
            #expect(try document == json(folder: Self.golden))
        }
        let error = #expect(throws: CustomersError.self) {
            try CompanySource(folder: store.path, map: "\(folder.path)/mapping.toml").withFiles { _ in }
        }
        #expect(error?.problem.contains("cannot read the mapping") == true)
        try folder.write(Array("[customers]\n".utf8), "mapping.toml")
        let mapped = #expect(throws: CustomersError.self) {
            try CompanySource(folder: store.path, map: "\(folder.path)/mapping.toml").withFiles { _ in }
        }
        #expect(mapped?.problem.contains("has Headroom's names") == true)
    }

    @Test func randomCompaniesAreTheSameFromAStore() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let script = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/random_companies.py"
        try #require(python([script, folder.path, "20"]) == 0)
        for number in 0..<20 {
            let store = CompanyStore("\(folder.path)/\(number).sqlite")
            _ = try store.add(CompanyFiles(folder: "\(folder.path)/\(number)"))
            #expect(try json(store) == json(folder: "\(folder.path)/\(number)"))
        }
    }

    /// All tables, with rows that are set aside, empty lines, and values with delimiters, quotes and newlines.
    private static let everything = [
        "customers.csv":
            "Customer ID;created_at;country;channel;Size\n\nx;2025-01-01;DE;\"a, \"\"b\"\"\nc\";small\n;;;;\ny;;;ads;\n",
        "subscriptions.csv": subscriptions(
            "s,x,\"1,234.50\",USD,month,2025-01-01,",
            "",
            "s,x,ten,USD,month,2025-01-01,",
            "t,y,10.00,USD,month,2025-02-01,2025-04-01",
            "t,y,10.00,USD,month,2025-02-01,2025-04-01",
            "u,z,10.00,EUR,month,2025-02-01,"
        ),
        "transactions.csv":
            "customer_id,date,amount,currency\nx,2025-01-05,10.00,USD\nx,2025-01-05,10.00,USD\ny,,1,USD\n",
        "spend.csv": "date,channel,spend,currency\n2025-01-01,ads,100.00,USD\n",
        "rates.csv": "date,currency,rate\n2025-01-01,EUR,1.1\n",
        "touches.csv": "customer_id,time,channel\nx,2024-12-30,ads\nx,2024-12-30,ads\n",
        "surveys.csv":
            "response_id,customer_id,sent_at,score,text\n1,x,2025-02-01,9,\"good,\nvery\"\n2,y,2025-02-01,,\n",
        "emails.csv":
            "email_id,campaign,customer_id,sent_at,opened_at\n1,news,x,2025-02-01,\n2,news,y,2025-02-01,yes\n",
        "email_campaigns.csv": "campaign,sent_at,sent,delivered,clicked\nspring,2025-03-01,100,90,9\n",
        "consent.csv": "customer_id,consent,changed_at\nx,yes,2025-01-01\nx,no,\ny,maybe,\n",
        "experiments.csv":
            "experiment_id,unit,group,unit_kind,start\na,DE,treatment,region,2025-02-01\na,FR,control,region,2025-02-01\n",
        "usage.csv": "customer_id,time,event\nx,2025-02-01T10:00:00Z,login\nx,2025-02-01T10:00:00Z,\n",
    ]

    @Test func everyTableIsTheSameFromAStore() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let files = "\(folder.path)/files"
        try write(Self.everything, files)
        let store = CompanyStore("\(folder.path)/company.sqlite")
        #expect(try store.add(CompanyFiles(folder: files)).map(\.table) == Table.allCases)
        func document(_ folder: String) throws -> String {
            try JSONReport.render(try report(folder: folder, until: "2025-06") { $0.currency = Currency("USD") })
        }
        let read = try store.withFolder { (folder) throws(CustomersError) in
            Result { () throws in try document(folder) }
        }
        let (fromStore, fromFolder) = (try read.get(), try document(files))
        #expect(fromFolder.contains("badAmount"))
        #expect(fromStore == fromFolder)
    }

    @Test func aSecondImportOfTheSameFilesChangesNothing() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let files = "\(folder.path)/files"
        try write(Self.everything, files)
        let store = CompanyStore("\(folder.path)/company.sqlite")
        let first = try store.add(CompanyFiles(folder: files))
        func document() throws -> CustomersDocument {
            try store.withFolder { (folder) throws(CustomersError) in
                Result { () throws in try report(folder: folder, until: "2025-06") { $0.currency = Currency("USD") } }
            }.get()
        }
        let before = try document()
        let second = try store.add(CompanyFiles(folder: files))
        #expect(second.map(\.added) == first.map(\.added))
        #expect(second.map(\.replaced) == first.map(\.added))
        let after = try document()
        #expect(after.months == before.months)
        #expect(after.quality.files.map(\.rowsUsed) == before.quality.files.map(\.rowsUsed))
    }

    @Test func anImportAddsRowsAndReplacesThoseOfTheSameID() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let (old, new) = ("\(folder.path)/old", "\(folder.path)/new")
        let text = subscriptions("s,x,10.00,USD,month,2025-01-01,", "t,y,20.00,USD,month,2025-01-01,")
        try write(["subscriptions.csv": text], old)
        let header = "subscription_id,customer_id,amount,currency,interval,start,end,Note\n"
        let changed = [
            "t,y,20.00,USD,month,2025-01-01,2025-03-01,up", "t,y,25.00,USD,month,2025-03-01,,",
            "u,z,5.00,USD,month,2025-02-01,,",
        ]
        try write(["subscriptions.csv": header + changed.joined(separator: "\n")], new)
        let store = CompanyStore("\(folder.path)/company.sqlite")
        _ = try store.add(CompanyFiles(folder: old))
        let changes = try store.add(CompanyFiles(folder: new))
        #expect(changes.map { [$0.added, $0.replaced] } == [[3, 1]])
        #expect(store.sentences(on: changes)[0].hasSuffix("3 rows of subscriptions, which replace 1 earlier row"))
        try write(
            ["subscriptions.csv": header + "s,x,10.00,USD,month,2025-01-01,,\n" + changed.joined(separator: "\n")],
            old
        )
        let expected = try report(folder: old, until: "2025-04")
        let document = try store.withFolder { (folder) throws(CustomersError) in
            Result { () throws in try report(folder: folder, until: "2025-04") }
        }.get()
        #expect(document.months == expected.months)
        #expect(document.months.map(\.end) == ["30.00", "35.00", "40.00", "40.00"])
    }

    @Test func aBrokenImportLeavesTheStoreAsItWas() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let (good, broken) = ("\(folder.path)/good", "\(folder.path)/broken")
        let rows = subscriptions("s,x,10.00,USD,month,2025-01-01,")
        try write(["subscriptions.csv": rows, "customers.csv": "customer_id\nx\n"], good)
        // The quote at the end of the second file is found after the first was written.
        try write(["customers.csv": "customer_id\ny\n", "subscriptions.csv": rows + "t,\"y"], broken)
        let store = CompanyStore("\(folder.path)/company.sqlite")
        #expect(throws: CustomersError.self) { try store.add(CompanyFiles(folder: broken)) }
        #expect(!FileManager.default.fileExists(atPath: store.path))
        _ = try store.add(CompanyFiles(folder: good))
        let before = try json(store)
        #expect(throws: CustomersError.self) { try store.add(CompanyFiles(folder: broken)) }
        #expect(try json(store) == before)
    }

    /// Files of a store in which a transaction has written a part of its pages.
    @Test func anInterruptedImportLeavesTheStoreAsItWas() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let store = CompanyStore("\(folder.path)/company.sqlite")
        _ = try store.add(CompanyFiles(folder: Self.golden))
        let cut = CompanyStore("\(folder.path)/cut.sqlite")
        let script = """
            import shutil, sqlite3
            store = sqlite3.connect("\(store.path)", isolation_level=None)
            store.execute("pragma cache_size = 5")
            store.execute("begin")
            store.execute("update customers set country = 'XX'")
            for number in range(5000):
                store.execute("insert into customers values (?, 2, ?, '', 'XX', 'x')", (100 + number, f"n{number}"))
            for end in ("", "-journal"): shutil.copy("\(store.path)" + end, "\(cut.path)" + end)
            """
        try #require(python(["-c", script]) == 0)
        let size = try #require(bytes(cut.path)).count
        #expect(size > (try #require(bytes(store.path)).count))
        #expect(try json(cut) == json(folder: Self.golden))
        #expect(try #require(bytes(cut.path)).count < size)
    }

    @Test func aFileOfAnotherProgramIsRefused() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let files = "\(folder.path)/files"
        try write(["subscriptions.csv": subscriptions("s,x,10.00,USD,month,2025-01-01,")], files)
        let (text, foreign) = ("\(folder.path)/notes.txt", "\(folder.path)/foreign.sqlite")
        try folder.write(Array("not a database, but long enough to hold the header of one".utf8), "notes.txt")
        let script =
            "import sqlite3; d = sqlite3.connect('\(foreign)'); d.execute('create table import (x)'); d.commit()"
        try #require(python(["-c", script]) == 0)
        let damaged = CompanyStore("\(folder.path)/damaged.sqlite")
        _ = try damaged.add(CompanyFiles(folder: files))
        var content = [UInt8](try #require(bytes(damaged.path)))
        for index in 100..<content.count { content[index] = 0x5A }
        try folder.write(content, "damaged.sqlite")
        for (path, part) in [
            (text, "neither a folder nor a store"), (foreign, "another program"), (damaged.path, "damaged"),
            ("\(folder.path)/nothing.sqlite", "cannot be opened"),
        ] {
            let before = bytes(path)
            let error = #expect(throws: CustomersError.self) {
                try CompanyStore(path).withFolder { (_) throws(CustomersError) in }
            }
            #expect(error?.problem.contains(part) == true, "\(error?.problem ?? "")")
            if before != nil {
                #expect(throws: CustomersError.self) { try CompanyStore(path).add(CompanyFiles(folder: files)) }
            }
            #expect(bytes(path) == before)
        }
    }

    @Test func aStoreThatANewerHeadroomWroteIsRefused() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let store = CompanyStore("\(folder.path)/company.sqlite")
        _ = try store.add(CompanyFiles(folder: Self.golden))
        let script = "import sqlite3; sqlite3.connect('\(store.path)').execute('pragma user_version = 99')"
        try #require(python(["-c", script]) == 0)
        let error = #expect(throws: CustomersError.self) { try json(store) }
        #expect(error?.problem.contains("newer") == true)
    }
}
