import FoundationEssentials
import HeadroomCore
import HeadroomDisplay
import HeadroomReport
import TestSupport
import Testing

/// Recorded runs in every format.
///
/// They are a sweep over the digits, limited by the data, one over a network that is limited by memory, the digits with
/// trainings in full, and one over a device of known memory (Tests/StandInNVML). `Documents` has the inputs, with one
/// trial of each kind; `Golden` has the expected output.
@Suite struct GoldenTests {
    private let golden = Golden()

    private func document(_ name: String) throws -> SweepDocument {
        try StoredReport.sweep(from: Golden.document(name))
    }

    @Test(arguments: ["digits", "limit", "learn", "device"])
    func everyFormIsAsItWas(name: String) throws {
        let document = try document(name)
        let forms = [
            ("csv", CSVReport.render(document)),
            ("md", MarkdownReport.render(document)),
            ("page.txt", pageText(HTMLReport.render(document))),
            ("txt", TerminalReport.render(document, width: 100, style: TerminalStyle(usesColor: false))),
            ("ansi.txt", TerminalReport.render(document, width: 80, style: TerminalStyle(usesColor: true))),
        ]
        for (form, text) in forms {
            if let difference = golden.difference(text, "\(name).\(form)") { Issue.record("\(difference)") }
        }
    }

    @Test func theJSONIsReadBackAndHasTheSameFields() throws {
        let texts = try ["digits", "limit", "learn", "device"].map { name in
            let document = try document(name)
            let text = try JSONReport.render(document)
            #expect(try StoredReport.sweep(from: text) == document)
            return text
        }
        if let difference = golden.difference(try fieldList(texts), "fields.txt") { Issue.record("\(difference)") }
    }

    @Test(arguments: [80, 100, 132])
    func noLineIsWiderThanTheTerminal(width: Int) throws {
        for name in ["digits", "limit", "learn", "device"] {
            for unicode in [true, false] {
                let style = TerminalStyle(usesColor: false, usesUnicode: unicode)
                let text = TerminalReport.render(try document(name), width: width, style: style)
                #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
                if !unicode { #expect(text.utf8.allSatisfy { $0 < 128 }) }
            }
        }
    }

    @Test func onlyTrialsWithoutStepsStandInATableOfTheirOwn() throws {
        func terminal(_ document: SweepDocument) -> String {
            TerminalReport.render(document, width: 100, style: TerminalStyle(usesColor: false))
        }
        var document = try document("digits")
        document.points = []
        #expect(!terminal(document).contains("watched for") && !MarkdownReport.render(document).contains("---:"))
        for index in document.trials.indices { document.trials[index].steps = nil }
        #expect(terminal(document).contains("watched for") && MarkdownReport.render(document).contains("---:"))
    }

    private func terminal(_ document: SweepDocument) -> String {
        TerminalReport.render(document, width: 2000, style: TerminalStyle(usesColor: false))
    }

    @Test func anEstimateFarBeyondTheDataIsLeftOut() throws {
        var document = try document("digits")
        let data = try #require(document.fits?.batchSize)
        #expect(document.fits?.limitedBy == .data)
        for (times, isTold) in [(2, true), (9, true), (10, false), (2000, false)] {
            document.fits?.estimatedBatchSize = times * data
            #expect(terminal(document).contains("the memory law says") == isTold, "\(times) times the data")
        }
    }

    @Test func aFitHasNoTableOfOneSpeed() throws {
        var document = try document("limit")
        document.points = Array(document.points.prefix(1))
        #expect(terminal(document).contains("samples/s  "))
        (document.pays, document.learns, document.learning, document.recommendation) = (nil, nil, nil, nil)
        document.undecided = [:]
        document.kind = .fit
        #expect(!terminal(document).contains("samples/s  ") && terminal(document).contains("fits"))
    }

    /// An optimizer that divides gradients by their size has another noise scale than the stages.
    @Test func stagesStandBesideACriticalBatchSizeOfTheirOwnScale() throws {
        var document = try document("learn")
        let scale = Interval(value: 40, low: 30, high: 50)
        let stages = [1, 2].map {
            SweepDocument.Laws.Noise.Stage(firstStep: $0, lastStep: $0, observations: 9, scale: scale, reason: nil)
        }
        document.laws.noise = SweepDocument.Laws.Noise(criticalBatchSize: scale, stages: stages)
        document.learns = SweepDocument.Learns(batchSize: 40, low: 30, high: 50, measuredBy: .noise)
        #expect(terminal(document).contains("(40 at step 1, 40 at step 2)"))
        document.laws.noise?.preconditioned = Interval(value: 492, low: 400, high: 600)
        document.learns = SweepDocument.Learns(batchSize: 492, low: 400, high: 600, measuredBy: .noise)
        #expect(!terminal(document).contains("40 at step"))
    }

    @Test func theCSVHasAsManyFieldsInEveryLine() throws {
        let lines = CSVReport.render(try document("digits")).split(separator: "\r\n")
        let counts = Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
        #expect(counts.count == 1)
        #expect(try document("digits").points.count + 1 == lines.count)
    }

    @Test func whatWasMeasuredCannotBecomeMarkup() throws {
        var document = try document("digits")
        document.command = ["<script>alert(1)</script>", "&", "\"quoted\""]
        document.notes = ["<b>bold</b>"]
        let page = HTMLReport.render(document)
        #expect(!page.contains("<script") && !page.contains("<b>"))
        #expect(page.contains("&lt;script&gt;alert(1)"))
    }

    @Test func thePageIsCompleteInItself() throws {
        let page = HTMLReport.render(try document("digits"))
        #expect(!page.contains("http") && !page.contains("src=") && !page.contains("<link"))
        #expect(!page.contains("nan") && !page.contains("inf\""))
        // Every opened element is closed.
        for name in ["div", "svg", "g", "figure", "table", "tr", "td", "main", "body", "html", "text"] {
            let opened = page.split(separator: "<\(name)>").count + page.split(separator: "<\(name) ").count
            #expect(opened - 1 == page.split(separator: "</\(name)>").count, "\(name)")
        }
    }
}

/// Recorded comparison of the four examples in every format.
@Suite struct CompareGoldenTests {
    private let golden = Golden()

