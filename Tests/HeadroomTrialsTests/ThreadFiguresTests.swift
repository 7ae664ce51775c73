import HeadroomCore
import Testing

@testable import HeadroomTrials

/// Thread activity in a window, from constructed readings.
@Suite struct ThreadFiguresTests {
    /// Log whose threads waited half of their time until second 10, and not after.
    private func log(looksEvery seconds: Double = 0.5) -> SupervisorLog {
        var log = SupervisorLog()
        var at = 0.0
        while at <= 20 {
            var reading = SupervisorReport.Reading(
                at: at,
                processorSeconds: at,
                memoryBytes: 1,
                peakMemoryBytes: 1,
                processes: 1
            )
            if (at / seconds).rounded() * seconds == at {
                reading.threads = SupervisorReport.Threads(
                    watchedSeconds: at,
                    busySeconds: 2 * at,
                    waitingSeconds: min(at, 10),
                    voluntarySwitches: Int(20 * at),
                    involuntarySwitches: Int(200 * at),
                    workerSwitches: Int(100 * at),
                    voluntaryWorkerSwitches: Int(4 * at),
                    waitPolicy: at < 15 ? nil : .passive,
                    openMP: .gnu
                )
            }
            log.record(.reading(reading))
            at += 0.25
        }
        return log
    }

    @Test func aWindowHasItsOwnShareOfTheCounters() {
        let early = log().threadUse(in: 1...9)
        #expect(
            early
                == ThreadUse(
                    busyThreads: 2,
                    cpuWaitRatio: 0.5,
                    involuntarySwitchesPerSecond: 100,
                    voluntarySwitchesPerSecond: 10,
                    voluntaryWorkerRatio: 0.04,
                    openMP: .gnu,
                    waitPolicy: nil
                )
        )
        #expect(log().threadUse(in: 11...20)?.cpuWaitRatio == 0)
        #expect(log().threadUse(in: 11...20)?.waitPolicy == .passive)
        #expect(log().threadUse(in: 5...15)?.cpuWaitRatio == 0.25)
    }

    @Test func aShortWindowTakesTheLooksAroundIt() {
        #expect(log(looksEvery: 2).threadUse(in: 4.5...5.5)?.busyThreads == 2)
        // The last reading is within the window, and none follows.
        #expect(log(looksEvery: 2).threadUse(in: 19...30)?.busyThreads == 2)
        #expect(log(looksEvery: 2).threadUse(in: 21...30) == nil)
    }

    @Test func withoutLooksThereIsNothing() {
        #expect(log(looksEvery: 100).threadUse(in: 0...20) == nil)
    }

    @Test func aLineOfASupervisorThatDoesNotLookAtThreadsReads() throws {
        let line =
            #"{"report":"reading","at":1,"processorSeconds":1,"memoryBytes":1,"peakMemoryBytes":1,"processes":1"#
        guard case .reading(let without)? = SupervisorReport(line: line + "}") else {
            Issue.record("no reading")
            return
        }
        #expect(without.threads == nil)
        let threads =
            #","threads":{"watchedSeconds":2,"busySeconds":4,"waitingSeconds":1,"voluntarySwitches":3,"#
            + #""involuntarySwitches":4,"workerSwitches":2,"voluntaryWorkerSwitches":1,"waitPolicy":null,"openMP":"llvm"}}"#
        guard case .reading(let with)? = SupervisorReport(line: line + threads) else {
            Issue.record("no reading")
            return
        }
        #expect(with.threads?.busySeconds == 4 && with.threads?.waitPolicy == nil && with.threads?.openMP == .llvm)
    }
}
