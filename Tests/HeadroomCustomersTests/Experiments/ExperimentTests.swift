import HeadroomCustomers
import HeadroomNumerics
import Testing

/// Experiments measured from payments.
@Suite struct ExperimentTests {
    /// New customers of 16 regions in June and July of 2024, with an effect in July in the first 8.
    ///
    /// - Parameter effect: additional new customers of a treated region.
    private func regional(seed: UInt64, effect: Int, regions: Int = 16) -> [String: String] {
        var draw = SeededGenerator(seed: seed, purpose: "regions")
        var customers = ["customer_id,country,region"]
        var subscriptions = ["subscription_id,customer_id,amount,currency,interval,start,end"]
        var experiment = ["experiment_id,unit,group,unit_kind,start,end,channel"]
        var number = 0
        func add(_ region: String, _ date: String) {
            number += 1
            customers.append("c\(number),DE,\(region)")
            subscriptions.append("s\(number),c\(number),30.00,EUR,month,\(date),")
        }
        // The data begin before the period that the experiment is compared with.
        add("elsewhere", "2024-01-01")
        for region in 0..<regions {
            let name = "R\(region)"
            // Regions differ in size, which cancels in their changes.
            let size = 10 + 5 * region
            let isTreated = region < regions / 2
            experiment.append("geo,\(name),\(isTreated ? "treatment" : "control"),region,2024-07-01,2024-07-31,tv")
            for (month, extra) in [("06", 0), ("07", isTreated ? effect : 0)] {
                let count = max(0, Int((Double(size) + 3 * draw.normal()).rounded())) + extra
                for _ in 0..<count { add(name, "2024-\(month)-\(Int.random(in: 10...28, using: &draw))") }
            }
        }
        return [
            "customers.csv": customers, "subscriptions.csv": subscriptions, "experiments.csv": experiment,
            "spend.csv": ["date,channel,spend,currency", "2024-07-05,tv,8000.00,EUR", "2024-08-05,tv,1.00,EUR"],
        ].mapValues { $0.joined(separator: "\n") + "\n" }
    }

    @Test func regionsAreComparedByTheirChanges() throws {
        let experiment = try #require(report(regional(seed: 1, effect: 12), until: "2024-12").experiments.first)
        #expect((experiment.treatmentUnits, experiment.controlUnits) == (8, 8))
        #expect((experiment.start, experiment.end) == ("2024-07-01", "2024-07-31"))
        #expect(experiment.reason == nil && experiment.remarks.isEmpty)
        let effect = try #require(experiment.newCustomers)
        #expect(abs(effect.effect - 12) < 4)
        #expect(abs(effect.incremental - 8 * effect.effect) < 1e-9)
        #expect((effect.low ?? .infinity) < 12 && 12 < (effect.high ?? -.infinity))
        #expect(effect.p < 0.01)
        #expect(experiment.spend == "8000.00")
        #expect(abs((Double(experiment.costOfOne ?? "") ?? 0) - 8000 / effect.incremental) < 0.01)
    }

    /// A customer in each of 12 regions, and one more in July in the treated ones.
    @Test func revenueOfRegionsIsInProportionToTheDays() throws {
        var rows = (0..<12).map { "s\($0),c\($0),30.00,EUR,month,2024-06-01," }
        rows += (0..<6).map { "t\($0),d\($0),30.00,EUR,month,2024-07-01," }
        let head = "subscription_id,customer_id,amount,currency,interval,start,end\n"
        let customers = (0..<12).map { "c\($0),R\($0)" } + (0..<6).map { "d\($0),r\($0)" }
        let units = (0..<12).map { "geo,R\($0),\($0 < 6 ? "treatment" : "control"),region,2024-07-01,2024-07-31" }
        let files = [
            "subscriptions.csv": head + rows.joined(separator: "\n"),
            "customers.csv": (["customer_id,region"] + customers).joined(separator: "\n"),
            "experiments.csv": (["experiment_id,unit,group,unit_kind,start,end"] + units).joined(separator: "\n"),
        ]
        let experiment = try #require(report(files, until: "2024-12").experiments.first)
        // 30 days of a month of 30.4375 days; the others pay as much before as after. Their start is in the time before.
        #expect(experiment.revenue?.effect == "29.57")
        #expect(experiment.revenue?.control == "0.00")
        #expect(experiment.newCustomers?.treatment == 0 && experiment.newCustomers?.control == -1)
        #expect(experiment.newCustomers?.effect == 1)
        #expect(experiment.newCustomers.map { abs($0.p - 2.0 / 924) < 1e-12 } == true)
    }

    /// The interval contains the effect in 95 % of simulated experiments, and the test rejects in 5 % of those without one.
    @Test func intervalsOfRegionsCover() throws {
        var (covered, rejected) = (0, 0)
        var draw = SeededGenerator(seed: 3, purpose: "coverage")
        let count = 300
        for _ in 0..<count {
            let treatment = (0..<7).map { _ in 2 + draw.normal() }
            let control = (0..<6).map { _ in draw.normal() }
            let test = PermutationTest(treatment: treatment, control: control)
            if let (low, high) = test.interval, low <= 2, 2 <= high { covered += 1 }
            if PermutationTest(treatment: treatment.map { $0 - 2 }, control: control).p <= 0.05 { rejected += 1 }
        }
        #expect((0.925...0.98).contains(Double(covered) / Double(count)), "\(covered)")
        #expect((0.02...0.08).contains(Double(rejected) / Double(count)), "\(rejected)")
    }