    private func document() throws -> CompareDocument {
        try StoredReport.compare(from: Golden.document("compare"))
    }

    @Test func everyFormIsAsItWas() throws {
        let document = try document()
        let forms = [
            ("csv", CompareCSVReport.render(document)),
            ("md", CompareMarkdownReport.render(document)),
            ("page.txt", pageText(CompareHTMLReport.render(document))),
            ("txt", CompareTerminalReport.render(document, width: 100, style: TerminalStyle(usesColor: false))),
        ]
        for (form, text) in forms {
            if let difference = golden.difference(text, "compare.\(form)") { Issue.record("\(difference)") }
        }
    }

    @Test func theJSONIsReadBackAndHasTheSameFields() throws {
        let document = try document()
        let text = try JSONReport.render(document)
        #expect(try StoredReport.compare(from: text) == document)
        if let difference = golden.difference(try fieldList([text]), "compare-fields.txt") {
            Issue.record("\(difference)")
        }
    }

    @Test func whatDiffersStandsFirst() throws {
        var document = try document()
        document.differences = ["parameters: a 1, b 2"]
        let text = CompareTerminalReport.render(document, width: 100, style: TerminalStyle(usesColor: false))
        #expect(text.hasPrefix("The work differs in parameters: a 1, b 2."))
    }

    @Test func namesAreQuotedForCSVAndEscapedForThePage() throws {
        var document = try document()
        document.contestants[0].name = "a,\"b\"<i>"
        #expect(CompareCSVReport.render(document).contains("\"a,\"\"b\"\"<i>\","))
        #expect(!CompareHTMLReport.render(document).contains("<i>"))
    }

