import FoundationEssentials
import HeadroomCore
import HeadroomSweep
import HeadroomTrials
import Testing

/// Diagnosis of recorded runs (Tests/Recordings): trainings with a known cause, created by `Benchmarks/diagnosis.py`
/// and named after it.
@Suite struct RecordedDiagnosisTests {
    static let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Recordings"
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
        $0.hasSuffix(".jsonl")
    }.sorted()

    private func result(_ name: String) throws -> SweepResult {
        let data = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name)"))
        return WatchedRun.result(of: try RecordedRun(data, name: name))
    }

    @Test(arguments: names) func theCauseIsFound(name: String) throws {
        let result = try result(name)
        let diagnosis = Diagnosis(try #require(result.conclusion.diagnosis))
        let cause = name.prefix { $0 != "-" }
        #expect(diagnosis.boundBy.rawValue == cause, "\(diagnosis.sentence) \(diagnosis.evidence)")
        #expect(!diagnosis.sentence.isEmpty && !diagnosis.advice.isEmpty)
        if diagnosis.boundBy != .unknown { #expect(!diagnosis.evidence.isEmpty) }
    }

    @Test func everyCauseThatAMachineWithoutAGPUCanHaveIsAmongThem() {
        let causes = Set(Self.names.map { String($0.prefix { $0 != "-" }) })
        let expected: Set<String> = [
            "input", "launch", "compute", "memoryBandwidth", "synchronization", "host", "contended", "spinning",
            "unknown",
        ]
        #expect(causes == expected)
    }

    /// The same evidence without the value that a verdict is based on must not lead to it.
    @Test(arguments: names.filter { !$0.hasPrefix("unknown") }) func withoutItsEvidenceThereIsNoSuchVerdict(
        name: String
    ) throws {
        let result = try result(name)
        let trial = try #require(result.trials.first)
        let cause = try #require(result.conclusion.diagnosis?.boundBy)
        var symptoms = Symptoms(trial.measured, on: result.machine)
        switch cause {
        case .input: symptoms.inputWaitRatio = 0
        case .launch: symptoms.shortSteps = nil
        case .compute, .memoryBandwidth: symptoms.workingSet = nil
        case .spinning: symptoms.threadUse = nil
        case .contended: symptoms.host?.busyCPUs = symptoms.busyCPUs
        case .host: symptoms.threads = Int(symptoms.usableCPUs)
        case .synchronization: symptoms.processes = 1
        case .throttled, .unknown: Issue.record("no figure is known that carries this verdict: \(cause)")
        }
        #expect(Finding(symptoms).boundBy != cause, "\(name)")
    }
}
