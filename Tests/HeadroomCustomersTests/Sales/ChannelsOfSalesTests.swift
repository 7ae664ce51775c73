import HeadroomCustomers
import TestSupport
import Testing

/// Channels of a company without subscriptions, whose conversions are first purchases.
@Suite struct ChannelsOfSalesTests {
    private typealias Attribution = CustomersDocument.Attribution

    private func channels(
        _ purchases: String,
        _ touches: String,
        _ others: [String: String] = [:],
        _ change: (inout CustomersAnalysis.Options) -> Void = { _ in }
    ) throws -> Attribution {
        let files = [
            "transactions.csv": "customer_id,date,amount,currency\n" + purchases,
            "touches.csv": "customer_id,time,channel\n" + touches,
        ]
        return try #require(try report(files.merging(others) { $1 }, change).channels)
    }

    private func values(_ attribution: Attribution, _ rule: AttributionRule) throws -> [String: String] {
        let rule = try #require(attribution.rules.first { $0.rule == rule })
        return Dictionary(uniqueKeysWithValues: rule.channels.map { ($0.channel, $0.value) })
    }

    /// The simulated company as a shop: each first payment of a subscription is a purchase of the same time and value.
    private static func shop() throws -> (subscriptions: [String: String], purchases: [String: String]) {
        var files = SimulatedCompany().files
        for name in ["surveys.csv", "emails.csv", "usage.csv", "consent.csv", "experiments.csv"] { files[name] = nil }
        let folder = try Folder()
        defer { folder.remove() }
        for (name, text) in files { try folder.write(Array(text.utf8), name) }
        var reader = CompanyReader(folder: folder.path, zone: .utc, surveyScale: .nps)
        let company = try reader.read()
        let usd = try #require(Currency("USD"))
        var quality = DataQuality()
        let rates = try ExchangeRates(folder: folder.path, zone: .utc, quality: &quality)
        let payments = Conversions.payments(try RecurringRevenue(company, base: usd, rates: rates))
        var rows = "customer_id,date,amount,currency\n"
        for (index, customer) in company.customers.enumerated() {
            guard let payment = payments[index] else { continue }
            let second = payment.time % 86_400
            #expect(second == 0)
            rows += "\(customer.id),\(CivilDay.text(payment.time / 86_400)),\(usd.text(payment.value)),USD\n"
        }
        var shop = files
        shop["subscriptions.csv"] = nil
        shop["transactions.csv"] = rows
        return (files, shop)
    }

    /// Credits, cost and the split of the budget are those of the subscriptions with the same conversions.
    @Test func theSameConversionsHaveTheSameChannels() throws {
        let (subscriptions, purchases) = try Self.shop()
        let until = SimulatedCompany.last.name
        let paid = try #require(try report(subscriptions, until: until).channels)
        let document = try report(purchases, until: until) { $0.grossMargin = 0.5 }
        var bought = try #require(document.channels)
        #expect(bought.conversionKind == .firstPurchase)
        #expect(bought.conversions > 1000)
        #expect(bought.rules.count == AttributionRule.allCases.count)
        let budget = try #require(bought.budget)
        bought.conversionKind = .firstPayment
        #expect(bought == paid)

        // The suggestion on the budget is worth the first purchases of the additional customers, who buy only once.
        let actions = ActionList(document, grossMargin: 0.5).actions
        let move = try #require(actions.first { if case .budget = $0.reason { true } else { false } })
        let cohorts = try #require(document.sales?.cohorts.suffix(24))
        let customers = cohorts.reduce(0) { $0 + $1.customers }
        let revenue = cohorts.reduce(0.0) { $0 + (Double($1.revenuePerCustomer[0]) ?? 0) * Double($1.customers) }
        let worth = budget.change.value * 52 * revenue / Double(customers) * 0.5
        // The mean of the later months since the first purchase is over fewer cohorts.
        #expect(abs((move.worth ?? 0) / worth - 1) < 0.02, "\(move.worth ?? 0), not \(worth)")
    }

