import HeadroomCore
import HeadroomTrials
import Testing

/// Thread activity in a window, from constructed readings.
@Suite struct ThreadFiguresTests {
    /// Line of a supervisor, with the counters of the threads where it looked at them.
    private func line(at: Double, threads: String? = nil) -> String {
        #"{"report":"reading","at":\#(at),"processorSeconds":\#(at),"memoryBytes":1,"peakMemoryBytes":1,"processes":1"#
            + (threads.map { #","threads":\#($0)"# } ?? "") + "}"
    }

    /// Counters of two threads that waited half of their time until second 10, and not after.
    private func counters(at: Double) -> String {
        #"{"watchedSeconds":\#(at),"busySeconds":\#(2 * at),"waitingSeconds":\#(min(at, 10)),"#
            + #""voluntarySwitches":\#(Int(20 * at)),"involuntarySwitches":\#(Int(200 * at)),"#
            + #""workerSwitches":\#(Int(100 * at)),"voluntaryWorkerSwitches":\#(Int(4 * at)),"#
            + #""waitPolicy":\#(at < 15 ? "null" : #""passive""#),"openMP":"gnu"}"#
    }

    /// Log of 20 s with a reading every quarter of a second.
    private func log(looksEvery seconds: Double = 0.5) throws -> SupervisorLog {
        var log = SupervisorLog()
        for at in stride(from: 0, through: 20, by: 0.25) {
            let looks = (at / seconds).rounded() * seconds == at
            log.record(try #require(SupervisorReport(line: line(at: at, threads: looks ? counters(at: at) : nil))))
        }
        return log
    }

    @Test func aWindowHasItsOwnShareOfTheCounters() throws {
        let early = try log().threadUse(in: 1...9)
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
        #expect(try log().threadUse(in: 11...20)?.cpuWaitRatio == 0)
        #expect(try log().threadUse(in: 11...20)?.waitPolicy == .passive)
        #expect(try log().threadUse(in: 5...15)?.cpuWaitRatio == 0.25)
    }

    @Test func aShortWindowTakesTheLooksAroundIt() throws {
        #expect(try log(looksEvery: 2).threadUse(in: 4.5...5.5)?.busyThreads == 2)
        // The last reading is within the window, and none follows.
        #expect(try log(looksEvery: 2).threadUse(in: 19...30)?.busyThreads == 2)
        #expect(try log(looksEvery: 2).threadUse(in: 21...30) == nil)
    }

    @Test func withoutLooksThereIsNothing() throws {
        #expect(try log(looksEvery: 100).threadUse(in: 0...20) == nil)
    }

    @Test func aLineOfASupervisorThatDoesNotLookAtThreadsReads() throws {
        guard case .reading(let without)? = SupervisorReport(line: line(at: 1)) else {
            Issue.record("no reading")
            return
        }
        #expect(without.threads == nil)
        let threads =
            #"{"watchedSeconds":2,"busySeconds":4,"waitingSeconds":1,"voluntarySwitches":3,"involuntarySwitches":4,"#
            + #""workerSwitches":2,"voluntaryWorkerSwitches":1,"waitPolicy":null,"openMP":"llvm"}"#
        guard case .reading(let with)? = SupervisorReport(line: line(at: 1, threads: threads)) else {
            Issue.record("no reading")
            return
        }
        #expect(with.threads?.busySeconds == 4 && with.threads?.waitPolicy == nil && with.threads?.openMP == .llvm)
    }
}
