import HeadroomCore
import HeadroomSweep
import Testing

/// The limitation to noise measured at the beginning matters only if the recommendation depends on the noise.
@Suite struct EarlyNoiseTests {
    private func findings(objective: SweepDocument.Objective = .time) -> SweepFindings {
        var findings = RecommenderTests().findings(
            [8, 16, 32, 64, 128].map { ($0, Double($0) / Double(64 + $0)) },
            objective: objective
        )
        func stage(_ step: Int, _ scale: Double?) -> GradientNoise.Stage {
            .init(
                firstStep: step,
                lastStep: step + 90,
                observations: 90,
                scale: scale.map { Interval(value: $0, low: $0, high: $0) }
            )
        }
        findings.laws.noise = .init(
            criticalBatchSize: Interval(value: 64, low: 60, high: 70),
            stages: [stage(10, 64), stage(800, nil)]
        )
        return findings
    }

    private func swept(_ findings: SweepFindings) -> SweepConclusion {
        SweepConclusion(
            findings: findings,
            advice: Advice(findings),
            diagnoses: [:],
            diagnosis: nil,
            notesOnTrials: [.batchSizeNotVerified]
        )
    }

    /// Trainings whose steps determine a law, or do not.
    private func learning(critical: Interval?) -> LearningFindings {
        let studied = StudiedTrainings(
            measure: .accuracy,
            tolerance: 0.01,
            isTargetOfBaseline: true,
            baseline: .init(batchSize: 64),
            seeds: 2,
            code: ""
        )
        return LearningFindings(
            studied: studied,
            stepsLaw: .init(leastSteps: 20, criticalBatchSize: critical, residualRatio: 0.02)
        )
    }

    private let early = Note.noiseKnownEarlyOnly(lastStep: 100)

    @Test func itIsSaidWhereNothingElseIsKnown() {
        #expect(swept(findings()).notes == [early, .batchSizeNotVerified])
        #expect(early.sentence.contains("until step 100 only"))
    }

    @Test func itIsLeftOutWhereTrainingsSayMore() {
        let conclusion = swept(findings())
        let withoutLaw = conclusion.findings.adding(learning(critical: nil), processes: 1)
        #expect(conclusion.adding(withoutLaw, [.oneSeed]).notes == [early, .batchSizeNotVerified, .oneSeed])
        let withLaw = conclusion.findings.adding(
            learning(critical: Interval(value: 100, low: 90, high: 110)),
            processes: 1
        )
        #expect(conclusion.adding(withLaw, [.oneSeed]).notes == [.batchSizeNotVerified, .oneSeed])
    }

    @Test func itIsLeftOutWhereNothingIsRecommended() {
        var learning = learning(critical: nil)
        learning.nothingLearned = NothingLearned(trainings: 4, measure: .accuracy)
        let conclusion = swept(findings())
        let nothing = conclusion.adding(conclusion.findings.adding(learning, processes: 1), [])
        #expect(nothing.notes == [.batchSizeNotVerified])
        #expect(nothing.advice.recommendation == nil && nothing.advice.candidates.isEmpty)
        #expect(
            nothing.findings.whatLearns?.reason
                == .nothingLearned(NothingLearned(trainings: 4, measure: .accuracy))
        )
    }

    @Test func theThroughputAloneDoesNotRestOnIt() {
        #expect(swept(findings(objective: .throughput)).notes == [.batchSizeNotVerified])
    }

    /// Trainings themselves show whether gradients are summed.
    @Test func addedGradientsAreToldOnce() {
        var findings = findings()
        findings.laws.noise?.reduction = .sum
        let conclusion = swept(findings)
        #expect(conclusion.notes == [early, .addedGradients, .batchSizeNotVerified])
        var learning = learning(critical: nil)
        learning.studied.reduction = .sum
        let learned = conclusion.adding(findings.adding(learning, processes: 1), LearningNotes(learning).all)
        #expect(learned.notes == [early, .batchSizeNotVerified, .addedGradients])
    }
}
