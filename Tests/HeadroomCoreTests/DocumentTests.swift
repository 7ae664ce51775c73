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
}
