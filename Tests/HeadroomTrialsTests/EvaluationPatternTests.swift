import FoundationEssentials
import HeadroomCore
import HeadroomTrials
import TestSupport
import Testing

/// Evaluation results found in a command's output.
@Suite(.serialized) struct EvaluationPatternTests {
    private func evaluations(_ lines: [String], pattern: EvaluationPattern = .usual) async throws -> Evaluations {
        let directory = "/tmp/headroom-measure-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script = lines.map { "echo 'step'; sleep 0.03; printf '%s\\n' '\($0)'; sleep 0.03" }.joined(separator: "; ")
        var plan = TrialPlan(
            id: 1,
            purpose: .training,
            batchSize: nil,
            command: CommandTemplate(["/bin/sh", "-c", script]),
            goal: .end,
            directory: directory
        )
        plan.stepPattern = try StepPattern("^step")
        plan.evaluationPattern = pattern
        return try await TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest()).run(plan).evaluations
    }

    @Test(arguments: [
        ("epoch 3: loss 0.0412, test accuracy 97.5%", Metric.accuracy, 0.975),
        ("loss: 0.12 - accuracy: 0.96 - val_loss: 0.3 - val_accuracy: 0.975", .accuracy, 0.975),
        ("Validation acc = 0.975", .accuracy, 0.975), ("eval/loss: 3.1e-2", .loss, 0.031),
        ("Test F1: 0.8", Metric(name: "f1", isHigherBetter: true), 0.8),
        ("test perplexity 21.5", Metric(name: "perplexity", isHigherBetter: false), 21.5),
    ])
    func theUsualFormsAreRead(line: String, measure: Metric, value: Double) async throws {
        let found = try await evaluations([line])
        #expect(found.measure == measure, "\(found)")
        #expect(abs(try #require(found.test[measure]?.points.first?.value) - value) < 1e-12)
    }

    @Test func trainingFiguresAreNoTestFigures() async throws {
        #expect(
            try await evaluations(["train accuracy 99.1%", "accuracy: 0.99, loss 0.1", "latest loss 0.2"]).test.isEmpty
        )
    }

    @Test func theCurveHasTheStepsOfItsPoints() async throws {
        let found = try await evaluations(["test accuracy 50%", "test accuracy 75%", "test accuracy 80%"])
        let curve = try #require(found.test[.accuracy])
        #expect(curve.points.map(\.value) == [0.5, 0.75, 0.8] && curve.points.map(\.step) == [1, 2, 3])
    }

    /// With validation after each epoch and a test at the end, the curve is that of the validation.
    @Test func oneCurveIsOfOnePartOfTheData() async throws {
        let found = try await evaluations([
            "val accuracy 50%", "val accuracy 75%", "val accuracy 80%", "test accuracy 20%",
        ])
        #expect(found.test[.accuracy]?.points.map(\.value) == [0.5, 0.75, 0.8])
    }

    @Test func anAccuracyOfMoreThanOneIsAPercentage() async throws {
        let found = try await evaluations(["Test Accuracy: 0.9", "Test Accuracy: 97.25"])
        let values = try #require(found.test[.accuracy]?.points.map(\.value))
        #expect(values.count == 2 && abs(values[0] - 0.009) < 1e-12 && abs(values[1] - 0.9725) < 1e-12)
    }

    @Test func aPatternOfOnesOwn() async throws {
        let pattern = try EvaluationPattern(
            "score is (?<value>[0-9.]+)",
            measure: Metric(name: "measure", isHigherBetter: true)
        )
        let found = try await evaluations(["the score is 12.5"], pattern: pattern)
        #expect(found.test[Metric(name: "measure", isHigherBetter: true)]?.points.first?.value == 12.5)
        #expect(throws: StepPattern.Failure.self) { try EvaluationPattern("score [0-9]+", measure: .accuracy) }
        #expect(throws: StepPattern.Failure.self) { try EvaluationPattern("(?<value>", measure: .accuracy) }
    }
}
