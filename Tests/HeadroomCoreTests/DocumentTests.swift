import FoundationEssentials
import HeadroomCore
import Testing

@Suite struct DocumentTests {
    private let machine = SweepDocument.Machine(
        devices: ["CPU"],
        driver: nil,
        frameworks: [:],
        logicalCPUs: 2,
        usableCPUs: 2,
        memoryBytes: 1
    )

    @Test func whatWasNotMeasuredIsNullAndNotLeftOut() throws {
        var document = SweepDocument(
            kind: .sweep,
            id: "x",
            startedAt: "",
            command: ["a"],
            workload: nil,
            objective: .time,
            machine: machine
        )
        document.trials = [TrialDocument(id: 1, purpose: .probe, batchSize: 2, outcome: .outOfMemory, wallSeconds: 1)]
        let text = String(decoding: try JSONEncoder().encode(document), as: UTF8.self)
        for field in [
            "fits", "pays", "learns", "recommendation", "samplesPerSecond", "peakHostMemoryBytes", "workload",
        ] {
            #expect(text.contains("\"\(field)\":null"), "\(field)")
        }
        #expect(try JSONDecoder().decode(SweepDocument.self, from: Data(text.utf8)) == document)
    }

    @Test func aDocumentWithoutANewFieldStillReads() throws {
        let text =
            #"{"id":1,"purpose":"speed","batchSize":2,"outcome":"completed","wallSeconds":1,"devices":[],"evidence":[]}"#
        let trial = try JSONDecoder().decode(TrialDocument.self, from: Data(text.utf8))
        #expect(trial.batchSize == 2 && trial.samplesPerSecond == nil)
    }

    /// Document as written before documents had a kind.
    private func old(_ change: (inout SweepDocument) -> Void) throws -> String {
        var document = SweepDocument(
            kind: .sweep,
            id: "x",
            startedAt: "",
            command: ["a"],
            workload: nil,
            objective: .time,
            machine: machine
        )
        change(&document)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(document), as: UTF8.self)
        #expect(text.contains(#""kind":"sweep","#))
        return text.replacing(#""kind":"sweep","#, with: "")
    }

    @Test func theKindOfAnOlderDocumentIsInferred() throws {
        func trial(_ id: Int, _ purpose: TrialDocument.Purpose) -> TrialDocument {
            TrialDocument(id: id, purpose: purpose, batchSize: 2, outcome: .completed, wallSeconds: 1)
        }
        let documents: [(SweepDocument.Kind, (inout SweepDocument) -> Void)] = [
            (.run, { $0.trials = [trial(1, .training)] }),
            (
                .fit,
                {
                    $0.trials = [trial(1, .probe)]
                    $0.undecided = ["fits": "the sweep ended before it was looked for"]
                }
            ),
            (
                .sweep,
                {
                    $0.trials = [trial(1, .speed), trial(2, .probe)]
                    $0.undecided = ["fits": "the sweep ended before it was looked for", "pays": "no batch size"]
                }
            ),
            (.learn, { $0.trials = [trial(1, .speed), trial(2, .training)] }),
            (.learn, { $0.trials = [trial(1, .speed), trial(2, .gradient)] }),
        ]
        for (kind, change) in documents {
            let read = try JSONDecoder().decode(SweepDocument.self, from: Data(try old(change).utf8))
            #expect(read.kind == kind)
            // Writing it again keeps its kind.
            let again = try JSONDecoder().decode(SweepDocument.self, from: try JSONEncoder().encode(read))
            #expect(again == read)
            #expect((read.watchedRun != nil) == (kind == .run))
        }
    }

    @Test func aDocumentOfAnotherSchemaIsRefused() throws {
        let text = try old { _ in }.replacing(#"headroom.sweep\/1"#, with: "headroom.sweep/2")
            .replacing("headroom.sweep/1", with: "headroom.sweep/2")
        #expect {
            _ = try JSONDecoder().decode(SweepDocument.self, from: Data(text.utf8))
        } throws: {
            "\($0)".contains("headroom.sweep/2")
        }
    }
}
