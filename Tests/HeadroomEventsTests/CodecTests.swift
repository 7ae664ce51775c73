import FoundationEssentials
import HeadroomEvents
import Testing

@Suite struct CodecTests {
    private let codec = EventCodec()

    @Test func everyEventSurvivesTheRoundTrip() throws {
        var step = StepEvent(at: 81234.567, step: 12, totalSamples: 768)
        step.samples = 64
        step.seconds = 0.0131
        step.loss = 0.31
        let hello = Hello(
            pid: 7,
            framework: "torch 2.13.0",
            device: "cpu",
            batchSizeSetBy: "argument",
            canSetBatchSize: true,
            step: 0,
            trainingSamples: 1437
        )
        let events: [Event] = [
            .hello(hello), .step(step),
            .evaluation(EvaluationEvent(step: 500, split: "test", accuracy: 0.97, loss: nil)),
            .gradient(GradientEvent(step: 12, batchSize: 8, squaredNorm: 0.41, count: 8)),
            .batchSize(BatchSizeEvent(batchSize: 128, fromStep: 40)),
            .end(EndEvent(step: 5000, totalSamples: 320_000)),
        ]
        for event in events {
            let line = try codec.encode(event)
            #expect(line.last == UInt8(ascii: "\n"))
            #expect(codec.decode(line.dropLast()) == .event(event))
        }
    }

    @Test func theLinesOfTheProtocolDocumentAreUnderstood() {
        let line = #"""
            {"event":"step","at":81234.567,"step":12,"totalSamples":768,"samples":64,"seconds":0.0131,"inputSeconds":0.0004,"loss":0.31,"synchronized":false,"color":"red"}
            """#
        guard case .event(.step(let step)) = codec.decode(Data(line.utf8)) else {
            Issue.record("not a step")
            return
        }
        #expect(step.step == 12 && step.totalSamples == 768 && step.seconds == 0.0131 && step.steps == nil)
    }

    @Test func unknownEventsArePassedOverAndRubbishIsNot() {
        #expect(codec.decode(Data(#"{"event":"weather","sun":true}"#.utf8)) == .unknown("weather"))
        for rubbish in [
            "", "hello", "{", #"{"event":7}"#, #"{"event":"step"}"#, #"{"event":"step","at":"now"}"#, "\u{0}\u{1}",
        ] {
            #expect(codec.decode(Data(rubbish.utf8)) == .rubbish, "\(rubbish)")
        }
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func linesAreCutTheSameHoweverTheBytesArrive(chunk: Int) {
        let text = Array("one\ntwo\n\nthree\n".utf8)
        var buffer = LineBuffer()
        var lines: [String?] = []
        for start in stride(from: 0, to: text.count, by: chunk) {
            text[start..<min(start + chunk, text.count)].withUnsafeBytes { bytes in
                buffer.append(bytes) { lines.append($0.map { String(decoding: $0, as: UTF8.self) }) }
            }
        }
        #expect(lines == ["one", "two", "three"])
    }

    @Test func anOverlongLineIsThrownAwayAndTheNextIsRead() {
        let text = [UInt8](repeating: 65, count: LineBuffer.longestLineBytes * 3) + Array("\nnext\n".utf8)
        var buffer = LineBuffer()
        var lines: [String?] = []
        text.withUnsafeBytes { bytes in
            buffer.append(bytes) { lines.append($0.map { String(decoding: $0, as: UTF8.self) }) }
        }
        #expect(lines == [nil, "next"])
    }
}