    /// The value is the revenue of the first day with a purchase, less its refunds; later orders and refunds do not count.
    @Test func theValueIsTheRevenueOfTheFirstPurchase() throws {
        let purchases = """
            a,2025-03-01T09:00:00Z,40.00,USD
            a,2025-03-01T10:00:00Z,-40.00,USD
            a,2025-03-10T12:00:00Z,30.00,USD
            a,2025-03-10T15:00:00Z,12.00,USD
            a,2025-03-10T16:00:00Z,-2.00,USD
            a,2025-03-20T12:00:00Z,500.00,USD
            a,2025-03-21T12:00:00Z,-30.00,USD
            b,2025-03-05T12:00:00Z,7.00,USD
            """
        let found = try channels(purchases, "a,2025-03-10T11:59:00Z,ads\na,2025-03-10T12:00:01Z,mail\n")
        #expect((found.conversions, found.value, found.unattributed) == (2, "47.00", 1))
        for rule in AttributionRule.allCases {
            #expect(try values(found, rule) == ["ads": "40.00", "mail": "0.00", "unattributed": "7.00"])
        }
        #expect((found.touches.afterConversion, found.touches.withinADayAfter) == (1, 1))
        #expect(found.touches.onDayOfConversion == 0)
    }

    /// Touches of the day of a purchase without a time lead to it; those of the next day do not.
    @Test(arguments: ["UTC", "America/New_York"])
    func aPurchaseWithoutATimeIsAtTheEndOfItsDay(zone: String) throws {
        let zone = try TimeZoneRule(zone)
        let touches = """
            a,2025-03-05,edge
            a,2025-03-04T23:59:59,early
            a,2025-03-15T00:00:00,ads
            a,2025-03-15T23:59:59,shop
            a,2025-03-16T00:00:00,mail
            """
        let found = try channels("a,2025-03-15,100.00,USD\n", touches) {
            $0.zone = zone
            $0.lookback = LookbackWindow(days: 10)
        }
        // The window is that of the start of the day; New York's clocks were changed within it.
        let hasEdge = zone.name == "UTC"
        #expect(try values(found, .last)["shop"] == "100.00")
        #expect(try values(found, .first)[hasEdge ? "edge" : "early"] == "100.00")
        #expect(found.touches.onDayOfConversion == 1)
        #expect((found.touches.afterConversion, found.touches.withinADayAfter) == (1, 0))
        #expect(found.touches.used == (hasEdge ? 3 : 4))
    }

    /// Orders of one day in two currencies are one conversion.
    @Test func ordersInTwoCurrenciesAreOnePurchase() throws {
        let found = try channels(
            "a,2025-03-15T18:00:00Z,10.00,USD\na,2025-03-15T12:00:00Z,10.00,EUR\n",
            "a,2025-03-15T11:00:00Z,ads\na,2025-03-15T13:00:00Z,mail\n",
            ["rates.csv": "date,currency,rate\n2025-01-01,EUR,1.5\n"]
        ) { $0.currency = Currency("USD") }
        #expect((found.conversions, found.value) == (1, "25.00"))
        #expect(try values(found, .last) == ["ads": "25.00", "mail": "0.00", "unattributed": "0.00"])
    }

    /// With subscriptions the conversions are first payments, whatever the purchases are.
    @Test func subscriptionsComeFirst() throws {
        let found = try channels(
            "a,2025-01-10,70.00,USD\nb,2025-01-10,70.00,USD\n",
            "a,2025-03-01,ads\nb,2025-01-01,ads\n",
            ["subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-03-15,")]
        )
        #expect((found.conversionKind, found.conversions, found.value) == (.firstPayment, 1, "10.00"))
    }

    @Test func everyFormHasTheSections() throws {
        let (_, purchases) = try Self.shop()
        let document = try report(purchases, until: SimulatedCompany.last.name)
        let count = try #require(document.channels?.conversions)
        #expect(count == document.sales?.customers)
        for form in [CustomersReports.markdown(document), CustomersPage.render(document)] {
            #expect(form.contains("Attribution of channels"))
            #expect(form.contains("Budget of channels"))
            #expect(form.contains("first purchases worth"))
            #expect(!form.contains("USD a month, "))
        }
        let early = try report(purchases, until: "2024-06")
        #expect(early.channels?.budget == nil)
        #expect(early.channels?.budgetRefusals.map(\.reason) == [.fewWeeks])
        #expect(early.channels?.conversions == early.sales?.customers)
    }
}
