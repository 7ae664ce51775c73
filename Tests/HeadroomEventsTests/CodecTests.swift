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

    /// The decoder crashes at 513 levels.
    @Test(arguments: [33, 512, 513, 514, 10_000, 30_000])
    func aLineThatIsNestedTooDeepIsRubbish(levels: Int) {
        let text = #"{"event":"step","at":"#
        for line in [
            String(repeating: #"{"a":"#, count: levels), String(repeating: "[", count: levels),
            text + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + "}",
        ] {
            #expect(codec.decode(Data(line.utf8)) == .invalid("a line is nested too deep"))
        }
    }

    @Test func bracketsInATextAreNoLevels() {
        let brackets = String(repeating: #"[{\"["#, count: 100)
        let line = #"{"event":"hello","framework":"\#(brackets)\\","step":3}"#
        guard case .event(.hello(let hello)) = codec.decode(Data(line.utf8)) else {
            Issue.record("not a hello")
            return
        }
        #expect(hello.step == 3)
    }

    @Test func unknownEventsArePassedOverAndRubbishIsNot() {
        #expect(codec.decode(Data(#"{"event":"weather","sun":true}"#.utf8)) == .unknown("weather"))
        for rubbish in [
            "", "hello", "{", #"{"event":7}"#, #"{"event":"step"}"#, #"{"event":"step","at":"now"}"#, "\u{0}\u{1}",
        ] {
            guard case .invalid = codec.decode(Data(rubbish.utf8)) else {
                Issue.record("\(rubbish)")
                continue
            }
        }
    }

    @Test(
        arguments: [
            (#"{"event":"step","at":1,"step":3}"#, "an event 'step' lacks 'totalSamples'"),
            (#"{"event":"step","at":"now","step":3,"totalSamples":1}"#, "'at' of an event 'step' is not a number"),
            (#"{"event":"step","at":1,"step":2.5,"totalSamples":1}"#, "an event 'step' has a fraction, or a number"),
            (#"{"event":"step","at":null,"step":2,"totalSamples":1}"#, "an event 'step' has no value for 'at'"),
            (#"{"event":"evaluation","step":2,"split":7}"#, "'split' of an event 'evaluation' is not text"),
            (
                #"{"event":"hello","protocol":1,"canSetBatchSize":1}"#,
                "'canSetBatchSize' of an event 'hello' is not true or false"
            ),
            (#"{"step":3}"#, "a line lacks 'event'"), (#"{"event":7}"#, "'event' of a line is not text"),
            (#"{"event":"step","at":NaN}"#, "a line is not a JSON object"), ("[1]", "a line is not a JSON object"),
            ("step 12 of 100", "a line is not a JSON object"),
        ]
    )
    func whatIsWrongWithALineIsNamed(line: String, reason: String) {
        guard case .invalid(let found) = codec.decode(Data(line.utf8)) else {
            Issue.record("it was taken")
            return
        }
        #expect(found.hasPrefix(reason) && found.hasSuffix(": \(line)"), "\(found)")
    }

    @Test func aHelloMayLeaveOutAllItsFields() {
        guard case .event(.hello(let hello)) = codec.decode(Data(#"{"event":"hello"}"#.utf8)) else {
            Issue.record("it was not taken")
            return
        }
        #expect(hello.pid == nil && hello.step == nil)
    }

    @Test func aLongLineIsShownByItsBeginning() {
        let line = #"{"event":"step","note":""# + String(repeating: "x", count: 1000) + #""}"#
        #expect(codec.decode(Data(line.utf8)) == .invalid("an event 'step' lacks 'at': " + line.prefix(120)))
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
