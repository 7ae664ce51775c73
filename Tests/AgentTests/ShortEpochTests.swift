import FoundationEssentials
import HeadroomEvents
import Subprocess
import TestSupport
import Testing

/// Epochs that end early, and longest samples first: for runs that need the peak memory soon.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct ShortEpochTests {
    /// Number of batches of each pass of `torch_epochs.py` over its loaders.
    private struct Passes: Decodable, Equatable {
        var statistics: [Int]
        var before: [Int]
        var training: [Int]
        var evaluation: [Int]
        var length: Int
        /// Number of samples of the last batch of each epoch.
        var last: [Int]
    }

    private func output<Result: Decodable>(
        _ name: String,
        _ kind: String,
        _ variables: [Environment.Key: String?]?
    ) async throws -> (Result, Hello?) {
        let run = try await ScriptRun(
            Script(framework: "pytorch", name: name, kind: kind),
            variables: variables?.merging(["HEADROOM_BATCH_SIZE_SET_BY": "none"]) { $1 }
        )
        let line = try #require(run.output.split(separator: "\n").last { $0.hasPrefix("{") }, "\(run.error)")
        let hello = run.events.lazy.compactMap { if case .hello(let hello) = $0 { hello } else { nil } }.first
        return (try JSONDecoder().decode(Result.self, from: Data(line.utf8)), hello)
    }

    /// A pass without a step, such as one for the mean of the data, is complete; so is an evaluation before the
    /// training.
    @Test(arguments: ["plain", "workers", "persistent", "stream", "guarded", "suppressed", "enumerate"])
    func epochsEndEarlyAndEvaluationsAreWhole(kind: String) async throws {
        let (passes, _): (Passes, Hello?) = try await output("torch_epochs", kind, ["HEADROOM_EPOCH_BATCHES": "6"])
        let expected = Passes(
            statistics: [20],
            before: [20],
            training: [6, 6, 6],
            evaluation: [20, 20, 20],
            length: 20,
            last: [32, 32, 32]
        )
        #expect(passes == expected)
    }

    /// The allocator may take more for a batch of another size than for another one of the same.
    @Test(arguments: [("odd", 7), ("odd-workers", 9)])
    func theLastBatchIsAsSmallAsThatOfTheWholeEpoch(kind: String, batches: Int) async throws {
        let (passes, _): (Passes, Hello?) = try await output("torch_epochs", kind, ["HEADROOM_EPOCH_BATCHES": "6"])
        #expect(passes.training == [batches, batches, batches], "two more where a worker has them ready")
        #expect(passes.last == [10, 10, 10] && passes.evaluation == [21, 21, 21])
    }

    /// `next` over `range(len(loader))` would end the program with a StopIteration.
    @Test func aLoopThatCountsOnEveryBatchGetsThem() async throws {
        let (passes, _): (Passes, Hello?) = try await output("torch_epochs", "counted", ["HEADROOM_EPOCH_BATCHES": "6"])
        #expect(passes.training == [20, 20, 20] && passes.evaluation == [20, 20, 20])
    }

    /// An epoch does not end before its first step, regardless of its number of batches.
    @Test func anEpochHasAStep() async throws {
        let (passes, _): (Passes, Hello?) = try await output(
            "torch_epochs",
            "accumulation",
            ["HEADROOM_EPOCH_BATCHES": "2"]
        )
        #expect(passes.training == [4, 4, 4] && passes.evaluation == [20, 20, 20])
    }

    @Test func moreBatchesThanThereAreChangeNothing() async throws {
        let (passes, _): (Passes, Hello?) = try await output("torch_epochs", "plain", ["HEADROOM_EPOCH_BATCHES": "20"])
        let (alone, _): (Passes, Hello?) = try await output("torch_epochs", "plain", nil)
        #expect(passes == alone && alone.training == [20, 20, 20])
    }

    /// They compute the number of batches of an epoch before it begins, and evaluate after the last of them.
    @Test(arguments: [("lightning_loop", ""), ("transformers_loop", "1"), ("transformers_loop", "2")])
    func trainersComeToTheirEvaluations(name: String, kind: String) async throws {
        let script = Script(framework: "pytorch", name: name, kind: kind)
        let run = try await ScriptRun(
            script,
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": "none", "HEADROOM_EPOCH_BATCHES": "6"]
        )
        let line = try #require(run.output.split(separator: "\n").last { $0.hasPrefix("{\"steps\"") }, "\(run.error)")
        let counts = try JSONDecoder().decode(Counts.self, from: Data(line.utf8))
        // Lightning counts its batches itself, and ends after the sixth; the others reach the smaller last one.
        let isLightning = name == "lightning_loop"
        #expect(counts.samples == 3 * (6 * 32 + (isLightning ? 0 : 8)))
        #expect(counts.steps == (kind == "2" ? 9 : isLightning ? 18 : 21))
        let evaluations =
            run.output.components(separatedBy: isLightning ? "evaluated" : "eval_loss").count - 1
        #expect(evaluations == 3)
    }

    @Test(arguments: ["fit", "fit-dataset"]) func aFitOfKerasIsShortAsWell(kind: String) async throws {
        let script = Script(framework: "tensorflow", name: "keras_loops", kind: kind)
        let run = try await ScriptRun(
            script,
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": "none", "HEADROOM_EPOCH_BATCHES": "6"]
        )
        let line = try #require(run.output.split(separator: "\n").last { $0.hasPrefix("{\"steps\"") }, "\(run.error)")
        #expect(try JSONDecoder().decode(Counts.self, from: Data(line.utf8)).steps == 18)
        let end = run.events.lazy.compactMap { if case .end(let end) = $0 { end } else { nil } }.first
        #expect(end == EndEvent(step: 18, totalSamples: 18 * 32))
    }

    /// Lengths of the samples in the first batches of `torch_lengths.py`.
    private struct Lengths: Decodable {
        var first: [[Int]]
        var evaluated: [[Int]]
        /// Random numbers drawn after the first batch of each epoch.
        var drawn: [Double]
    }

    private func output(_ kind: String, _ variables: [Environment.Key: String?]?) async throws -> (Lengths, Hello?) {
        try await output("torch_lengths", kind, variables)
    }

    private static let longestFirst: [Environment.Key: String?] = ["HEADROOM_LONGEST_FIRST": "1"]

    @Test(arguments: ["padded", "workers", "persistent", "text", "tokens"])
    func theLongestSamplesAreInTheFirstBatch(kind: String) async throws {
        let (lengths, hello) = try await output(kind, Self.longestFirst)
        let expected = (191...200).reversed() + Array(repeating: 8, count: 6)
        #expect(
            lengths.first == [expected, expected]
                && lengths.evaluated == [[200, 199, 198, 197], [200, 199, 198, 197]]
        )
        #expect(hello?.longestFirst == true && hello?.longestSamples == 1000)
    }

    @Test func whatIsLookedAtIsThePartThatTheSamplerDrawsFrom() async throws {
        let (lengths, hello) = try await output("part", Self.longestFirst)
        #expect(
            lengths.first.allSatisfy { $0.prefix(6) == [195, 194, 193, 192, 191, 8] } && hello?.longestSamples == 500
        )
    }

    @Test func lookingChangesNothingOfWhatIsDrawnAtRandom() async throws {
        let (looked, _) = try await output("tokens", Self.longestFirst)
        let (alone, _) = try await output("tokens", nil)
        #expect(looked.drawn == alone.drawn)
    }

    /// Batches created by the script itself, samples of equal length, and samples that cannot be inspected.
    @Test(arguments: ["own-batches", "uniform", "failing"])
    func whatHasNoLongestSamplesIsLeftAlone(kind: String) async throws {
        let (lengths, hello) = try await output(kind, Self.longestFirst)
        let (alone, _) = try await output(kind, nil)
        #expect(lengths.first == alone.first)
        #expect(hello?.longestFirst != true)
    }
}
