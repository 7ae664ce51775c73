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

    /// A thread that wakes now and then to look whether there is something to do.
    @Test(arguments: [0.1, 1.0, 10.0])
    func waitingIsNone(secondsBetween: Double) {
        var signs = SignsOfLife(startedAt: 0)
        for wake in 1...Int(600 / secondsBetween) {
            let now = Double(wake) * secondsBetween
            // Half a percent of one processor.
            signs.look(heard: 0, processorSeconds: 0.005 * now, now: now)
        }
        #expect(signs.lastAt == 0)
    }
}