    @Test func tooFewRegionsAreSaid() throws {
        let experiment = try #require(
            report(regional(seed: 1, effect: 30, regions: 6), until: "2024-12").experiments.first
        )
        #expect(experiment.newCustomers?.p == 0.1)
        #expect(experiment.newCustomers?.low == nil)
        #expect(experiment.remarks.contains { $0.contains("fewer than 6 regions: p cannot be less than 0.05") })
    }

    @Test func withoutATimeBeforeNothingIsMeasured() throws {
        var files = regional(seed: 1, effect: 12)
        files["experiments.csv"] = files["experiments.csv"]?.replacing("2024-07-01", with: "2024-01-05")
        let experiment = try #require(report(files, until: "2024-12").experiments.first)
        #expect(experiment.newCustomers == nil)
        #expect(experiment.reason?.contains("the data begin") == true)
    }

    /// Customers in two groups, of whom known numbers pay.
    private func ofCustomers(treatment: (paid: Int, of: Int), control: (paid: Int, of: Int)) -> [String: String] {
        var subscriptions = ["subscription_id,customer_id,amount,currency,interval,start,end"]
        var experiment = ["experiment_id,unit,group,unit_kind,start,end,channel"]
        subscriptions.append("s,old,30.00,EUR,month,2024-01-01,")
        for (group, sizes) in [("treatment", treatment), ("control", control)] {
            for number in 0..<sizes.of {
                experiment.append("mail,\(group)\(number),\(group),customer,2024-07-01,2024-08-01,email")
                guard number < sizes.paid else { continue }
                subscriptions.append("s-\(group)\(number),\(group)\(number),20.00,EUR,month,2024-07-15,")
            }
        }
        return ["subscriptions.csv": subscriptions, "experiments.csv": experiment]
            .mapValues { $0.joined(separator: "\n") + "\n" }
    }

    /// The first example of Newcombe's table, as an experiment.
    @Test func customersAreComparedByProportions() throws {
        let files = ofCustomers(treatment: (56, 70), control: (48, 80))
        let experiment = try #require(report(files, until: "2024-12").experiments.first)
        let effect = try #require(experiment.newCustomers)
        #expect(abs(effect.effect - 0.2) < 1e-12)
        #expect(abs((effect.low ?? 0) - 0.0524) < 6e-5 && abs((effect.high ?? 0) - 0.3339) < 6e-5)
        #expect(abs(effect.incremental - 14) < 1e-9)
        // 17 of 30.4375 days of 20 a month for those who paid.
        let revenue = 20 * 17 / 30.4375
        #expect(abs((Double(experiment.revenue?.effect ?? "") ?? 0) - 0.2 * revenue) < 0.011)
        #expect((experiment.sampleRatioP ?? 0) > 0.4)
        #expect(experiment.spend == nil && experiment.costOfOne == nil)
    }

    @Test func groupsOfUnplannedSizesAreSaid() throws {
        let files = ofCustomers(treatment: (50, 700), control: (50, 500))
        let experiment = try #require(report(files, until: "2024-12").experiments.first)
        #expect((experiment.sampleRatioP ?? 1) < 1e-6)
        #expect(experiment.remarks.contains { $0.contains("planned sizes") })
        var planned = files
        planned["experiments.csv"] = files["experiments.csv"]?.split(separator: "\n").enumerated()
            .map { $0.offset == 0 ? $0.element + ",treatment_share" : $0.element + ",0.58" }.joined(separator: "\n")
        #expect(try report(planned, until: "2024-12").experiments.first?.remarks == [])
    }

    @Test(arguments: [
        ("mail,x,both,customer,2024-07-01,2024-08-01,email", DataQuality.Reason.badGroup),
        ("mail,x,control,city,2024-07-01,2024-08-01,email", .badUnitKind),
        ("mail,x,control,customer,soon,2024-08-01,email", .badTime),
        ("mail,x,control,customer,2024-08-01,2024-07-01,email", .endBeforeStart),
        ("mail,x,control,customer,2024-07-02,2024-08-01,email", .conflict),
        ("mail,treatment3,treatment,customer,2024-07-01,2024-08-01,email", .duplicate),
        ("mail,,control,customer,2024-07-01,2024-08-01,email", .missingValue),
    ])
    func aRowIsSetAside(row: String, reason: DataQuality.Reason) throws {
        var files = ofCustomers(treatment: (5, 20), control: (5, 20))
        files["experiments.csv"]? += row + "\n"
        let file = try #require(
            report(files, until: "2024-12").quality.files.first { $0.name == "experiments.csv" }
        )
        #expect(file.remarks.map(\.reason) == [reason])
        #expect((file.rowsRead, file.rowsUsed, file.setAside) == (41, 40, 1))
    }

    @Test func aUnitInBothGroupsIsInNeither() throws {
        var files = ofCustomers(treatment: (5, 20), control: (5, 20))
        files["experiments.csv"]? += "mail,treatment3,control,customer,2024-07-01,2024-08-01,email\n"
        let document = try report(files, until: "2024-12")
        #expect(document.experiments.first?.treatmentUnits == 19 && document.experiments.first?.controlUnits == 20)
        let file = try #require(document.quality.files.first { $0.name == "experiments.csv" })
        #expect(file.remarks.map(\.reason) == [.bothGroups])
        #expect((file.rowsRead, file.rowsUsed, file.setAside) == (41, 39, 2))
    }
}
