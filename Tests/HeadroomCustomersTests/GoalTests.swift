import HeadroomCustomers
import HeadroomNumerics
import TestSupport
import Testing

/// Goals, and the growth that they are compared with.
@Suite struct GoalTests {
    private func model(_ months: [GrowthModel.Month]) throws -> GrowthModel { try #require(GrowthModel(months)) }

    private let steady = [GrowthModel.Month](repeating: .init(new: 100, gained: 0.02, lost: 0.05), count: 12)

    /// `v(n) = r^n v(0) + new (r^n - 1) / (r - 1)` with `r = 1 + gained - lost`.
    @Test func steadyGrowthIsTheGeometricSeries() throws {
        let model = try model(steady)
        let ratio = 0.97
        var power = 1.0
        for months in 0...24 {
            let closed = power * 1000 + 100 * (1 - power) / (1 - ratio)
            #expect(abs(model.expected(from: 1000, months: months) - closed) < 1e-6)
            power *= ratio
        }
        // Without any spread every drawn course is the expected one.
        let drawn = model.drawn(from: 1000, months: 6, draws: 50, seed: 1)
        #expect(drawn.allSatisfy { abs($0 - model.expected(from: 1000, months: 6)) < 1e-9 })
    }

    @Test(arguments: GrowthModel.Lever.allCases)
    func aLeverReachesTheTarget(lever: GrowthModel.Lever) throws {
        let model = try model(steady)
        let target = model.expected(from: 1000, months: 6) * 1.04
        let factor = try #require(model.factor(of: lever, from: 1000, to: target, months: 6))
        #expect(abs(model.expected(from: 1000, months: 6, lever, times: factor) - target) < 1e-6)
        #expect((factor > 1) == (lever != .lost))
        #expect(model.factor(of: lever, from: 1000, to: 1e9, months: 6) == nil)
    }

    /// The interval of drawn courses holds nine of ten courses that the same months give.
    @Test func nineOfTenCoursesLieInTheInterval() throws {
        var generator = SeededGenerator(seed: 3)
        let months = (0..<12).map { _ in
            GrowthModel.Month(
                new: Double.random(in: 50...150, using: &generator),
                gained: Double.random(in: 0...0.04, using: &generator),
                lost: Double.random(in: 0.02...0.08, using: &generator)
            )
        }
        let model = try model(months)
        let drawn = model.drawn(from: 1000, months: 6, draws: 4000, seed: 1)
        let others = model.drawn(from: 1000, months: 6, draws: 4000, seed: 2)
        let inside = others.count { (drawn[200]...drawn[3799]).contains($0) }
        #expect((0.88...0.92).contains(Double(inside) / 4000))
        let mean = drawn.reduce(0, +) / 4000
        #expect(abs(mean / model.expected(from: 1000, months: 6) - 1) < 0.01)
    }

    @Test func aGoalIsReportedAsOnTrackOrNot() throws {
        let files = SimulatedCompany().files
        let goals = """
            [[goal]]
            figure = "mrr"
            target = 20000
            by = "2025-12"
            [[goal]]
            figure = "customers"
            target = 100000
            by = "2025-12"
            [[goal]]
            figure = "arr"
            target = 1
            by = "2025-03"
            """
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array(goals.utf8), "goals.toml")
        let read = try Goal.read("\(folder.path)/goals.toml")
        let document = try report(files, until: "2025-06") { $0.goals = read }
        let months = try report(files, until: "2025-12").months
        #expect(document.goals.map(\.isOnTrack) == [true, false, true])
        #expect(document.goals.map(\.probability) == [1, 0, nil])
        // What came in the simulation lies around what was expected half a year before.
        let came = try #require(Double(months.last?.end ?? ""))
        let expected = try #require(document.goals[0].expected)
        #expect(abs(expected / came - 1) < 0.15)
        #expect(document.goals[1].levers.allSatisfy { $0.factor == nil })
        let current = try #require(document.months.last)
        #expect(document.goals[0].current == Double(current.end))
        #expect(document.goals[1].current == Double(current.customersAtEnd))
    }

    @Test func withFewMonthsNothingIsExpected() throws {
        let folder = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/golden"
        let goal = Goal(figure: .mrr, target: 1000, by: try #require(Month("2026-01")))
        let document = try report(folder: folder, until: "2025-04") { $0.goals = [goal] }
        #expect(document.goals.first?.expected == nil)
        #expect(document.goals.first?.refusal != nil)
    }

    @Test(arguments: [
        ("[[goal]\n", "line 1"), ("goal = 3\n", "holds no goals"),
        ("[[goal]]\nfigure = \"happiness\"\ntarget = 1\nby = \"2025-12\"\n", "'happiness'"),
        ("[[goal]]\nfigure = \"mrr\"\ntarget = 1\nby = \"soon\"\n", "'soon'"),
        ("[[goal]]\nfigure = \"mrr\"\ntarget = -1\nby = \"2025-12\"\n", "not above 0"),
    ])
    func aWrongGoalIsRefused(text: String, says: String) throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array(text.utf8), "goals.toml")
        let error = #expect(throws: CustomersError.self) { try Goal.read("\(folder.path)/goals.toml") }
        #expect(error?.problem.contains(says) == true, "\(error?.problem ?? "")")
    }
}
