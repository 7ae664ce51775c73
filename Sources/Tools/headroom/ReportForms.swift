import HeadroomCore
import HeadroomDisplay
import HeadroomReport

/// Report of a document in every output format.
struct ReportForms {
    let json: () throws -> String
    let csv: () throws -> String
    let markdown: () throws -> String
    let html: () throws -> String
    /// Text for a terminal with the given number of columns.
    let terminal: (Int, TerminalStyle) -> String
    /// Result in one sentence.
    let brief: String

    init(_ document: SweepDocument) {
        json = { try JSONReport.render(document) }
        csv = { CSVReport.render(document) }
        markdown = { MarkdownReport.render(document) }
        html = { HTMLReport.render(document) }
        terminal = { TerminalReport.render(document, width: $0, style: $1) }
        let answer = document.watchedRun == nil ? document.recommendation?.why : document.diagnosis?.sentence
        brief = (answer ?? "no recommendation") + "\n"
    }

    init(_ document: PlaneDocument) {
        json = { try JSONReport.render(document) }
        csv = { PlaneCSVReport.render(document) }
        markdown = { PlaneMarkdownReport.render(document) }
        html = { PlaneHTMLReport.render(document) }
        terminal = { PlaneTerminalReport.render(document, width: $0, style: $1) }
        brief = PlaneTerminalReport.brief(document)
    }

    init(_ document: SurveyDocument) {
        json = { try JSONReport.render(document) }
        csv = { SurveyCSVReport.render(document) }
        markdown = { SurveyMarkdownReport.render(document) }
        html = { SurveyHTMLReport.render(document) }
        terminal = { SurveyTerminalReport.render(document, width: $0, style: $1) }
        brief = SurveyTerminalReport.brief(document)
    }

    init(_ comparison: RunComparison) {
        json = { try JSONReport.render(comparison) }
        csv = { ComparisonCSVReport.render(comparison) }
        markdown = { ComparisonMarkdownReport.render(comparison) }
        html = { ComparisonHTMLReport.render(comparison) }
        terminal = { ComparisonTerminalReport.render(comparison, width: $0, style: $1) }
        brief = ComparisonTerminalReport.brief(comparison)
    }

    init(_ document: CompareDocument) {
        json = { try JSONReport.render(document) }
        csv = { CompareCSVReport.render(document) }
        markdown = { CompareMarkdownReport.render(document) }
        html = { CompareHTMLReport.render(document) }
        terminal = { CompareTerminalReport.render(document, width: $0, style: $1) }
        brief = CompareTerminalReport.brief(document)
    }
}
