import HeadroomCore
import HeadroomDisplay
import HeadroomReport
import TestSupport
import Testing

/// A recovered fraction has an interval, or the reason for its absence is reported.
@Suite struct RemedyNotesTests {
    private func forms(_ change: (inout SweepDocument.Learning.RemedyResult) -> Void) throws -> [String] {
        var document = try StoredReport.sweep(from: Golden.document("learn"))
        for index in document.learning?.remedies.indices ?? 0..<0 {
            if var remedy = document.learning?.remedies[index] {
                change(&remedy)
                document.learning?.remedies[index] = remedy
            }
        }
        return [
            TerminalReport.render(document, width: 100, style: TerminalStyle(usesColor: false)),
            MarkdownReport.render(document), HTMLReport.render(document),
        ]
    }

    @Test func withIntervalsThereIsNothingToSay() throws {
        for form in try forms({ _ in }) { #expect(!form.contains("interval is one") && !form.contains("One seed")) }
    }

    @Test func oneSeedHasNone() throws {
        let forms = try forms { remedy in
            remedy.gain = remedy.gain.flatMap { SeedMean([$0.value]) }
            remedy.recovered = SeedRatio([(numerator: 1, denominator: 2)])
        }
        for form in forms {
            #expect(form.contains("One seed has no interval: nothing says how much of a gain is chance."))
            #expect(form.contains("50 %, one seed"))
        }
    }

    @Test func aLossThatMayBeChanceHasNone() throws {
        let forms = try forms { remedy in
            remedy.recovered = SeedRatio([(numerator: 1, denominator: 5), (numerator: 1, denominator: -1)])
            remedy.helps = true
        }
        for form in forms {
            #expect(form.contains("A share without an interval is one of a loss that may be chance itself."))
            #expect(form.contains("50 %, no interval"))
        }
    }
}
