import HeadroomCustomers
import HeadroomDisplay
import TestSupport
import Testing

/// The rows of a value add up to it.
@Suite struct ExplanationTests {
    private static let folder = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/golden"

    private func analysis(_ view: RevenueBridge.View) throws -> CustomersAnalysis {
        try HeadroomCustomersTests.analysis(folder: Self.folder, until: "2025-06") { $0.view = view }
    }

    @Test(arguments: RevenueBridge.View.allCases)
    func everyFigureIsTheSumOfItsLines(view: RevenueBridge.View) throws {
        let analysis = try analysis(view)
        for month in analysis.document.months {
            let figures = [
                Explanation.Figure.mrr: month.end, .new: month.new, .expansion: month.expansion,
                .reactivation: month.reactivation, .contraction: month.contraction, .churn: month.churn,
            ]
            for (figure, amount) in figures {
                let explanation = try analysis.explanation(of: figure, in: #require(Month(month.month)))
                #expect(explanation.currency.text(explanation.total) == amount, "\(figure) of \(month.month)")
            }
        }
    }

    @Test func theRowsAreThoseOfTheFile() throws {
        let lines = try analysis(.snapshot).explanation(of: .churn, in: #require(Month("2025-03"))).lines
        #expect(lines.map(\.customer) == ["C"])
        #expect(lines.map(\.rows) == [[5]])
        #expect(lines.map { [$0.before, $0.after, $0.amount] } == [[5000, 0, 5000]])
        // Customers who join and leave within a month are in the ledger only.
        let ledger = try analysis(.ledger).explanation(of: .churn, in: #require(Month("2025-04"))).lines
        #expect(ledger.map(\.customer) == ["F"])
        #expect(ledger.map(\.rows) == [[11]])
    }

    @Test func whatIsNotListedIsOneLine() throws {
        let explanation = try analysis(.snapshot).explanation(of: .mrr, in: #require(Month("2025-06")))
        let text = explanation.terminal(count: 1, style: TerminalStyle(usesColor: false))
        #expect(text.contains("3 more"))
        #expect(text.contains("400.00"))
    }

    @Test func aMonthOutsideOfTheReportIsAnError() throws {
        let analysis = try analysis(.snapshot)
        #expect(throws: CustomersError.self) { try analysis.explanation(of: .mrr, in: #require(Month("2024-12"))) }
    }
}