    @Test func nothingMeasuredIsNoCrash() throws {
        var document = try document()
        document.contestants = []
        document.findings = []
        #expect(CompareTerminalReport.brief(document).contains("nothing was measured"))
        #expect(CompareHTMLReport.render(document).contains("Nothing was measured"))
        #expect(!CompareMarkdownReport.render(document).isEmpty)
    }
}

extension Golden {
    /// Text of a recorded document.
    static func document(_ name: String, testFile: String = #filePath) -> String {
        let folder = testFile[..<(testFile.lastIndex(of: "/") ?? testFile.endIndex)]
        return FileManager.default.contents(atPath: "\(folder)/Documents/\(name).json")
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

@Suite struct DegenerateDocumentTests {
    private func document() -> SweepDocument {
        let machine = SweepDocument.Machine(
            devices: [],
            driver: nil,
            frameworks: [:],
            logicalCPUs: 1,
            usableCPUs: 1,
            memoryBytes: 0
        )
        return SweepDocument(
            kind: .sweep,
            id: "x",
            startedAt: "2026-01-01T00:00:00Z",
            command: [],
            workload: nil,
            objective: .time,
            machine: machine
        )
    }

    private func point(_ batchSize: Int, rate: Double) -> SweepDocument.Point {
        SweepDocument.Point(
            batchSize: batchSize,
            trials: [1],
            steps: 1,
            samples: 1,
            samplesPerSecond: Interval(value: rate, low: 0, high: .infinity),
            stepSeconds: StepSeconds(mean: 1, low: 0, high: 2, median: 1, p95: 1),
            precise: false
        )
    }

    private func renderAll(_ document: SweepDocument) -> [String] {
        [
            CSVReport.render(document), MarkdownReport.render(document), HTMLReport.render(document),
            TerminalReport.render(document, width: 80, style: TerminalStyle(usesColor: false)),
        ]
    }

    @Test func nothingMeasured() {
        var document = document()
        document.undecided["fits"] = "not even a batch size of 1 fits"
        for text in renderAll(document) { #expect(!text.isEmpty) }
        #expect(HTMLReport.render(document).contains("No batch size can be recommended"))
        #expect(HTMLReport.render(document).contains("not even a batch size of 1 fits"))
    }

    @Test func onePointWithAnEndlessInterval() {
        var document = document()
        document.points = [point(1, rate: 10)]
        let texts = renderAll(document)
        #expect(texts.allSatisfy { !$0.isEmpty })
        #expect(!texts[2].contains("nan"))
    }

    @Test func allOutOfMemory() {
        var document = document()
        var trial = TrialDocument(id: 1, purpose: .speed, batchSize: 8, outcome: .outOfMemory, wallSeconds: 1)
        trial.outOfMemory = TrialDocument.OutOfMemory(resource: .host, recovered: false, evidence: ["because"])
        document.trials = [trial]
        #expect(renderAll(document)[3].contains("batch size 8 ran out of memory: because"))
    }
}

@Suite struct TerminalStyleTests {
    private func usesColor(_ choice: ColorChoice = .auto, terminal: Bool = true, _ environment: [String: String] = [:])
        -> Bool
    {
        TerminalStyle(choice: choice, isTerminal: terminal, environment: environment).usesColor
    }

    @Test func colourFollowsTheOptionThenTheEnvironmentThenTheStream() {
        #expect(usesColor() && !usesColor(terminal: false))
        #expect(usesColor(.always, terminal: false, ["NO_COLOR": "1"]))
        #expect(!usesColor(.never) && !usesColor(.never, ["FORCE_COLOR": "1"]))
        #expect(!usesColor(.auto, ["NO_COLOR": "1"]) && usesColor(.auto, ["NO_COLOR": ""]))
        #expect(!usesColor(.auto, ["NO_COLOR": "1", "FORCE_COLOR": "1"]))
        #expect(usesColor(.auto, terminal: false, ["FORCE_COLOR": "1"]))
        #expect(usesColor(.auto, terminal: false, ["CLICOLOR_FORCE": "1"]))
        #expect(!usesColor(.auto, terminal: false, ["CLICOLOR_FORCE": "0"]))
        #expect(!usesColor(.auto, ["TERM": "dumb"]))
    }

    @Test func lettersBeyondASCIIGoWhereTheLocaleKnowsThem() {
        #expect(!TerminalStyle(choice: .auto, isTerminal: true, environment: ["LANG": "C"]).usesUnicode)
        #expect(TerminalStyle(choice: .auto, isTerminal: true, environment: ["LANG": "C.UTF-8"]).usesUnicode)
        #expect(
            !TerminalStyle(choice: .auto, isTerminal: true, environment: ["LANG": "en_US.UTF-8", "LC_ALL": "C"])
                .usesUnicode
        )
        #expect(TerminalStyle(choice: .auto, isTerminal: false, environment: [:]).usesUnicode)
    }
}
