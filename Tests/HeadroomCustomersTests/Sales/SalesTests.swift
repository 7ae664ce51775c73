import FoundationEssentials
import HeadroomCustomers
import HeadroomNumerics
import TestSupport
import Testing

/// Sales by month of companies with purchases, against a reference by brute force.
@Suite struct SalesTests {
    private static let months = (0..<18).map { "\(2024 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)" }

    private static func text(_ cents: Int) -> String {
        "\(cents < 0 ? "-" : "")\(abs(cents) / 100).\(abs(cents) % 100 < 10 ? "0" : "")\(abs(cents) % 100)"
    }

    private static func rows(seed: UInt64) -> [SalesReference.Row] {
        var random = SeededGenerator(seed: seed, purpose: "sales")
        func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
        return (0..<(5 + draw(150))).map { _ in
            let day = 1 + draw(28)
            let date = "\(months[draw(months.count)])-\(day < 10 ? "0" : "")\(day)"
            let customer = "c\(draw(12))"
            let cents = [1 + draw(20_000), 1 + draw(20_000), 500, -1 - draw(8000)][draw(4)]
            let part = [0, 0, 0, 1, 2][draw(5)]
            return SalesReference.Row(
                customer: customer,
                date: date,
                cents: cents,
                refunded: cents < 0 || part == 0 ? 0 : part == 1 ? cents : draw(cents + 1)
            )
        }
    }

    private static func file(_ rows: [SalesReference.Row]) -> String {
        (["customer_id,date,amount,currency,amount_refunded"]
            + rows.map { "\($0.customer),\($0.date),\(text($0.cents)),USD,\(text($0.refunded))" })
            .joined(separator: "\n") + "\n"
    }

    /// The ratio of two integers, rounded half to even.
    private static func mean(_ cents: Int, _ count: Int) -> Int {
        let (quotient, rest) = (abs(cents) / count, abs(cents) % count)
        let up = 2 * rest > count || 2 * rest == count && quotient % 2 == 1
        return (quotient + (up ? 1 : 0)) * (cents < 0 ? -1 : 1)
    }

