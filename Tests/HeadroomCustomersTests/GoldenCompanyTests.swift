import HeadroomCustomers
import TestSupport
import Testing

/// A company of six customers with months computed by hand.
@Suite struct GoldenCompanyTests {
    private static let folder = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/golden"

    /// Start, new, expansion, reactivation, contraction, churn, end.
    private static let bridge = [
        "2025-01": ["0.00", "200.00", "0.00", "0.00", "0.00", "0.00", "200.00"],
        "2025-02": ["200.00", "250.00", "0.00", "0.00", "0.00", "0.00", "450.00"],
        "2025-03": ["450.00", "100.00", "50.00", "0.00", "0.00", "50.00", "550.00"],
        "2025-04": ["550.00", "0.00", "40.00", "0.00", "80.00", "0.00", "510.00"],
        "2025-05": ["510.00", "0.00", "0.00", "80.00", "0.00", "150.00", "440.00"],
        "2025-06": ["440.00", "0.00", "0.00", "0.00", "40.00", "0.00", "400.00"],
    ]

    /// Customers lost and at the start, gross and net revenue retention.
    private static let rates: [String: (lost: Int, atStart: Int, gross: Double?, net: Double?)] = [
        "2025-01": (0, 0, nil, nil), "2025-02": (0, 2, 1, 1), "2025-03": (1, 4, 400.0 / 450, 1),
        "2025-04": (0, 4, 470.0 / 550, 510.0 / 550), "2025-05": (1, 4, 360.0 / 510, 360.0 / 510),
        "2025-06": (0, 4, 400.0 / 440, 400.0 / 440),
    ]

    private func amounts(_ month: CustomersDocument.RevenueOfMonth) -> [String] {
        [
            month.start, month.new, month.expansion, month.reactivation, month.contraction, month.churn, month.end,
        ]
    }

    @Test func theSnapshotIsThatWorkedOutByHand() throws {
        let document = try report(folder: Self.folder, until: "2025-06")
        #expect(document.months.map(\.month) == Self.bridge.keys.sorted())
        for month in document.months {
            #expect(amounts(month) == Self.bridge[month.month], "\(month.month)")
            let rates = try #require(Self.rates[month.month])
            #expect((month.customersChurned, month.customersAtStart) == (rates.lost, rates.atStart))
            #expect(month.grossRevenueRetention == rates.gross)
            #expect(month.netRevenueRetention == rates.net)
        }
        #expect(document.months.last?.arpa == "100.00")
        #expect(document.quality.isClean)
    }

    @Test func theLedgerSeesWhoJoinsAndLeavesWithinAMonth() throws {
        let document = try report(folder: Self.folder, until: "2025-06") { $0.view = .ledger }
        var expected = Self.bridge
        expected["2025-04"] = ["550.00", "60.00", "40.00", "0.00", "80.00", "60.00", "510.00"]
        for month in document.months { #expect(amounts(month) == expected[month.month], "\(month.month)") }
        // A customer absent at the start cannot be lost from it.
        let april = try #require(document.months.first { $0.month == "2025-04" })
        #expect((april.customersNew, april.customersChurned) == (1, 0))
        #expect(april.grossRevenueRetention == 470.0 / 550)
    }

    @Test func acquisitionAndLifetimeValueFollow() throws {
        let document = try report(folder: Self.folder, until: "2025-06") { $0.grossMargin = 0.8 }
        let acquisition = try #require(document.acquisition)
        #expect(acquisition.newCustomers == 6)
        #expect(acquisition.paid == "200.00")
        #expect(acquisition.blended == "166.67")
        #expect(acquisition.loaded == "233.33")
        let costs = Dictionary(uniqueKeysWithValues: acquisition.channels.map { ($0.channel, $0.cost) })
        #expect(costs["Facebook"] == "150.00")
        #expect(costs["Google"] == "250.00")
        #expect(costs["YouTube"] == "200.00")
        let value = try #require(document.lifetimeValue)
        #expect(value.value == "720.00")
        #expect(abs((value.churn ?? 0) - 2.0 / 18) < 1e-12)
        #expect(abs((value.overCost ?? 0) - 3.086) < 5e-4)
        #expect(abs((value.paybackMonths ?? 0) - 2.92) < 5e-3)
    }

    @Test func aCohortKeepsItsCustomersAndMonthsToComeAreNotThere() throws {
        let document = try report(folder: Self.folder, until: "2025-06")
        let january = try #require(document.cohorts.first { $0.month == "2025-01" })
        #expect(january.customers == 2)
        #expect(january.logoRetention == [1, 1, 1, 1, 0.5, 0.5])
        #expect(january.revenueRetention == [1, 1, 1.25, 1.25, 0.5, 0.5])
        // One of the two customers of the cohort does not pay from March to May.
        let february = try #require(document.cohorts.first { $0.month == "2025-02" })
        #expect(february.logoRetention == [1, 0.5, 0.5, 1, 1])
    }
}
