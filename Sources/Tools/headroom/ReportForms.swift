import HeadroomCore
import HeadroomDisplay
import HeadroomReport

/// A document in every form that it can be written in.
struct ReportForms {
    let json: () throws -> String
    let csv: () throws -> String
    let markdown: () throws -> String
    let html: () throws -> String
    /// For a terminal of so many columns.
    let terminal: (Int, TerminalStyle) -> String
    /// The answer alone.
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
