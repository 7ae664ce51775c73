import HeadroomCore
import HeadroomNumerics
import HeadroomSchema
import TestSupport
import Testing

@Suite struct LearningConclusionTests {
    private func training(
        _ batchSize: Int,
        seed: Int,
        arms: [Arm] = [.unchanged],
        remedy: String? = nil,
        values: [Double],
        stepsBetween: Int = 10,
        outcome: TrainingDocument.Outcome = .completed
    ) -> TrainingDocument {
        let points = values.enumerated().map { index, value in
            let step = (index + 1) * stepsBetween
            return LearningCurve.Point(step: step, samples: step * batchSize, seconds: Double(step), value: value)
        }
        var training = TrainingDocument(
            setting: .init(batchSize: batchSize, learningRate: 0.1, epochs: 1, seed: seed),
            arms: arms,
            remedy: remedy,
            outcome: outcome,
            curve: LearningCurve(points)
        )
        training.steps = points.last?.step ?? 0
        training.seconds = Double(training.steps)
        training.base = remedy == nil ? nil : .unchanged
        training.testMeasure = outcome == .completed ? values.last : nil
        training.trainingMeasure = values.last.map { $0 + 0.02 }
        return training
    }

    private func studied(_ trainings: [TrainingDocument]) -> StudiedTrainings {
        var studied = StudiedTrainings(
            measure: .accuracy,
            tolerance: 0.01,
            isTargetOfBaseline: true,
            baseline: .init(batchSize: 64, learningRate: 0.1, epochs: 1),
            seeds: 2,
            code: ""
        )
        studied.trainings = trainings
        return studied
    }

