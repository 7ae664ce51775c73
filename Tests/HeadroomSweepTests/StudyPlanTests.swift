import HeadroomCore
import HeadroomSchema
import HeadroomSweep
import HeadroomTrials
import Testing

@Suite struct StudyPlanTests {
    private func plan(
        baseline batchSize: Int = 64,
        samples: Int? = 1442,
        optimizer: String? = "sgd",
        arguments: [String] = ["train", "{batch}", "{lr}", "{epochs}", "{seed}"],
        asked: [Int]? = nil,
        criticalBatchSize: Double? = nil,
        limit: Int = .max,
        spacing: Int = 4
    ) -> StudyPlan {
        let command = CommandTemplate(arguments)
        var options = StudyOptions(trials: SweepOptions(command: command), command: command)
        options.batchSizes = asked
        var baseline = Baseline(batchSize: batchSize, isObserved: true)
        baseline.trainingSamples = samples
        baseline.epochs = 20
        baseline.optimizer = optimizer
        baseline.learningRate = 0.05
        var plan = StudyPlan(
            options: options,
            baseline: baseline,
            rule: LearningRateRule(optimizer: optimizer),
            criticalBatchSize: criticalBatchSize,
            reduction: .mean,
            limit: limit
        )
        plan.spacing = spacing
        return plan
    }

    // MARK: Batch sizes

    @Test func theyLieAroundTheBaseline() {
        #expect(plan().batchSizes == [16, 64, 256, 1024])
        #expect(plan(spacing: 2).batchSizes == [16, 32, 64, 128, 256, 512, 1024])
        #expect(plan(baseline: 100, spacing: 2).batchSizes == [25, 50, 100, 200, 400, 800])
        #expect(plan(baseline: 1).batchSizes == [1, 4, 16, 64, 256, 1024])
    }

    @Test func memoryAndDataEndThem() {
        #expect(plan(limit: 256, spacing: 2).batchSizes == [16, 32, 64, 128, 256])
        #expect(plan(samples: 200, spacing: 2).batchSizes == [16, 32, 64, 128])
        // Without a known end there are only as many as can be trained.
        #expect(plan(samples: nil).batchSizes.count == 10)
    }

    @Test func theBaselineIsAlwaysAmongThoseThatAreAskedFor() {
        #expect(plan(asked: [512, 8]).batchSizes == [8, 64, 512])
    }

    // MARK: Trainings

    /// At the baseline all arms are one training; a smaller batch is not trained less.
    @Test func everyArmIsTriedWhereItMeansSomething() {
        let trainings = plan(asked: [16, 64, 256]).trainings(seed: 3)
        #expect(trainings.map(\.setting.batchSize) == [16, 16, 64, 256, 256, 256])
        #expect(
            trainings.map(\.arms)
                == [[.unchanged], [.scaledRate], Arm.allCases, [.unchanged], [.scaledRate], [.equalUpdates]]
        )
        #expect(trainings.allSatisfy { $0.setting.seed == 3 && $0.remedy == nil })
    }

    @Test func theLearningRateFollowsTheBatchSize() {
        let trainings = plan(asked: [16, 64, 256]).trainings(seed: 0)
        #expect(trainings.map(\.setting.learningRate) == [0.05, 0.0125, 0.05, 0.05, 0.2, 0.2])
        let saturating = plan(asked: [256], criticalBatchSize: 64).trainings(seed: 0)
        // (1 + 64 / 64) / (1 + 64 / 256) = 1.6.
        #expect(saturating.first { $0.arms == [.scaledRate] }?.setting.learningRate == 0.08)
        let adam = plan(optimizer: "adam", asked: [256]).trainings(seed: 0)
        #expect(adam.first { $0.arms == [.scaledRate] }?.setting.learningRate == 0.1)
    }

    /// 23 steps an epoch at 64 are 460 in total; at 256 an epoch has 6, so that 77 are needed, and at 1,024 2, so 230.
    @Test func asManyUpdatesTakeMoreEpochsAndAWarmUp() throws {
        let trainings = plan(asked: [256, 1024]).trainings(seed: 0).filter { $0.arms == [.equalUpdates] }
        #expect(trainings.map(\.setting.epochs) == [77, 230])
        // 5 of 90 of 462 and of 460 updates.
        #expect(trainings.map(\.setting.warmupSteps) == [26, 26])
        let others = plan(asked: [256]).trainings(seed: 0).filter { $0.arms != [.equalUpdates] }
        #expect(others.allSatisfy { $0.setting.epochs == 20 && $0.setting.warmupSteps == 0 })
    }

    @Test func whatThereIsNoTimeForIsDropped() {
        var plan = plan(asked: [256, 1024])
        plan.givenUp = [1024]
        let updates = plan.trainings(seed: 0).filter { $0.arms.contains(.equalUpdates) }
        #expect(updates.map(\.setting.batchSize) == [64, 256])
    }

    /// Without a placeholder for the seed, a command has one training of each kind.
    @Test func aCommandWithoutSeedsHasNone() {
        #expect(
            plan(arguments: ["train", "{batch}", "{lr}"]).trainings(seed: nil).allSatisfy { $0.setting.seed == nil }
        )
    }

    @Test func whatACommandDoesNotTakeIsLeftToIt() throws {
        let trainings = plan(arguments: ["train", "{batch}"], asked: [256]).trainings(seed: nil)
        #expect(trainings.map(\.arms) == [[.unchanged], [.unchanged]])
        #expect(trainings.allSatisfy { $0.setting.learningRate == nil && $0.setting.epochs == nil })
    }

    // MARK: Obstacles

    @Test func whatIsMissingIsNamedWithItsOption() {
        #expect(plan().obstacle(to: .equalUpdates) == nil)
        #expect(plan(arguments: ["train", "{lr}"]).obstacle(to: .equalUpdates) == .noEpochsPlaceholder)
        #expect(plan(arguments: ["train", "{epochs}"]).obstacle(to: .scaledRate) == .noRatePlaceholder)
        #expect(plan(samples: nil).obstacle(to: .equalUpdates) == .unknownSamples)
        #expect(plan(samples: nil).obstacle(to: .scaledRate) == nil)
        #expect(plan(optimizer: nil).obstacle(to: .scaledRate) == .unknownOptimizer)
        #expect(plan(optimizer: "lion x=1").obstacle(to: .scaledRate) == .noRule(optimizer: "lion"))
        #expect(plan(optimizer: nil).obstacle(to: .unchanged) == nil)
    }

    // MARK: Learning rates and remedies

    @Test func learningRatesAreTriedAroundThatOfTheRule() {
        let trainings = plan().rateTrainings(256, 1)
        #expect(trainings.map(\.setting.learningRate) == [0.2, 0.1, 0.4, 0.8])
        #expect(trainings.allSatisfy { $0.arms.isEmpty && $0.remedy == nil && $0.setting.seed == 1 })
        #expect(plan(optimizer: nil).rateTrainings(256, 1).isEmpty)
    }

    @Test func aRemedyComesOnTopOfAnArm() {
        let remedy = Remedy(name: "clipping", source: "", parameters: "", arguments: ["--clip", "1"])
        let training = plan().training(remedy, on: .scaledRate, 256, 2)
        #expect(training.setting.learningRate == 0.2 && training.setting.arguments == ["--clip", "1"])
        #expect(training.arms.isEmpty && training.base == .scaledRate && training.remedy == remedy)
    }
}
