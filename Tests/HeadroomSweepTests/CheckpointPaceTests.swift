import HeadroomSweep
import Testing

@Suite struct CheckpointPaceTests {
    /// A document that takes longer to write is written less often, so that a long study spends little time on it.
    @Test func writingTakesATwentiethOfTheTimeAtMost() {
        var pace = CheckpointPace()
        var (now, written) = (0.0, 0.0)
        while now < 36_000 {
            if pace.isDue(at: now) {
                // The cost grows with the measured time: to 3.6 s at the end.
                let cost = now * 1e-4
                pace.wrote(since: now, now: now + cost)
                (now, written) = (now + cost, written + cost)
            }
            now += 1
        }
        #expect(written < 0.05 * now, "\(written) s of \(now) s")
    }

    @Test func aSmallDocumentIsWrittenEveryFiveSeconds() {
        var pace = CheckpointPace()
        #expect(pace.isDue(at: 0))
        pace.wrote(since: 0, now: 0.01)
        #expect(!pace.isDue(at: 5) && pace.isDue(at: 5.02))
    }
}