    @Test func theTargetIsWhatTheBaselineReaches() throws {
        let trainings = [0, 1].flatMap { seed in
            [
                training(64, seed: seed, values: [0.5, 0.8, 0.96, 0.97]),
                training(256, seed: seed, values: [0.3, 0.6, 0.8, 0.9]),
            ]
        }
        let found = LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: nil, remedies: [])
        #expect(abs(try #require(found.target) - 0.96) < 1e-12)
        let baseline = try #require(found.results.first { $0.batchSize == 64 })
        #expect(baseline.reachedTarget == 2 && baseline.stepsToTarget?.value == 30)
        #expect(baseline.samplesToTarget?.value == 30 * 64 && baseline.secondsToTarget?.value == 30)
        #expect(abs(try #require(baseline.generalizationGap?.value) - 0.02) < 1e-12)
        let large = try #require(found.results.first { $0.batchSize == 256 })
        #expect(large.reachedTarget == 0 && large.stepsToTarget == nil)
        #expect(found.best?.batchSize == 64)
        #expect(found.thresholds.first?.batchSize == 64)
        #expect(found.nothingLearned == nil)
    }

    /// More samples are not an advantage of a batch size: the reference is the best with equal samples.
    @Test func theArmWithMoreSamplesIsNotTheMark() throws {
        let trainings = [
            training(64, seed: 0, arms: Arm.allCases, values: [0.5, 0.90]),
            training(256, seed: 0, arms: [.equalUpdates], values: [0.5, 0.99]),
        ]
        let found = LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: nil, remedies: [])
        #expect(found.best?.test?.value == 0.90)
        #expect(found.thresholds.first { $0.arm == .equalUpdates }?.batchSize == 256)
    }

    /// The steps law is recovered from trainings that follow it.
    @Test func theStepsLawIsReadOffTheTrainings() throws {
        let law = StepsLaw(leastSteps: 20, criticalBatchSize: 100)
        let trainings = [8, 16, 32, 64, 128, 256].flatMap { size in
            [0, 1].map { seed in
                let steps = Int(law.steps(Double(size)).rounded())
                return training(size, seed: seed, values: (1...steps).map { $0 < steps ? 0.5 : 0.9 }, stepsBetween: 1)
            }
        }
        let found = LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: 0.9, remedies: [])
        let fitted = try #require(found.stepsLaw)
        #expect(abs(fitted.leastSteps / 20 - 1) < 0.1)
        let critical = try #require(fitted.criticalBatchSize)
        #expect(critical.low < 100 && 100 < critical.high && fitted.residualRatio < 0.03)
    }

    /// If evaluations are far apart, the step between them at which the target was reached is unknown: on average the
    /// middle.
    @Test func rareEvaluationsMakeTheLawLessSure() throws {
        let law = StepsLaw(leastSteps: 20, criticalBatchSize: 100)
        func fitted(every: Int) throws -> SweepDocument.MeasuredStepsLaw {
            let trainings = [8, 16, 32, 64, 128, 256].flatMap { size in
                [0, 1].map { seed in
                    let evaluations = Int((law.steps(Double(size)) / Double(every)).rounded(.up))
                    let values = (1...evaluations).map { $0 < evaluations ? 0.5 : 0.9 }
                    return training(size, seed: seed, values: values, stepsBetween: every)
                }
            }
            let found = LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: 0.9, remedies: [])
            return try #require(found.stepsLaw)
        }
        let (often, rarely) = (try fitted(every: 2), try fitted(every: 20))
        func width(_ law: SweepDocument.MeasuredStepsLaw) throws -> Double {
            let critical = try #require(law.criticalBatchSize)
            return critical.high / critical.low
        }
        #expect(try width(rarely) > width(often))
        let critical = try #require(rarely.criticalBatchSize)
        #expect(critical.low < 100 && 100 < critical.high, "\(critical)")
    }

    @Test func aRemedyIsComparedSeedBySeed() throws {
        let remedy = Remedy(name: "warm-up", source: "", parameters: "", arguments: ["--warmup-steps", "5"])
        let trainings = [(0, 0.90), (1, 0.80), (2, 0.85)].flatMap { seed, plain in
            [
                training(64, seed: seed, values: [0.5, 0.95]),
                training(1024, seed: seed, values: [0.3, plain]),
                training(1024, seed: seed, arms: [], remedy: "warm-up", values: [0.3, plain + 0.05]),
            ]
        }
        let found = LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: nil, remedies: [remedy])
        let result = try #require(found.remedies.first)
        // The seeds differ by far more than the gain of the remedy, which is the same for each.
        #expect(abs(try #require(result.gain?.value) - 0.05) < 1e-12)
        #expect(result.helps && result.batchSize == 1024)
        #expect(abs(try #require(result.recovered?.value) - 0.5) < 1e-9)
        // The gain is certain, but the loss is not: 0.05, 0.15 and 0.10 are compatible with zero.
        #expect(result.recovered?.low == nil)
    }

    @Test func whatWasLostHasAnErrorOfItsOwn() throws {
        let remedy = Remedy(name: "warm-up", source: "", parameters: "", arguments: [])
        func concluded(_ plain: [Double]) -> SweepDocument.Learning.RemedyResult? {
            let trainings = plain.enumerated().flatMap { seed, plain in
                [
                    training(64, seed: seed, values: [0.5, 0.95]), training(1024, seed: seed, values: [0.3, plain]),
                    training(1024, seed: seed, arms: [], remedy: "warm-up", values: [0.3, plain + 0.05]),
                ]
            }
            return LearningConclusion(studied(trainings), points: [])
                .concluded(wishedTarget: nil, remedies: [remedy]).remedies.first
        }
        let sure = try #require(concluded([0.85, 0.85, 0.85])?.recovered)
        let (low, high) = (try #require(sure.low), try #require(sure.high))
        #expect(abs(high - low) < 1e-9 && abs(low - 0.5) < 1e-9)
        let unsure = try #require(concluded([0.84, 0.85, 0.86])?.recovered)
        #expect(try #require(unsure.low) < 0.45)
        #expect(try #require(unsure.high) > 0.55)
        let one = try #require(concluded([0.85])?.recovered)
        #expect(one.low == nil && abs(one.value - 0.5) < 1e-9)
    }

    @Test func whatStaysWhereItWasIsNotLearned() {
        let shuffled = (0..<4).map {
            training(64, seed: $0, values: [0.10, 0.11, 0.09, 0.10 + Double($0 % 2) * 0.004])
        }
        let found = LearningConclusion(studied(shuffled), points: []).concluded(wishedTarget: nil, remedies: [])
        #expect(found.nothingLearned == NothingLearned(trainings: 4, measure: .accuracy))
    }

    /// If the sweep did not reach a batch size, its trainings give the energy per sample.
    @Test func theEnergyOfATrainingCountsWhereNoneWasMeasured() throws {
        var one = training(64, seed: 0, values: [0.5, 0.95])
        one.joulesPerSample = 0.25
        let found = LearningConclusion(studied([one]), points: []).concluded(wishedTarget: 0.9, remedies: [])
        #expect(found.results.first?.joulesToTarget?.value == 0.25 * 20 * 64)
    }

    /// A data loader that hangs, or a node that fails, proves nothing about a batch size.
    @Test(arguments: [TrainingDocument.Outcome.stalled, .failed])
    func whatHungOrFailedCountsForNothing(outcome: TrainingDocument.Outcome) throws {
        let trainings = [
            training(64, seed: 0, values: [0.5, 0.95]), training(64, seed: 1, values: [0.5, 0.95]),
            training(256, seed: 0, values: [0.5, 0.95]), training(256, seed: 1, values: [0.2], outcome: outcome),
        ]
        let found = LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: 0.9, remedies: [])
        let large = try #require(found.results.first { $0.batchSize == 256 })
        #expect(large.trainings == 1 && large.reachedTarget == 1 && large.test?.value == 0.95)
        #expect(found.thresholds.first?.batchSize == 256)
    }

    /// The result of a training when it was stopped is not its result at the end.
    @Test func whatWasStoppedEntersNoMean() throws {
        let trainings = [
            training(64, seed: 0, values: [0.5, 0.95]), training(64, seed: 1, values: [0.5, 0.95]),
            training(256, seed: 0, values: [0.2, 0.95]),
            training(256, seed: 1, values: [0.2, 0.4], outcome: .stoppedEarly),
        ]
        let found = LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: nil, remedies: [])
        let stopped = try #require(found.results.first { $0.batchSize == 256 })
        #expect(stopped.stoppedEarly == 1 && stopped.test?.value == 0.95 && stopped.stoppedAt?.value == 0.4)
        // The mean of those that were not stopped is not the mean of the batch size.
        #expect(found.thresholds.first?.batchSize == 64)
        #expect(found.best?.batchSize == 64)
    }

    /// A script that ignores its seed trains the same model repeatedly: that is one training, without an interval.
    @Test func aSeedThatChangesNothingProvesNothing() throws {
        let trainings = (0..<5).flatMap { seed in
            [training(64, seed: seed, values: [0.5, 0.95]), training(256, seed: seed, values: [0.5, 0.945])]
        }
        let found = LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: nil, remedies: [])
        let threshold = try #require(found.thresholds.first)
        #expect(threshold.batchSize == 256 && threshold.sureBatchSize == nil && threshold.probability == nil)
    }

    /// Of many equally good kinds one is the best by chance: the loss relative to it is measured with the other seeds.
    @Test func theBestIsChosenByOtherSeedsThanItIsJudgedBy() throws {
        let remedy = Remedy(name: "warm-up", source: "", parameters: "", arguments: [])
        var generator = SeededGenerator(seed: 3)
        var lost = 0.0
        let runs = 300
        for _ in 0..<runs {
            let trainings = (0..<5).flatMap { seed in
                [16, 32, 64, 128, 256, 512].map { size in
                    training(size, seed: seed, values: [0.3, 0.9 + 0.01 * generator.normal()])
                } + [
                    training(1024, seed: seed, values: [0.3, 0.8]),
                    training(1024, seed: seed, arms: [], remedy: "warm-up", values: [0.3, 0.9]),
                ]
            }
            let found = LearningConclusion(studied(trainings), points: [])
                .concluded(wishedTarget: nil, remedies: [remedy])
            lost += 0.1 / (try #require(found.remedies.first?.recovered?.value))
        }
        // All of it is recovered. Relative to the maximum of the six means the loss would be larger by 0.0057.
        #expect(abs(lost / Double(runs) - 0.1) < 0.0015, "\(lost / Double(runs))")
    }

    /// A rate is better if it needs fewer steps seed by seed, however much seeds differ.
    @Test func ratesAreComparedSeedBySeed() throws {
        func concluded(_ steps: [[Int]]) -> LearningFindings {
            let rates = [0.05, 0.1, 0.2]
            let trainings = zip(rates, steps).flatMap { rate, steps in
                steps.enumerated().map { seed, steps in
                    var one = training(
                        64,
                        seed: seed,
                        arms: rate == 0.1 ? [.unchanged, .scaledRate] : [],
                        values: (1...steps).map { $0 < steps ? 0.5 : 0.9 },
                        stepsBetween: 1
                    )
                    one.setting.learningRate = rate
                    return one
                }
            }
            return LearningConclusion(studied(trainings), points: []).concluded(wishedTarget: 0.9, remedies: [])
        }
        let paired = concluded([[150, 260, 330, 90], [100, 200, 300, 60], [80, 162, 246, 49]])
        #expect(paired.betterLearningRate == 0.2)
        let unpaired = concluded([[150, 260, 330, 90], [100, 200, 300, 60], [162, 80, 49, 246]])
        #expect(unpaired.betterLearningRate == nil)
        #expect(SweepDocument.Learning(paired).betterRate?.better.learningRate == 0.2)
    }
}
