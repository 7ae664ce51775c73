import FoundationEssentials
import HeadroomCore
import HeadroomNumerics
import HeadroomSchema
import TestSupport
import Testing

/// Complete runs of `headroom learn` over the workload.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct LearnDigitsTests {
    @Test func allOfItComesTogether() async throws {
        let page = "/tmp/headroom-learn-\(UInt32.random(in: .min ... .max)).html"
        defer { try? FileManager.default.removeItem(atPath: page) }
        let result = try await Command.run(
            [
                "learn", "digits", "--no-store", "--seeds", "2", "--batch-sizes", "64,1024", "--budget", "210s",
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

    /// Both spellings of an option name the data on which the solutions were trained.
    @Test(arguments: [["--data", "{}"], ["--data={}"]])
    func theSharpnessIsThatOnTheDataOfTheTraining(option: [String]) async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let lines = try String(contentsOfFile: "\(Needs.data)/digits.csv", encoding: .utf8).split(separator: "\n")
        let rows = lines.prefix(500).map { $0.split(separator: ",").compactMap { UInt8($0) } }
        func write(_ rows: some Collection<[UInt8]>, _ name: String) throws {
            let count = [UInt8(rows.count >> 8), UInt8(rows.count & 0xff)]
            let images = [0, 0, 8, 3, 0, 0] + count + [0, 0, 0, 8, 0, 0, 0, 8]
            try folder.write(images + rows.flatMap { $0.prefix(64).map { $0 * 15 } }, "\(name)-images-idx3-ubyte")
            try folder.write([0, 0, 8, 1, 0, 0] + count + rows.map { $0[64] }, "\(name)-labels-idx1-ubyte")
        }
        try write(rows.prefix(400), "train")
        try write(rows.dropFirst(400), "t10k")
        let result = try await Command.run(
            [
                "learn", "digits", "--no-store", "--seeds", "1", "--batch-sizes", "32,128", "--no-remedies",
                "--budget", "60s", "--export-json", "-", "--", "--epochs", "3",
            ] + option.map { $0.replacing("{}", with: folder.path) }
        )
        #expect(result.status == 0, "\(result.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8))
        #expect(document.learning?.sharpness?.solutions.count == 2, "\(document.notes)")
    }

    /// Labels that have nothing to do with their samples are learned by heart and no further.
    ///
    /// Chance alone changes the accuracy on 355 test samples by 1.6 points, averaged over eight trainings by less than
    /// one.
    @Test func shuffledLabelsAreNotLearned() async throws {
        let folder = "/tmp/headroom-learn-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lines = try String(contentsOfFile: "\(Needs.data)/digits.csv", encoding: .utf8).split(separator: "\n")
        let rows = try lines.map { line in
            let comma = try #require(line.lastIndex(of: ","))
            return (pixels: line[...comma], label: line[line.index(after: comma)...])
        }
        var generator = SeededGenerator(seed: 1)
        let labels = rows.map(\.label).shuffled(using: &generator)
        let shuffled = zip(rows, labels).map { $0.pixels + $1 }.joined(separator: "\n")
        try shuffled.write(toFile: "\(folder)/digits.csv", atomically: false, encoding: .utf8)
        let result = try await Command.run(
            [
                "learn", "digits", "--no-store", "--seeds", "2", "--batch-sizes", "64,256", "--no-remedies",
                "--tolerance", "0.02", "--budget",
                "40s", "--export-json", "-", "--", "--epochs", "10",
            ],
            environment: ["HEADROOM_DATA": folder]
        )
        #expect(result.status == 0, "\(result.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8))
        let learning = try #require(document.learning)
        #expect(learning.nothingLearned != nil && document.undecided["learns"]?.contains("nothing is learned") == true)
        #expect(document.recommendation == nil && document.learns == nil && document.candidates.isEmpty)
        #expect(document.notes.contains { $0.contains("Are the labels those of the samples?") })
        // They are memorized.
        #expect(learning.trainings.contains { $0.trainingMeasure ?? 0 > ($0.testMeasure ?? 1) + 0.1 })
    }

    @Test func moreThanTheDataIsRefused() async throws {
        let result = try await Command.run([
            "learn", "digits", "--no-store", "--batch-sizes", "64,4096", "--budget", "30s",
        ])
        #expect(result.status == 64 && result.errors.contains("1442"), "\(result.errors)")
    }

    /// The script has no Headroom support: the agent reports its steps and freezes its parameters, and its output
    /// contains its evaluation results.
    @Test func anUnchangedPyTorchScriptLearns() async throws {
        let result = try await Command.run(
            [
                "learn", "--no-store", "--seeds", "1", "--batch-sizes", "64,256", "--budget", "400s", "--epochs", "5",
                "--export-json", "-",
                "--", try Needs.python(of: "pytorch"), "Examples/pytorch.py", "--batch-size", "{batch}", "--lr", "{lr}",
                "--epochs", "{epochs}", "--seed", "{seed}", "--data", "\(Needs.data)/digits.csv",
            ]
        )
        #expect(result.status == 0, "\(result.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8))
        let learning = try #require(document.learning)
        #expect(learning.baseline.batchSize == 64 && learning.baseline.learningRate == 0.05)
        #expect(learning.baseline.epochs == 5 && learning.seeds == 1)
        #expect(learning.results.contains { $0.arm == .equalUpdates && $0.batchSize == 256 })
        // The stage at its start is the easiest to estimate, and has a noise scale of some tens of samples.
        #expect(document.laws.noise?.stages.first?.scale != nil)
        #expect(try #require(learning.best?.test?.value) > 0.9)
        // A warmup was requested, and the agent applied it.
        #expect(learning.trainings.contains { $0.setting.warmupSteps > 0 && $0.outcome == .completed })
        #expect(!learning.omitted.contains { $0.contains("warm-up") }, "\(learning.omitted)")
    }
}
