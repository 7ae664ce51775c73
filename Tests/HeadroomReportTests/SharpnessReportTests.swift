import HeadroomCore
import HeadroomDisplay
import HeadroomReport
import HeadroomSchema
import TestSupport
import Testing

@Suite struct SharpnessReportTests {
    private func document(reason: String? = nil, second loss: Double = 0.002) -> SharpnessDocument {
        func solution(_ name: String, _ batchSize: Int, _ loss: Double, _ percent: Double) -> SharpnessDocument.Solution
        {
            var solution = SharpnessDocument.Solution(
                name: name,
                batchSize: batchSize,
                trainingLoss: loss,
                trainingAccuracy: 1,
                testAccuracy: 0.975
            )
            solution.reason = reason
            guard reason == nil else { return solution }
            solution.fullSpace = [.init(epsilon: 1e-3, percent: percent), .init(epsilon: 5e-4, percent: percent / 3)]
            solution.randomSubspace = [.init(epsilon: 1e-3, percent: 0.2), .init(epsilon: 5e-4, percent: 0.07)]
            return solution
        }
        let line = (0..<25).map { index in
            let alpha = -1 + Double(index) / 8
            let loss = 0.001 + alpha * alpha
            return SharpnessDocument.LinePoint(
                alpha: alpha,
                trainingLoss: index == 24 ? nil : loss,
                trainingAccuracy: 1 / (1 + loss),
                testLoss: 2 * loss,
                testAccuracy: 0.9 / (1 + loss)
            )
        }
        return SharpnessDocument(
            workload: "digits",
            model: "mlp",
            data: "digits",
            parameters: 9610,
            method: .init(epsilons: [1e-3, 5e-4], directions: 100, iterations: 10, seed: 0, samples: 1442),
            solutions: [solution("small", 32, 0.002, 0.1), solution("<large>", 1024, loss, 0.3)],
            line: line,
            distance: 4.52
        )
    }

    private func text(_ document: SharpnessDocument) -> String {
        SharpnessTerminalReport.render(document, width: 100, style: TerminalStyle(usesColor: false))
    }

    @Test func theFormsAreAsTheyWere() {
        let golden = Golden()
        for difference in [
            golden.difference(text(document()), "sharpness.txt"),
            golden.difference(pageText(SharpnessHTMLReport.render(document())), "sharpness.page.txt"),
        ] {
            if let difference { Issue.record("\(difference)") }
        }
    }

    @Test func theWordsSayWhatIsCompared() {
        #expect(text(document()).contains("<large> is the sharper one, by 3.00 times at epsilon 1e-3"))
        #expect(!text(document()).contains("The training losses differ"))
        #expect(text(document(second: 0.01)).contains("The training losses differ (0.00200 and 0.0100)"))
        #expect(text(document(reason: "no library")).contains("! no sharpness: no library"))
        #expect(!SharpnessHTMLReport.render(document()).contains("<large>"))
    }
}