    @Test func everyMonthAndCohortIsThatOfTheReference() throws {
        var compared = 0
        for seed in 0..<60 {
            let rows = Self.rows(seed: UInt64(seed))
            let reference = SalesReference(rows: rows)
            let until = Self.months.last
            let document = try report(["transactions.csv": Self.file(rows)], until: until)
            let sales = try #require(document.sales)
            let purchases = reference.purchases
            #expect(sales.customers == purchases.count)
            #expect(sales.repeatCustomers == purchases.count { $0.value.count > 1 })
            #expect(sales.months.map(\.month) == Self.months.filter { $0 >= rows.map(\.month).min() ?? "" })
            for month in sales.months {
                let known = reference.month(month.month)
                #expect(month.revenue == Self.text(known.revenue), "seed \(seed), \(month.month)")
                #expect(month.newRevenue == Self.text(known.newRevenue))
                #expect(month.returningRevenue == Self.text(known.revenue - known.newRevenue))
                #expect(month.refunds == Self.text(known.refunds))
                #expect((month.orders, month.customers) == (known.orders, known.customers), "seed \(seed)")
                #expect(month.newCustomers == known.newCustomers)
                #expect(month.returningCustomers == known.customers - known.newCustomers)
                #expect(
                    month.averageOrderValue
                        == (known.orders == 0 ? nil : Self.text(Self.mean(known.revenue, known.orders)))
                )
                #expect(
                    month.repeatRate
                        == (known.customers == 0
                            ? nil : Double(known.customers - known.newCustomers) / Double(known.customers))
                )
                compared += 1
            }
            for cohort in sales.cohorts {
                let later = Self.months.filter { $0 >= cohort.month }
                try #require(cohort.boughtAgain.count == later.count)
                for (index, month) in later.enumerated() {
                    let known = reference.cohort(cohort.month, through: month)
                    #expect(cohort.customers == known.customers)
                    #expect(cohort.boughtAgain[index] == Double(known.again) / Double(known.customers))
                    #expect(cohort.revenuePerCustomer[index] == Self.text(Self.mean(known.cents, known.customers)))
                }
            }
        }
        #expect(compared > 800)
    }

    /// Order of the rows, and a division into files, have no effect.
    @Test func theOrderOfTheRowsHasNoEffect() throws {
        var random = SeededGenerator(seed: 1, purpose: "order")
        let rows = Self.rows(seed: 3)
        let (first, second) = (Self.file(rows), Self.file(rows.shuffled(using: &random)))
        #expect(try report(["transactions.csv": first]).sales == report(["transactions.csv": second]).sales)
    }

    /// The lines of each month add up to its sales and refunds to the cent, and name every row that has a part in them.
    @Test func everyMonthIsExplained() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let rows = Self.rows(seed: 7)
        try folder.write(Array(Self.file(rows).utf8), "transactions.csv")
        let analysis = try analysis(folder: folder.path, until: "2025-06")
        let sales = try #require(analysis.document.sales)
        for month in sales.months {
            let named = try #require(Month(month.month))
            let explained = try analysis.explanation(of: .sales, in: named)
            #expect(explained.currency.text(explained.total) == month.revenue)
            let refunds = try analysis.explanation(of: .refunds, in: named)
            #expect(refunds.currency.text(refunds.total) == month.refunds)
            for line in refunds.lines {
                let own = rows.enumerated().filter {
                    $0.element.customer == line.customer && $0.element.month == month.month
                        && ($0.element.cents < 0 || $0.element.refunded > 0)
                }
                #expect(line.rows == own.map { Int32($0.offset + 2) })
            }
            for line in explained.lines {
                let own = rows.enumerated().filter {
                    $0.element.customer == line.customer && $0.element.month == month.month
                }
                #expect(line.rows == own.map { Int32($0.offset + 2) })
                #expect(line.amount == own.reduce(0) { $0 + Int64($1.element.kept) })
            }
        }
        let error = #expect(throws: CustomersError.self) {
            try analysis.explanation(of: .mrr, in: Month(year: 2025, month: 1))
        }
        #expect(error?.hint?.contains("sales") == true)
        #expect(throws: CustomersError.self) { try analysis.explanation(of: .sales, in: Month(year: 2023, month: 1)) }
    }

    @Test func rowsInSuccessionAreARange() {
        #expect(Explanation.text([]) == "")
        #expect(Explanation.text([4, 5]) == "4, 5")
        #expect(Explanation.text([2, 4, 5, 6, 9, 10, 12]) == "2, 4 to 6, 9, 10, 12")
    }

    @Test func aRefundOnALaterDayIsSubtractedFromItsMonth() throws {
        let document = try report(
            [
                "transactions.csv": """
                customer_id,date,amount,currency
                a,2025-01-10,100.00,USD
                a,2025-02-03,-30.00,USD
                b,2025-02-05,10.00,USD
                b,2025-02-05,20.00,USD
                z,2025-02-20,-5.00,USD
                """
            ],
            until: "2025-02"
        )
        let months = try #require(document.sales?.months)
        #expect(months.map(\.revenue) == ["100.00", "-5.00"])
        #expect(months.map(\.newRevenue) == ["100.00", "30.00"])
        #expect(months.map(\.refunds) == ["0.00", "35.00"])
        // Two orders of one customer; who only got a refund is no customer.
        #expect(months.map(\.orders) == [1, 2])
        #expect(months.map(\.customers) == [1, 1])
        #expect(document.quality.isClean)
    }

    @Test func withoutRefundsInTheFileTheyAreUnknown() throws {
        let file = "customer_id,date,amount,currency\na,2025-01-10,100.00,USD\n"
        #expect(try report(["transactions.csv": file]).sales?.months.first?.refunds == nil)
    }

    /// Orders in another currency, at the rate of their day.
    @Test func otherCurrenciesAreConverted() throws {
        let document = try report(
            [
                "transactions.csv":
                    "customer_id,date,amount,currency\na,2025-01-10,10.00,EUR\na,2025-01-20,10.00,EUR\n",
                "rates.csv": "date,currency,rate\n2025-01-01,EUR,1.5\n2025-01-15,EUR,2\n",
            ],
            until: "2025-01"
        ) { $0.currency = Currency("USD") }
        #expect(document.sales?.months.map(\.revenue) == ["35.00"])
    }

    @Test func aCompanyOfSubscriptionsHasNoSales() throws {
        let document = try report(["subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,")])
        #expect(document.sales == nil)
    }

    /// CDNOW's customers have 2,357 first purchases; dates are made from weeks since the first of January 1997.
    @Test func customersOfCDNOW() throws {
        let customers = try CDNOW().customers
        var rows = "customer_id,date,amount,currency\n"
        for (index, customer) in customers.enumerated() {
            let end = 272
            let first = end - Int((customer.age * 7).rounded())
            func add(_ day: Int) {
                rows +=
                    "\(index),\(CivilDay.text(CivilDay.number(year: 1997, month: 1, day: 1) + Int64(day))),10.00,USD\n"
            }
            add(first)
            let last = first + Int((customer.recency * 7).rounded())
            // Repeats on the days before the last one; all are on different days.
            for number in 0..<customer.repeats { add(last - number) }
        }
        let sales = try #require(try report(["transactions.csv": rows], until: "1997-09").sales)
        #expect(sales.customers == 2357)
        // 946 customers of the summary have a repeat purchase.
        #expect(sales.repeatCustomers == 946)
        #expect(sales.months.reduce(0) { $0 + $1.newCustomers } == 2357)
        #expect(sales.months.reduce(0) { $0 + $1.orders } == 2357 + customers.reduce(0) { $0 + $1.repeats })
        // All customers joined in the first quarter.
        #expect(sales.cohorts.map(\.month) == ["1997-01", "1997-02", "1997-03"])
    }
}
