import FoundationEssentials
import HeadroomCore
import HeadroomSweep
import Testing

@Suite struct CodeFingerprintTests {
    private let folder = "/tmp/headroom-code-\(UInt32.random(in: .min ... .max))"

    private func write(_ path: String, _ text: String) throws {
        let path = "\(folder)/\(path)"
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
    }

    /// All files that a training depends on and its command refers to change the fingerprint, and no others do.
    @Test func whatATrainingDependsOnCounts() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let paths = ["train.py", "beside.py", "model/block.py", "conf/optimizer.yaml", "data/train/0.png", "README.md"]
        for path in paths { try write(path, "a") }
        let command = ["python3", "\(folder)/train.py", "--data=\(folder)/data", "--lr", "0.1"]
        func isChanged(by path: String, to text: String = "longer") throws -> Bool {
            let before = try #require(CodeFingerprint.of(command))
            try write(path, text)
            return CodeFingerprint.of(command) != before
        }
        #expect(CodeFingerprint.of(command) == CodeFingerprint.of(command))
        #expect(try isChanged(by: "train.py"))
        #expect(try isChanged(by: "beside.py"))
        #expect(try isChanged(by: "model/block.py"), "a package in a folder below")
        #expect(try isChanged(by: "conf/optimizer.yaml"), "settings")
        #expect(try isChanged(by: "data/train/0.png"), "data that the command names")
        #expect(try isChanged(by: "data/train/1.png"), "data that come new")
        #expect(try !isChanged(by: "README.md"))
        #expect(try !isChanged(by: "__pycache__/train.py"))
        #expect(CodeFingerprint.of(["python3", "-m", "package"]) == nil)
    }

    /// Trainings by another version of a framework are different trainings.
    @Test func whatIsKeptIsOfOneMeasure() {
        let setting = TrainingDocument.Setting(batchSize: 8, seed: 0)
        func training(_ outcome: TrainingDocument.Outcome) -> TrainingDocument {
            TrainingDocument(setting: setting, arms: [], outcome: outcome, curve: LearningCurve())
        }
        let kept = [
            KeptTrainings(measure: .loss, frameworks: [:], trainings: [training(.completed)]),
            KeptTrainings(
                measure: .accuracy,
                frameworks: [:],
                trainings: [training(.stoppedEarly), training(.stalled), training(.diverged)]
            ),
        ]
        #expect(kept.training(of: setting, by: .accuracy)?.outcome == .diverged)
        #expect(kept.training(of: setting, by: .meanReturn) == nil)
    }
}
