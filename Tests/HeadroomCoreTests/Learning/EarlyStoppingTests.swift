import FoundationEssentials
import HeadroomCore
import HeadroomNumerics
import Testing

/// Recorded trainings of the digits run to their end (`headroom learn digits --to-the-end`, 2026-11-25), to which early
/// stopping is applied.
private struct RecordedTraining: Decodable {
    var arms: [Arm]
    var batchSize: Int
    var seed: Int
    var steps: Int
    /// Steps and test accuracies.
    var curve: [[Double]]

    var learningCurve: LearningCurve {
        LearningCurve(
            curve.map { .init(step: Int($0[0]), samples: Int($0[0]) * batchSize, seconds: $0[0], value: $0[1]) }
        )
    }

    var end: Double { curve.last?[1] ?? 0 }
    var configuration: String { "\(arms.first?.rawValue ?? "") \(batchSize)" }

    static func all() throws -> [RecordedTraining] {
        let data = try #require(FileManager.default.contents(atPath: "Tests/Recordings/learning-curves.json"))
        return try JSONDecoder().decode([RecordedTraining].self, from: data)
    }
}

@Suite struct EarlyStoppingTests {
    private static let tolerance = 0.01

    /// Step at which a training would have been stopped; nil where it would not.
    private func stop(_ training: RecordedTraining, after finished: [RecordedTraining], best: Double) -> Int? {
        let rule = EarlyStopping(
            measure: .accuracy,
            tolerance: Self.tolerance,
            finished: finished.map(\.learningCurve),
            best: best
        )
        let points = training.learningCurve.points
        return points.indices.first { index in
            rule?.verdict(on: LearningCurve(Array(points[...index])), expectedSteps: training.steps) != nil
        }.map { points[$0].step }
    }

    /// In the order of a study and in others, neither the best nor equally good trainings are ever stopped.
    @Test(arguments: 0..<20) func whatWinsIsNeverStopped(order: UInt64) throws {
        var all = try RecordedTraining.all()
        var generator = SeededGenerator(seed: order)
        if order > 0 { all.shuffle(using: &generator) }
        let means = Dictionary(grouping: all, by: \.configuration).mapValues {
            $0.map(\.end).reduce(0, +) / Double($0.count)
        }
        let winner = try #require(means.values.max())
        var finished: [RecordedTraining] = []
        for training in all {
            // Best known by then: the means of the completed trainings.
            let known = Dictionary(grouping: finished, by: \.configuration).values
                .map { $0.map(\.end).reduce(0, +) / Double($0.count) }.max()
            let mean = try #require(means[training.configuration])
            guard let known, let step = stop(training, after: finished, best: known) else {
                finished.append(training)
                continue
            }
            #expect(
                mean < winner - Self.tolerance,
                "\(training.configuration) was stopped at \(step) of \(training.steps)"
            )
        }
    }

    /// It must have an effect: a training at a plateau far below the best is stopped.
    @Test func whatCannotWinIsStopped() throws {
        let best = LearningCurve(
            (1...100).map { .init(step: $0, samples: $0, seconds: 0, value: min(0.97, 0.5 + 0.02 * Double($0))) }
        )
        let low = LearningCurve(
            (1...60).map { .init(step: $0, samples: $0, seconds: 0, value: min(0.80, 0.4 + 0.02 * Double($0))) }
        )
        let rule = try #require(EarlyStopping(measure: .accuracy, tolerance: 0.01, finished: [best], best: 0.97))
        #expect(rule.verdict(on: low, expectedSteps: 100) != nil)
        // Nothing is judged in its first half, nor if its length is unknown.
        #expect(rule.verdict(on: LearningCurve(Array(low.points.prefix(49))), expectedSteps: 100) == nil)
        #expect(rule.verdict(on: low, expectedSteps: 0) == nil)
    }

    /// A learning rate that decays late makes all trainings improve late: a plateau before it proves nothing.
    @Test func aLateJumpIsWaitedFor() throws {
        func curve(_ before: Double, _ after: Double, _ steps: Int) -> LearningCurve {
            LearningCurve((1...steps).map { .init(step: $0, samples: $0, seconds: 0, value: $0 < 80 ? before : after) })
        }
        let rule = try #require(
            EarlyStopping(measure: .accuracy, tolerance: 0.01, finished: [curve(0.8, 0.95, 100)], best: 0.95)
        )
        #expect(rule.verdict(on: curve(0.78, 0.96, 70), expectedSteps: 100) == nil)
        #expect(rule.verdict(on: curve(0.5, 0.5, 70), expectedSteps: 100) != nil)
    }

    /// Lower is better: the same case mirrored.
    @Test func aLossIsJudgedTheOtherWay() throws {
        let best = LearningCurve((1...100).map { .init(step: $0, samples: $0, seconds: 0, value: 1 / Double($0)) })
        let rule = try #require(EarlyStopping(measure: .loss, tolerance: 0.05, finished: [best], best: 0.01))
        let high = LearningCurve(
            (1...60).map { .init(step: $0, samples: $0, seconds: 0, value: max(0.9, 2 - Double($0))) }
        )
        #expect(rule.verdict(on: high, expectedSteps: 100) != nil)
        #expect(rule.verdict(on: LearningCurve(Array(best.points.prefix(60))), expectedSteps: 100) == nil)
    }
}
