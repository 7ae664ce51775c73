import HeadroomTrials
import Testing

@Suite struct SignsOfLifeTests {
    @Test func aWordIsASign() {
        var signs = SignsOfLife(startedAt: 100)
        signs.look(heard: 3, processorSeconds: 0, now: 110)
        #expect(signs.lastAt == 110 && signs.longestQuietSeconds == 10)
        signs.look(heard: 3, processorSeconds: 0, now: 150)
        #expect(signs.lastAt == 110 && signs.longestQuietSeconds == 10)
        signs.look(heard: 4, processorSeconds: 0, now: 115)
        #expect(signs.lastAt == 115 && signs.longestQuietSeconds == 10)
    }

    @Test func computingIsASign() {
        var signs = SignsOfLife(startedAt: 0)
        for tenth in 1...6000 { signs.look(heard: 0, processorSeconds: 0.09 * Double(tenth), now: 0.1 * Double(tenth)) }
        #expect(signs.lastAt > 599 && signs.longestQuietSeconds < 1)
    }

    /// A thread that wakes occasionally to poll for work.
    @Test(arguments: [0.1, 1.0, 10.0])
    func waitingIsNone(secondsBetween: Double) {
        var signs = SignsOfLife(startedAt: 0)
        for wake in 1...Int(600 / secondsBetween) {
            let now = Double(wake) * secondsBetween
            // Half a percent of one CPU.
            signs.look(heard: 0, processorSeconds: 0.005 * now, now: now)
        }
        #expect(signs.lastAt == 0)
    }

    private func silentAfter(_ heard: ClosedRange<Int>, every seconds: Double) -> SignsOfLife {
        var signs = SignsOfLife(startedAt: 0)
        for count in heard {
            signs.look(heard: count, processorSeconds: Double(count) * seconds, now: Double(count) * seconds)
        }
        return signs
    }

    /// A busy-waiting thread uses CPU time forever, but is not an evaluation.
    @Test func aSilenceOutOfAllProportionIsSpinning() {
        var signs = silentAfter(1...600, every: 1)
        for second in 601...1199 {
            signs.look(heard: 600, processorSeconds: Double(second), now: Double(second))
            #expect(signs.lastAt == Double(second) && !signs.isSpinning(now: Double(second)))
        }
        #expect(signs.isSpinning(now: 1201) && signs.heardAt == 600)
    }

    /// An evaluation at the end of a long training may take as long as all of it; silences like earlier ones do not
    /// count.
    @Test func aLongEvaluationIsNoSpinning() {
        #expect(!silentAfter(1...7200, every: 1).isSpinning(now: 14_000))
        #expect(silentAfter(1...7200, every: 1).isSpinning(now: 14_500))
        #expect(!silentAfter(1...20, every: 100).isSpinning(now: 3900))
    }
}
