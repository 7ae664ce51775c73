import HeadroomCustomers
import TestSupport
import Testing

/// Small files as known programs export them, with their original names.
@Suite struct ExportFormsTests {
    private func read(_ files: [String: String], needsRevenue: Bool = false) throws -> Company {
        let folder = try Folder()
        defer { folder.remove() }
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        var reader = CompanyReader(folder: folder.path, zone: .utc)
        let company = try reader.read(needsRevenue: needsRevenue)
        // A store of the files gives the same data.
        let store = CompanyStore("\(folder.path)/company.sqlite")
        _ = try store.add(CompanyFiles(folder: folder.path))
        let again = try store.withFolder { (folder) throws(CustomersError) in
            var reader = CompanyReader(folder: folder, zone: .utc)
            return try reader.read(needsRevenue: needsRevenue)
        }
        #expect(again.customers.map(\.id) == company.customers.map(\.id))
        #expect(purchases(again) == purchases(company))
        #expect(again.spend.map(\.amount) == company.spend.map(\.amount))
        let known = company.quality.files.filter { $0.remarks.first?.reason != .notRead }
        #expect(again.quality.files.map(\.remarks) == known.map(\.remarks))
        #expect(again.quality.files.map(\.rowsUsed) == known.map(\.rowsUsed))
        return company
    }

    /// Customer, date and minor units of each purchase.
    private func purchases(_ company: Company) -> [String] {
        company.purchases.map { purchase in
            let currency = company.currencies[Int(purchase.currency)]
            return "\(company.customers[Int(purchase.customer)].id) \(CivilDay.text(Int64(purchase.day))) "
                + "\(currency.text(purchase.amount)) \(currency.code)"
        }
    }

    private func remarks(_ company: Company) -> [DataQuality.Reason: [Int]] {
        let remarks = company.quality.files.flatMap(\.remarks)
        return Dictionary(uniqueKeysWithValues: remarks.map { ($0.reason, $0.rows) })
    }

    @Test func paymentsOfStripe() throws {
        let text = """
            id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Fee,Mode,Status,Customer ID
            ch_1,2025-01-10 08:00:12,19.00,0.00,usd,true,19.00,0.85,Live,Paid,cus_1
            ch_2,2025-01-11 08:00:12,19.00,5.00,usd,true,19.00,0.85,Live,Paid,cus_1
            ch_3,2025-01-12 08:00:12,49.00,49.00,usd,true,49.00,1.72,Live,Refunded,cus_2
            ch_4,2025-01-13 08:00:12,49.00,0.00,usd,false,49.00,0.00,Live,Failed,cus_2
            ch_5,2025-01-14 08:00:12,49.00,0.00,usd,true,49.00,1.72,Live,Paid,
            """
        let company = try read(["unified_payments.csv": text], needsRevenue: true)
        #expect(purchases(company) == ["cus_1 2025-01-10 19.00 USD", "cus_1 2025-01-11 14.00 USD"])
        #expect(remarks(company)[.refunded]?.first == 4)
        #expect(remarks(company)[.notPaid] == [5])
        #expect(remarks(company)[.missingValue] == [6])
        let file = try #require(company.quality.files.first)
        #expect(file.name == "unified_payments.csv")
        #expect(file.columns["date"] == "Created date (UTC)")
        #expect((file.rowsRead, file.rowsUsed) == (5, 4))
    }

