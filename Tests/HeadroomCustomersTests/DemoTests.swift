import HeadroomCustomers
import Testing

/// The simulated company of `headroom customers demo`.
@Suite struct DemoTests {
    @Test func itsFilesAreCleanAndTheSameForASeed() throws {
        let files = SimulatedCompany(seed: 7).files
        #expect(files == SimulatedCompany(seed: 7).files)
        #expect(files != SimulatedCompany(seed: 8).files)
        let document = try report(files, until: SimulatedCompany.last.name)
        #expect(document.quality.isClean)
        #expect(document.months.count == 24)
        // Every kind of movement occurs.
        for part in [
            \CustomersDocument.RevenueOfMonth.new, \.expansion, \.reactivation, \.contraction, \.churn,
        ] {
            #expect(document.months.contains { $0[keyPath: part] != "0.00" })
        }
    }

    /// The demo has every section, and suggestions.
    @Test func everySectionHasItsData() throws {
        let document = try report(SimulatedCompany().files, until: SimulatedCompany.last.name) { $0.grossMargin = 0.8 }
        #expect(document.quality.files.count == SimulatedCompany().files.count)
        #expect(document.acquisition?.payback.count == 24)
        #expect(document.channels?.budget != nil)
        #expect(document.segments?.segments.isEmpty == false)
        #expect(document.surveys?.themes?.themes.isEmpty == false)
        #expect(document.campaigns?.campaigns.count == 2)
        #expect(document.experiments.count == 1)
        #expect(document.suggestions.count >= 3)
        #expect(document.suggestions.contains { $0.worth != nil })
    }

    /// Retention by channel has the order of the simulated churn.
    @Test func theChannelsDifferAsTheyWereSimulated() throws {
        let files = SimulatedCompany().files
        func retention(of channel: String) throws -> Double {
            let ids = Set(
                files["customers.csv"]?.split(separator: "\n").map { $0.split(separator: ",") }
                    .filter { $0[3] == channel }.map { $0[0] } ?? []
            )
            let rows = files["subscriptions.csv"]?.split(separator: "\n") ?? []
            let own = rows.dropFirst().filter { ids.contains($0.split(separator: ",")[1]) }
            let text = ([rows.first ?? ""] + own).joined(separator: "\n")
            let cohorts = try report(["subscriptions.csv": text], until: "2025-12").cohorts
            let kept = cohorts.filter { $0.logoRetention.count > 6 }
            return kept.reduce(0) { $0 + $1.logoRetention[6] * Double($1.customers) }
                / kept.reduce(0) { $0 + Double($1.customers) }
        }
        let (social, search, partner) = (
            try retention(of: "social"), try retention(of: "search"), try retention(of: "partner")
        )
        #expect(social < search && search < partner)
    }
}
