import HeadroomCore
import HeadroomDisplay
import HeadroomReport
import TestSupport
import Testing

/// A recorded sweep over two axes in every format.
@Suite struct PlaneGoldenTests {
    private let golden = Golden()

    private func document() throws -> PlaneDocument { try StoredReport.plane(from: Golden.document("plane")) }

    @Test func everyFormIsAsItWas() throws {
        let document = try document()
        let forms = [
            ("csv", PlaneCSVReport.render(document)),
            ("md", PlaneMarkdownReport.render(document)),
            ("page.txt", pageText(PlaneHTMLReport.render(document))),
            ("txt", PlaneTerminalReport.render(document, width: 100, style: TerminalStyle(usesColor: false))),
            ("ansi.txt", PlaneTerminalReport.render(document, width: 80, style: TerminalStyle(usesColor: true))),
        ]
        for (form, text) in forms {
            if let difference = golden.difference(text, "plane.\(form)") { Issue.record("\(difference)") }
        }
    }

    @Test func theJSONIsReadBackAndHasTheSameFields() throws {
        let document = try document()
        let text = try JSONReport.render(document)
        #expect(try StoredReport.plane(from: text) == document)
        if let difference = golden.difference(try fieldList([text]), "plane-fields.txt") {
            Issue.record("\(difference)")
        }
    }

    @Test(arguments: [60, 80, 132])
    func noLineIsWiderThanTheTerminal(width: Int) throws {
        for unicode in [true, false] {
            var document = try document()
            // A command stands on a line of its own, to be copied.
            document.recommendation?.command = []
            let style = TerminalStyle(usesColor: false, usesUnicode: unicode)
            let text = PlaneTerminalReport.render(document, width: width, style: style)
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
            if !unicode { #expect(text.utf8.allSatisfy { $0 < 128 }) }
        }
    }

    @Test func theRecommendedColumnIsShownInANarrowTerminal() throws {
        let style = TerminalStyle(usesColor: false)
        let lines = PlaneTerminalReport.render(try document(), width: 40, style: style).split(separator: "\n")
        let head = try #require(lines.first { $0.contains("scenes \\ rays") })
        #expect(head.hasSuffix("1,024") && !head.contains(" 32 "), "\(head)")
        #expect(lines.contains { $0.hasSuffix(" *") })
    }

    @Test func whatRanOutOfMemoryIsMarkedWithAllBeyondIt() throws {
        var document = try document()
        let index = try #require(document.trials.indices.last)
        let corner = try #require(document.axes.first?.values.last)
        document.trainingSamples = nil
        document.trials[index].trial.outcome = .outOfMemory
        document.trials[index].trial.batchSize = corner
        document.trials[index].other = try #require(document.axes.last?.values.first)
        let rows = PlaneMarkdownReport.render(document).split(separator: "\n")
        let row = try #require(rows.first { $0.hasPrefix("| \(corner) |") })
        #expect(row.split(separator: "|").dropFirst(2).allSatisfy { $0 == " memory " }, "\(row)")
    }

    @Test func aCommandIsQuotedForTheShellAndEscapedForThePage() throws {
        var document = try document()
        document.recommendation?.command = ["sh", "-c", "echo 'a' <b>"]
        let text = PlaneTerminalReport.brief(document)
        #expect(text.contains("sh -c 'echo '\\''a'\\'' <b>'"), "\(text)")
        #expect(!PlaneHTMLReport.render(document).contains("<b>"))
    }

    @Test func nothingMeasuredIsNoCrash() throws {
        var document = try document()
        (document.points, document.trials, document.recommendation, document.time) = ([], [], nil, nil)
        document.undecided = "no point of the plane was measured"
        let text = PlaneTerminalReport.render(document, width: 80, style: TerminalStyle(usesColor: false))
        #expect(text.contains("Nothing is recommended: no point of the plane was measured."))
        #expect(PlaneTerminalReport.brief(document) == "no recommendation\n")
        _ = PlaneHTMLReport.render(document) + PlaneCSVReport.render(document) + PlaneMarkdownReport.render(document)
    }
}
