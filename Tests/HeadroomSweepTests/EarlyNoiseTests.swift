import HeadroomCore
import HeadroomSweep
import Testing

/// That the noise is known of the beginning alone matters where it is what the recommendation rests on.
@Suite struct EarlyNoiseTests {
    private func document(objective: SweepDocument.Objective = .time) -> SweepDocument {
        var document = RecommenderTests().document(
            [8, 16, 32, 64, 128].map { ($0, Double($0) / Double(64 + $0)) },
            objective: objective
        )
        func stage(_ step: Int, _ scale: Double?) -> SweepDocument.Laws.Noise.Stage {
            .init(
                firstStep: step,
                lastStep: step + 90,
                observations: 90,
                scale: scale.map { Interval(value: $0, low: $0, high: $0) },
                reason: nil
            )
        }
        document.laws.noise = .init(
            criticalBatchSize: Interval(value: 64, low: 60, high: 70),
            stages: [stage(10, 64), stage(800, nil)]
        )
        document.recommendation = Recommender(document: document, paysAt: 0.9).recommendation
        document.notes = [document.earlyNoise].compactMap(\.self) + ["another"]
        return document
    }

    /// Trainings whose steps carry a law of their own, or do not.
    private func learning(critical: Interval?) -> SweepDocument.Learning {
        var learning = SweepDocument.Learning(
            measure: .accuracy,
            tolerance: 0.01,
            isTargetOfBaseline: true,
            baseline: .init(batchSize: 64),
            seeds: 2,
            code: ""
        )
        learning.stepsLaw = .init(leastSteps: 20, criticalBatchSize: critical, residualRatio: 0.02)
        return learning
    }

    @Test func itIsSaidWhereNothingElseIsKnown() {
        #expect(document().notes.first?.contains("until step 100 only") == true)
    }

    @Test func itIsTakenBackWhereTrainingsSayMore() {
        var document = document()
        document.learning = learning(critical: nil)
        document.withdrawEarlyNoise()
        #expect(document.notes.count == 2)
        document.learning = learning(critical: Interval(value: 100, low: 90, high: 110))
        document.withdrawEarlyNoise()
        #expect(document.notes == ["another"])
    }

    @Test func itIsTakenBackWhereNothingIsRecommended() {
        var document = document()
        document.recommendation = nil
        document.withdrawEarlyNoise()
        #expect(document.notes == ["another"])
    }

    @Test func theThroughputAloneDoesNotRestOnIt() {
        #expect(document(objective: .throughput).notes == ["another"])
    }
}