    @Test func ordersOfShopify() throws {
        let text = """
            Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,\
            Lineitem quantity,Lineitem name,Lineitem price,Refunded Amount,Id
            #1001,a@example.com,paid,2025-05-01 10:00:00 +0200,fulfilled,EUR,95.00,5.90,8.33,100.90,\
            2025-05-01 09:59:00 +0200,1,Tea,62.95,0.00,551
            #1001,a@example.com,,,,,,,,,2025-05-01 09:59:00 +0200,1,"Cup, blue",37.95,,
            #1002,b@example.com,pending,,unfulfilled,EUR,10.00,0.00,0.00,10.00,2025-05-02 09:59:00 +0200,1,Tea,10.00,,552
            #1003,b@example.com,partially_refunded,2025-05-03 00:30:00 +0200,fulfilled,EUR,20.00,0.00,0.00,20.00,\
            2025-05-02 09:59:00 +0200,2,Tea,10.00,10.00,553
            """
        let customers = """
            Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Total Spent,Total Orders
            '77,A,B,a@example.com,yes,DE,100.90,1
            """
        let company = try read(["orders_export_1.csv": text, "customers_export.csv": customers])
        #expect(
            purchases(company) == ["a@example.com 2025-05-01 100.90 EUR", "b@example.com 2025-05-02 10.00 EUR"]
        )
        #expect(remarks(company)[.furtherLine] == [3])
        #expect(remarks(company)[.notPaid] == [4])
        #expect(remarks(company)[.unknownCustomer] == [5])
        #expect(company.customers.first?.country == "DE")
        #expect(company.quality.isClean)
    }

    /// Shopify divides a large export, also within an order; a second download repeats its rows.
    @Test func partsOfAnExportAreOneTable() throws {
        let head = "Name,Email,Financial Status,Paid at,Currency,Total,Lineitem name,Refunded Amount\n"
        let first = """
            #1,a@example.com,paid,2025-05-01 10:00:00 +0000,EUR,10.00,Tea,0.00
            #2,b@example.com,paid,2025-05-02 10:00:00 +0000,EUR,20.00,Tea,0.00
            """
        let second = """
            #2,b@example.com,,,,,Cup,
            #1,a@example.com,paid,2025-05-01 10:00:00 +0000,EUR,10.00,Tea,0.00
            #3,a@example.com,paid,2025-05-03 10:00:00 +0000,EUR,30.00,Tea,5.00
            """
        let files = [
            "orders_export_10.csv": head + "#4,c@example.com,paid,2025-05-04 10:00:00 +0000,EUR,40.00,Tea,0.00\n",
            "orders_export_1.csv": head + first, "orders_export_2.csv": head + second,
            "orders_export_old.csv": "Name,Email\n#9,d@example.com\n",
        ]
        let folder = try Folder()
        defer { folder.remove() }
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        var reader = CompanyReader(folder: folder.path, zone: .utc)
        let company = try reader.read()
        let known = [
            "a@example.com 2025-05-01 10.00 EUR", "a@example.com 2025-05-03 25.00 EUR",
            "b@example.com 2025-05-02 20.00 EUR", "c@example.com 2025-05-04 40.00 EUR",
        ]
        #expect(purchases(company).sorted() == known)
        let parts = company.quality.files
        let names = ["orders_export_1.csv", "orders_export_2.csv", "orders_export_10.csv"]
        #expect(parts.map(\.name) == names + ["orders_export_old.csv"])
        #expect(parts[1].remarks.map(\.reason) == [.furtherLine, .duplicate])
        #expect(parts[1].remarks.map(\.rows) == [[2], [3]])
        // A store, and the guessed mapping, give the same purchases.
        let store = CompanyStore("\(folder.path)/company.sqlite")
        #expect(try store.add(CompanyFiles(folder: folder.path)).map(\.added) == [6])
        let again = try store.withFolder { (folder) throws(CustomersError) in
            var reader = CompanyReader(folder: folder, zone: .utc)
            return try reader.read()
        }
        #expect(purchases(again).sorted() == known)
        let mapping = try ImportReport(CompanyFiles(folder: folder.path)).mapping
        #expect(mapping.contains("file = \"orders_export_*.csv\""))
        // The rows behind a figure are named by file.
        let analysis = try analysis(folder: folder.path, until: "2025-05")
        let lines = try analysis.explanation(of: .sales, in: Month(year: 2025, month: 5)).lines
        #expect(
            lines.map(\.places) == [
                "orders_export_10.csv: 2", "orders_export_1.csv: 2; orders_export_2.csv: 4",
                "orders_export_1.csv: 3",
            ]
        )
    }

    /// Without ids, a row that is in two files would count twice.
    @Test func filesWithoutIdsAreNotJoined() throws {
        let text = "invoice,customer_id,date,amount,currency\n1,a,2025-01-01,10.00,EUR\n"
        let company = try read(["payments-1.csv": text, "payments-2.csv": text])
        #expect(purchases(company) == ["a 2025-01-01 10.00 EUR"])
        #expect(remarks(company)[.notRead] == [])
    }

    @Test func campaignsOfMailchimp() throws {
        let text = """
            Title,Subject,List,"Send Date","Send Weekday","Total Recipients","Successful Deliveries","Soft Bounces",\
            "Hard Bounces","Total Bounces","Unique Opens","Open Rate","Total Opens","Unique Clicks","Click Rate",\
            "Total Clicks",Unsubscribes,"Abuse Complaints","Unique Id"
            Spring,"Hello, you",Main,"Jun 09, 2024 09:30 pm",Sunday,"1,110",1108,1,1,2,300,27.08%,570,70,6.32%,90,3,1,17671f
            Summer,Hi,Main,"Jul 10, 2024 12:05 am",Wednesday,100,99,0,1,1,30,30.30%,57,7,7.07%,7,0,0,6e3fb3
            Autumn,Hi,Main,"Jul 32, 2024 12:05 am",Wednesday,100,99,0,1,1,30,30.30%,57,7,7.07%,7,0,0,6e3fb4
            """
        let company = try read(["campaigns.csv": text])
        let campaigns = company.countedCampaigns
        #expect(campaigns.map(\.name) == ["Spring", "Summer"])
        #expect(campaigns.map(\.sent) == [1_717_968_600, 1_720_569_900])
        #expect(campaigns.map(\.emails) == [1110, 100])
        #expect(campaigns.map(\.delivered) == [1108, 99])
        #expect(campaigns.first?.events.map(\.count) == [300, 70, 3, 1])
        #expect(remarks(company)[.badTime] == [4])
    }

    @Test func spendOfGoogleAds() throws {
        let text = """
            Campaign report
            "September 1, 2025 - September 30, 2025"
            Day,Campaign,Currency code,Cost,Impr.,Clicks
            2025-09-01,Search,USD,"1,010.00",3100,40
            2025-09-02,Search,USD,5.25,100,2
            Total: Account,,,"1,015.25",3200,42
            """
        let company = try read(["Campaign report.csv": text])
        #expect(company.spend.map(\.amount) == [101_000, 525])
        #expect(company.spend.allSatisfy { $0.channel == "Google Ads" })
        #expect(remarks(company) == [.totalLine: [6]])
        #expect(company.quality.isClean)
        #expect(company.quality.files.map(\.rowsRead) == [2])
    }

    @Test func rowsAreComparedWithTheirTotal() throws {
        let rows = "Day,Campaign,Currency code,Cost\n2025-09-01,Search,USD,10.10\n2025-09-02,Search,USD,20.20\n"
        for (lines, differs) in [
            ("Total: Campaigns,,,30.30\nTotal: Account,,,99.00\n", false), ("Total: Account,,,99.00\n", true),
            ("Total: Account,,USD,30.3\n", false), ("Total: Account,,, --\n", false),
        ] {
            let company = try read(["spend.csv": rows + lines])
            #expect((remarks(company)[.totalDiffers] != nil) == differs, "\(lines)")
            #expect(company.spend.map(\.amount) == [1010, 2020])
        }
    }

    @Test func touchesWithTheHeadOfGoogleAnalytics() throws {
        let text = """
            # ----------------------------------------
            # Free form, of one property
            # 20250101-20250131
            # ----------------------------------------

            Date,Session source / medium,User ID,Sessions
            20250105,google / cpc,u1,3
            20250106,(direct) / (none),u1,1
            """
        let company = try read(["touches.csv": text])
        #expect(company.touchChannels == ["google / cpc", "(direct) / (none)"])
        #expect(company.touches.map(\.time) == [1_736_035_200, 1_736_121_600])
    }

    /// The report on acquisition has counts of sessions, without customers.
    @Test func sessionsWithoutCustomersAreNoTouches() throws {
        let text = "# ---\n# All Users\n\nDate,Session source / medium,Sessions\n20250105,google / cpc,3\n"
        let error = #expect(throws: CustomersError.self) { try read(["touches.csv": text]) }
        #expect(error?.problem.contains("no column customer_id; it has 'Date'") == true, "\(error?.problem ?? "")")
    }

    @Test func invoicesWithoutTax() throws {
        let header = "invoice_id,customer_id,date,amount,tax,currency,service_start,service_end,type,refunded\n"
        let rows = """
            i1,a,2025-01-10,119.00,19.00,EUR,2025-01-10,2025-02-10,subscription,
            i2,a,2025-01-20,238.00,38.00,EUR,,,one_time,119.00
            i3,b,2025-01-21,50.00,,EUR,,,one_time,true
            i4,b,2025-01-22,-11.90,-1.90,EUR,,,one_time,0.00
            i5,b,2025-01-22,23.80,3.80,EUR,,,one_time,no
            """
        let alone = try read(["invoices.csv": header + rows])
        #expect(purchases(alone) == ["a 2025-01-10 100.00 EUR", "a 2025-01-20 100.00 EUR", "b 2025-01-22 10.00 EUR"])
        // With subscriptions.csv, their invoices would count the same revenue twice.
        let both = try read([
            "invoices.csv": header + rows, "subscriptions.csv": subscriptions("s,a,100.00,EUR,month,2025-01-10,"),
        ])
        #expect(purchases(both) == ["a 2025-01-20 100.00 EUR", "b 2025-01-22 10.00 EUR"])
        #expect(remarks(both)[.partOfSubscription] == [2])
    }

    /// A file with the name of an export but other columns is not recognized.
    @Test func aFileOfTheSameNameIsNotRead() throws {
        let company = try read([
            "invoices.csv": "Number,Client\n1,2\n",
            "subscriptions.csv": subscriptions("s,a,100.00,EUR,month,2025-01-10,"),
        ])
        #expect(company.quality.files.map(\.name) == ["subscriptions.csv", "invoices.csv"])
        #expect(remarks(company)[.notRead] == [])
    }
}
