import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// `headroom learn` over a training whose learning follows known laws (Scripts/known_learner.py).
///
/// At a baseline of 32 it has 128 updates, which is enough; half of them are not, unless the learning rate is scaled.
@Suite(.serialized) struct LearnTests {
    private static let script = "Tests/EndToEndTests/Scripts/known_learner.py"
    private static let placeholders = [
        "--batch-size", "{batch}", "--lr", "{lr}", "--epochs", "{epochs}", "--seed", "{seed}",
    ]

    private func learn(
        _ training: [String] = [],
        options: [String] = ["--no-store"],
        placeholders: [String] = placeholders,
        script: String = script,
        program: [String]? = nil
    ) async throws -> (result: Command, document: SweepDocument?) {
        let result = try await Command.run(
            ["learn", "--budget", "14s", "--seeds", "2", "--batch-sizes", "32,128", "--export-json", "-"] + options
                + ["--"] + (program ?? ["python3", script]) + training + placeholders
        )
        return (result, try? JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8)))
    }

    private func thresholds(_ learning: SweepDocument.Learning) -> [Arm: Int?] {
        Dictionary(uniqueKeysWithValues: learning.thresholds.map { ($0.arm, $0.batchSize) })
    }

    @Test func theThresholdsAreThoseOfTheLaws() async throws {
        let (result, document) = try await learn(
            options: ["--no-store", "--batch-sizes", "8,32,128", "--budget", "24s"]
        )
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        #expect(learning.baseline.batchSize == 32 && learning.baseline.learningRate == 0.1)
        #expect(learning.baseline.epochs == 4 && learning.measure == .accuracy && learning.reduction == .mean)
        #expect(thresholds(learning) == [.unchanged: 32, .scaledRate: 128, .equalUpdates: 128])
        // 0.95 - 0.85 exp(-0.1 u / 2) passes the target, about 0.939, within the epoch of the 88th update.
        let large = try #require(learning.results.first { $0.arm == .scaledRate && $0.batchSize == 128 })
        // Printed output and socket events arrive separately, by one or two steps of half a millisecond.
        let steps = try #require(large.stepsToTarget?.value)
        #expect(large.learningRate == 0.4 && abs(steps - 24) <= 2)
        #expect(document?.learns?.batchSize == 128 && document?.learns?.measuredBy == .accuracy)
        #expect(document?.recommendation?.batchSize == 128 && document?.recommendation?.learningRateFactor == 4)
        // The script does not accept a warmup, which is reported.
        #expect(learning.omitted.contains { $0.contains("warm-up") })
        // Every training is a separate trial.
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
        // After one seed diverged, the others are not run.
        #expect(diverged.count == 3 && diverged.allSatisfy { $0.setting.batchSize == 128 && $0.reason != nil })
        #expect(thresholds(learning) == [.unchanged: 32, .scaledRate: 32, .equalUpdates: 32])
        #expect(document?.recommendation?.batchSize ?? 999 <= 32)
    }

    /// One training stops reporting after four steps: it is ended after half a minute, and the others are run.
    @Test(.disabled(if: Needs.isQuick)) func aTrainingThatHangsIsEndedAndTheOthersGoOn() async throws {
        let (result, document) = try await learn(
            ["--hangs-at", "128"],
            options: ["--no-store", "--seeds", "3", "--budget", "70s"]
        )
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        let hung = learning.trainings.filter { $0.outcome == .stalled }
        #expect(hung.map(\.setting.batchSize) == [128] && hung.map(\.setting.seed) == [1])
        #expect(hung.first?.reason?.contains("stopped making progress after step 4") == true)
        #expect(learning.omitted.contains { $0.contains("at batch size 128, seed 1: it stopped making progress") })
        #expect(learning.trainings.contains { $0.setting.batchSize == 128 && $0.setting.seed == 2 })
        #expect(thresholds(learning) == [.unchanged: 32, .scaledRate: 128, .equalUpdates: 128])
    }

    /// One training of many fails: it is reported, and the others are run.
    @Test func aTrainingThatFailsIsNamedAndTheOthersGoOn() async throws {
        let (result, document) = try await learn(["--breaks-at", "128"])
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        let failed = learning.trainings.filter { $0.outcome == .failed }
        #expect(failed.map(\.setting.batchSize) == [128] && failed.map(\.setting.seed) == [1])
        #expect(failed.first?.reason?.hasSuffix("OSError: the file server is gone") == true)
        #expect(learning.omitted.contains { $0.contains("at batch size 128, seed 1: the command failed") })
        #expect(learning.trainings.contains { $0.setting.batchSize == 128 && $0.setting.seed == 0 })
        #expect(thresholds(learning)[.scaledRate] == 128)
    }

    /// Without its own batch size there is no baseline.
    @Test func aCommandThatFailsAtItsOwnBatchSizeIsAnError() async throws {
        let (result, document) = try await learn(["--fails-at", "32"], options: ["--no-store", "--baseline", "32"])
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.contains("the labels could not be read"))
        #expect(document?.learning?.trainings.contains { $0.outcome == .completed } != true)
    }

    /// Two processes need half the steps of one, so that a training that cannot win is known to be in its second half.
    @Test(.disabled(if: Needs.isQuick)) func theSamplesOfAllProcessesAreCounted() async throws {
        let (result, document) = try await learn(
            ["--ranks", "2", "--samples", "65536", "--threshold", "32"],
            options: ["--no-store", "--seeds", "1", "--batch-sizes", "32,128", "--budget", "40s"]
        )
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        #expect(learning.baseline.epochs == 4 && learning.baseline.batchSize == 32)
        let finished = learning.trainings.filter { $0.outcome == .completed && $0.setting.batchSize == 32 }
        #expect(!finished.isEmpty && finished.allSatisfy { $0.steps == 4096 && $0.samples == 4 * 65536 })
        // With 1,024 steps in total it is at its plateau, and too low, in the second half.
        let stopped = learning.trainings.filter { $0.outcome == .stoppedEarly && $0.arms == [.scaledRate] }
        #expect(!stopped.isEmpty && stopped.allSatisfy { 512..<1024 ~= $0.steps })
    }

    /// Batch sizes of trainings are also measured, even those that are not a power of two.
    @Test(.disabled(if: Needs.isQuick)) func theSweepMeasuresWhatIsTrained() async throws {
        let (result, document) = try await learn(
            options: [
                "--no-store", "--baseline", "48", "--batch-sizes", "20,48,200", "--seeds", "1", "--budget", "160s",
            ]
        )
        #expect(result.status == 0, "\(result.errors)")
        let measured = Set(try #require(document).points.map(\.batchSize))
        #expect(measured.isSuperset(of: [12, 20, 24, 48, 96, 200]), "\(measured) \(document?.notes ?? [])")
        #expect(document?.baseline?.batchSize == 48)
    }

    /// If the samples' gradients are summed, a larger batch already makes the step larger.
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

    @Test(.disabled(if: Needs.isQuick)) func aBatchSizeAtWhichTheCommandFailsIsNamed() async throws {
        let (result, document) = try await learn(
            ["--fails-at", "512"],
            options: ["--no-store", "--batch-sizes", "8,32,512", "--no-oom"]
        )
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        #expect(
            learning.omitted.contains { $0.contains("at batch size 512") && $0.contains("the labels could not be") }
        )
        #expect(learning.trainings.allSatisfy { ($0.outcome == .failed) == ($0.setting.batchSize == 512) })
        #expect(document?.recommendation?.batchSize ?? 512 < 512)
    }

    @Test(.disabled(if: Needs.isQuick)) func trainingsAreKeptUntilTheScriptChanges() async throws {
        let folder = "/tmp/headroom-learn-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "\(folder)/train.py"
        try FileManager.default.copyItem(atPath: Self.script, toPath: script)
        let options = [
            "--store", "\(folder)/runs.sqlite", "--seeds", "1", "--batch-sizes", "32,128", "--budget", "40s",
        ]
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

    /// Positional placeholders of a command cannot be omitted: it is run with the values given by the user, and reports
    /// the others.
    @Test(.disabled(if: Needs.isQuick)) func placeholdersThatStandAloneGetTheirArms() async throws {
        let shell = #"b=$1; r=$2; shift 2; exec python3 \#(Self.script) --batch-size $b --lr $r "$@""#
        let (result, document) = try await learn(
            options: ["--no-store", "--baseline", "32", "--learning-rate", "0.1"],
            placeholders: ["{batch}", "{lr}", "--epochs", "{epochs}", "--seed", "{seed}"],
            program: ["sh", "-c", shell, "sh"]
        )
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        #expect(learning.baseline.epochs == 4 && learning.baseline.learningRate == 0.1)
        #expect(thresholds(learning) == [.unchanged: 32, .scaledRate: 128, .equalUpdates: 128])
    }

    /// The user can give values that the command does not report; missing ones are listed with their option.
    @Test(.disabled(if: Needs.isQuick)) func whatIsMissingIsNamed() async throws {
        let (result, document) = try await learn(["--reticent"])
        #expect(result.status == 0, "\(result.errors)")
        let learning = try #require(document?.learning)
        #expect(Set(learning.results.map(\.arm)) == [.unchanged])
        #expect(learning.omitted.contains { $0.contains("--learning-rate") }, "\(learning.omitted)")
        let said = try await learn(
            ["--reticent"],
            options: ["--no-store", "--learning-rate", "0.1", "--optimizer", "sgd", "--training-samples", "1024"]
        )
        #expect(said.result.status == 0, "\(said.result.errors)")
        let arms = try #require(said.document?.learning)
        #expect(thresholds(arms) == [.unchanged: 32, .scaledRate: 128, .equalUpdates: 128])
    }

    @Test func aPlaceholderThatStandsAloneNeedsItsValue() async throws {
        let (result, _) = try await learn(placeholders: ["{batch}"])
        #expect(result.status == 64 && result.errors.contains("--baseline"), "\(result.errors)")
    }
}
