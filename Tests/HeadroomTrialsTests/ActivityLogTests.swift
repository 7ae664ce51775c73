import HeadroomTrials
import Testing

@Suite struct ActivityLogTests {
    @Test func aWordIsASign() {
        var activity = ActivityLog(startedAt: 100)
        activity.record(messages: 3, processorSeconds: 0, now: 110)
        #expect(activity.lastAt == 110 && activity.longestQuietSeconds == 10)
        activity.record(messages: 3, processorSeconds: 0, now: 150)
        #expect(activity.lastAt == 110 && activity.longestQuietSeconds == 10)
        activity.record(messages: 4, processorSeconds: 0, now: 115)
        #expect(activity.lastAt == 115 && activity.longestQuietSeconds == 10)
    }

    @Test func computingIsASign() {
        var activity = ActivityLog(startedAt: 0)
        for tenth in 1...6000 {
            activity.record(messages: 0, processorSeconds: 0.09 * Double(tenth), now: 0.1 * Double(tenth))
        }
        #expect(activity.lastAt > 599 && activity.longestQuietSeconds < 1)
    }

    /// A thread that wakes now and then to look whether there is something to do.
    @Test(arguments: [0.1, 1.0, 10.0])
    func waitingIsNone(secondsBetween: Double) {
        var activity = ActivityLog(startedAt: 0)
        for wake in 1...Int(600 / secondsBetween) {
            let now = Double(wake) * secondsBetween
            // Half a percent of one processor.
            activity.record(messages: 0, processorSeconds: 0.005 * now, now: now)
        }
        #expect(activity.lastAt == 0)
    }

    private func silentAfter(_ heard: ClosedRange<Int>, every seconds: Double) -> ActivityLog {
        var activity = ActivityLog(startedAt: 0)
        for count in heard {
            activity.record(messages: count, processorSeconds: Double(count) * seconds, now: Double(count) * seconds)
        }
        return activity
    }

    /// A thread that spins computes for ever, and is no evaluation.
    @Test func aSilenceOutOfAllProportionIsSpinning() {
        var activity = silentAfter(1...600, every: 1)
        for second in 601...1199 {
            activity.record(messages: 600, processorSeconds: Double(second), now: Double(second))
            #expect(activity.lastAt == Double(second) && !activity.isSpinning(now: Double(second)))
        }
        #expect(activity.isSpinning(now: 1201) && activity.lastMessageAt == 600)
    }

    /// An evaluation at the end of a long training may take as long as all of it; silences like those before are none.
    @Test func aLongEvaluationIsNoSpinning() {
        #expect(!silentAfter(1...7200, every: 1).isSpinning(now: 14_000))
        #expect(silentAfter(1...7200, every: 1).isSpinning(now: 14_500))
        #expect(!silentAfter(1...20, every: 100).isSpinning(now: 3900))
    }
}
