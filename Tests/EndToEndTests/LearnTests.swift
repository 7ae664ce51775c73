import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// `headroom learn` over a training whose learning follows known laws (Scripts/known_learner.py): at a baseline of 32 it
/// has 128 updates, which is enough; half of them are not, unless the learning rate is scaled.
@Suite(.serialized) struct LearnTests {
    private static let script = "Tests/EndToEndTests/Scripts/known_learner.py"
    private static let placeholders = [
        "--batch-size", "{batch}", "--lr", "{lr}", "--epochs", "{epochs}", "--seed", "{seed}",
    ]

    private func learn(
        _ training: [String] = [],
        options: [String] = ["--no-store"],
        placeholders: [String] = placeholders,
        script: String = script
    ) async throws -> (result: Command, document: SweepDocument?) {
        let result = try await Command.run(
            ["learn", "--budget", "14s", "--seeds", "2", "--batch-sizes", "8,32,128", "--export-json", "-"] + options
                + ["--", "python3", script] + training + placeholders
        )
        return (result, try? JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8)))
    }

    private func thresholds(_ learning: SweepDocument.Learning) -> [Arm: Int?] {
        Dictionary(uniqueKeysWithValues: learning.thresholds.map { ($0.arm, $0.batchSize) })
    }

    @Test func theThresholdsAreThoseOfTheLaws() async throws {
        let (result, document) = try await learn()
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        #expect(learning.baseline.batchSize == 32 && learning.baseline.learningRate == 0.1)
        #expect(learning.baseline.epochs == 4 && learning.measure == .accuracy && learning.reduction == .mean)
        #expect(thresholds(learning) == [.unchanged: 32, .scaledRate: 128, .equalUpdates: 128])
        // 0.95 - 0.85 exp(-0.1 u / 2) passes the target, 0.939 or so, within the epoch of the 88th update.
        let large = try #require(learning.results.first { $0.arm == .scaledRate && $0.batchSize == 128 })
        // What is printed and what is said on the socket arrive apart, by a step of half a millisecond or two.
        let steps = try #require(large.stepsToTarget?.value)
        #expect(large.learningRate == 0.4 && abs(steps - 24) <= 2)
        #expect(document?.learns?.batchSize == 128 && document?.learns?.measuredBy == .accuracy)
        #expect(document?.recommendation?.batchSize == 128 && document?.recommendation?.learningRateFactor == 4)
        // The script takes no word of a warm-up, which is said.
        #expect(learning.omitted.contains { $0.contains("warm-up") })
        // Every training is a trial of its own.
        #expect(document?.trials.filter { $0.purpose == .training && $0.arm != nil }.count == learning.trainings.count)
    }

    @Test func nothingIsRecommendedWhereNothingIsLearned() async throws {
        let (result, document) = try await learn(["--shuffled"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(document?.recommendation == nil && document?.learns == nil)
        #expect(document?.undecided["learns"]?.contains("nothing is learned") == true)
    }

    @Test(.disabled(if: Needs.isQuick)) func aTrainingThatDivergesIsAResult() async throws {
        let (result, document) = try await learn(["--diverges-from", "128"])
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        let diverged = learning.trainings.filter { $0.outcome == .diverged }
        // What one seed came to, the others need not try.
        #expect(diverged.count == 3 && diverged.allSatisfy { $0.setting.batchSize == 128 && $0.reason != nil })
        #expect(thresholds(learning) == [.unchanged: 32, .scaledRate: 32, .equalUpdates: 32])
        #expect(document?.recommendation?.batchSize ?? 999 <= 32)
    }

    /// Where the samples' gradients are added, a larger batch has made the step larger already.
    @Test(.disabled(if: Needs.isQuick)) func anAddedLossIsSeen() async throws {
        let (result, document) = try await learn(["--adds"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(document?.learning?.reduction == .sum)
        let scaled = document?.learning?.results.first { $0.arm == .scaledRate && $0.batchSize == 128 }
        #expect(scaled?.learningRate == 0.1)
    }

    @Test func withoutTestDataThereIsNothingToJudgeBy() async throws {
        let (result, _) = try await learn(["--silent"])
        #expect(result.status == 64 && result.errors.contains("--measure-regex"), "\(result.errors)")
    }

    @Test(.disabled(if: Needs.isQuick)) func anArmWithoutItsPlaceholderIsLeftOut() async throws {
        let (result, document) = try await learn(placeholders: ["--batch-size={batch}"])
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        #expect(Set(learning.results.map(\.arm)) == [.unchanged] && learning.seeds == 1)
        #expect(learning.omitted.contains { $0.contains("no {lr}") })
        #expect(document?.notes.contains { $0.contains("one seed only") } == true)
        #expect(learning.results.allSatisfy { $0.test?.low == nil })
    }

    @Test(.disabled(if: Needs.isQuick)) func aTargetThatNobodyReachesIsSaid() async throws {
        let (result, document) = try await learn(options: ["--no-store", "--target", "0.99"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(document?.notes.contains { $0.contains("no training reached the target of 0.99") } == true)
    }

    /// What has finished is not lost where a later training fails.
    @Test(.disabled(if: Needs.isQuick)) func aFailureKeepsWhatWasTrained() async throws {
        let (result, document) = try await learn(
            ["--fails-at", "512"],
            options: ["--no-store", "--batch-sizes", "8,32,512", "--no-oom"]
        )
        #expect(result.status == 1 && result.errors.contains("the labels could not be read"), "\(result.errors)")
        #expect(document?.trials.contains { $0.outcome == .completed } == true)
    }

    @Test(.disabled(if: Needs.isQuick)) func trainingsAreKeptUntilTheScriptChanges() async throws {
        let folder = "/tmp/headroom-learn-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "\(folder)/train.py"
        try FileManager.default.copyItem(atPath: Self.script, toPath: script)
        let options = ["--store", "\(folder)/runs.sqlite"]
        func kept() async throws -> (count: Int, of: Int, test: [Double?]) {
            let (result, document) = try await learn(options: options, script: script)
            #expect(result.status == 0, "\(result.errors)")
            let trainings = try #require(document?.learning?.trainings)
            return (trainings.filter { $0.keptFrom != nil }.count, trainings.count, trainings.map(\.testMeasure))
        }
        let first = try await kept()
        let second = try await kept()
        #expect(first.count == 0 && second.count == first.of && second.test == first.test)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1e9)],
            ofItemAtPath: script
        )
        #expect(try await kept().count == 0)
    }

    @Test func aPlaceholderThatStandsAloneNeedsItsValue() async throws {
        let (result, _) = try await learn(placeholders: ["{batch}"])
        #expect(result.status == 64 && result.errors.contains("--baseline"), "\(result.errors)")
    }
}

/// `headroom learn` over the workload, with everything that it does.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct LearnDigitsTests {
    @Test func allOfItComesTogether() async throws {
        let page = "/tmp/headroom-learn-\(UInt32.random(in: .min ... .max)).html"
        defer { try? FileManager.default.removeItem(atPath: page) }
        let result = try await Command.run(
            [
                "learn", "digits", "--no-store", "--seeds", "2", "--batch-sizes", "16,64,1024", "--budget", "4m",
                "--export-json", "-", "--html", page,
            ]
        )
        #expect(result.status == 0, "\(result.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8))
        let learning = try #require(document.learning)
        #expect(Set(learning.results.map(\.arm)) == Set(Arm.allCases) && learning.reduction == .mean)
        // 40 steps with the learning rate of 64 are too few.
        let unchanged = try #require(learning.results.first { $0.arm == .unchanged && $0.batchSize == 1024 }?.test)
        #expect(unchanged.value < (try #require(learning.best?.test?.value)) - learning.tolerance)
        let linear = try #require(learning.remedies.first { $0.name == "linear scaling" && $0.base == .unchanged })
        #expect(try #require(linear.gain?.value) > 0.03)
        #expect(learning.remedies.contains { $0.base == .scaledRate })
        let sharpness = try #require(learning.sharpness)
        #expect(sharpness.solutions.count == 2 && sharpness.line?.count == 25)
        #expect(document.learns?.measuredBy == .accuracy && document.laws.noise?.criticalBatchSize != nil)
        let recommended = try #require(document.recommendation?.batchSize)
        #expect((16...512).contains(recommended))
        #expect(document.candidates.allSatisfy { $0.seconds ?? 0 > 0 && $0.samples ?? 0 > 0 })
        #expect(try String(contentsOfFile: page, encoding: .utf8).contains("What fits, what pays, what learns"))
    }

    @Test func moreThanTheDataIsRefused() async throws {
        let result = try await Command.run([
            "learn", "digits", "--no-store", "--batch-sizes", "64,4096", "--budget", "30s",
        ])
        #expect(result.status == 64 && result.errors.contains("1442"), "\(result.errors)")
    }

    /// The script knows nothing of Headroom: the agent says its steps and holds its parameters still, and what it prints
    /// says how well it does.
    @Test func anUnchangedPyTorchScriptLearns() async throws {
        let result = try await Command.run(
            [
                "learn", "--no-store", "--seeds", "2", "--batch-sizes", "64,256", "--budget", "3m", "--epochs", "5",
                "--export-json", "-",
                "--", try Needs.python(of: "pytorch"), "Examples/pytorch.py", "--batch-size", "{batch}", "--lr", "{lr}",
                "--epochs", "{epochs}", "--seed", "{seed}", "--data", "\(Needs.data)/digits.csv",
            ]
        )
        #expect(result.status == 0, "\(result.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8))
        let learning = try #require(document.learning)
        #expect(learning.baseline.batchSize == 64 && learning.baseline.learningRate == 0.05)
        #expect(learning.baseline.epochs == 5 && learning.seeds == 2)
        #expect(learning.results.contains { $0.arm == .equalUpdates && $0.batchSize == 256 })
        // The stage at its start is the easiest to tell, and has some tens of samples.
        #expect(document.laws.noise?.stages.first?.scale != nil)
        #expect(try #require(learning.best?.test?.value) > 0.9)
        // A warm-up was asked for, and the agent took it up.
        #expect(learning.trainings.contains { $0.setting.warmupSteps > 0 && $0.outcome == .completed })
        #expect(!learning.omitted.contains { $0.contains("warm-up") }, "\(learning.omitted)")
    }
}
