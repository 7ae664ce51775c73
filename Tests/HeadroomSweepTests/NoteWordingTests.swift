import HeadroomCore
import HeadroomSweep
import Testing

/// The sentences of notes, and of what is made beside them.
@Suite struct NoteWordingTests {
    @Test func theFirstTrialsChangesAreNamed() {
        #expect(
            Note.changedFiles(["a", "b"]).sentence
                == "the first trial changed a, b in the working folder; let the command write to {out} instead"
        )
        #expect(Note.changedFiles(["a", "b", "c", "d", "e"]).sentence.contains("changed a, b, c and 2 more in"))
        #expect(
            Note.ofContestant("torch", .changedFiles(["a"])).sentence.hasPrefix("torch: the first trial changed a ")
        )
    }

    @Test func trialsThatShareProcessesAreCounted() {
        func sentence(_ processes: Int, refusal: String?) -> String {
            Note.sharedProcesses(.init(trials: 4, processes: processes, refusal: refusal)).sentence
        }
        #expect(
            sentence(1, refusal: nil) == "4 trials shared one process, which took one batch size after the other"
        )
        #expect(
            sentence(2, refusal: "it stalled")
                == "4 trials shared 2 processes, which took one batch size after the other; batch sizes were not changed in "
                + "a running process any more: it stalled"
        )
        #expect(sentence(4, refusal: "it stalled").hasPrefix("batch sizes were not changed"))
    }

    @Test func aSearchThatWasNotSureHasItsReason() {
        func sentence(_ reason: FitSearch.Answer.Unfinished) -> String {
            Note.largerMayFit(than: 64, because: reason).sentence
        }
        let start = "the largest batch size that fits may be larger than 64: "
        #expect(sentence(.timeWasUp) == start + "the time was up")
        #expect(
            sentence(.fails(batchSizes: [15, 16]))
                == start + "the command fails at 15, 16, and not for lack of memory"
        )
        #expect(
            sentence(.tooSlow(batchSize: 4800)) == start + "a step of 4,800 samples takes too long to wait for"
        )
        #expect(sentence(.outOfProbes(30)) == start + "the search ended after 30 probes")
    }

    @Test func thoseThatHoldTheDevicesMemoryAreNamed() {
        let others = [DeviceProcess(processId: 9, name: "python"), DeviceProcess(processId: 7)]
        #expect(
            Note.sharedDevice(with: others, ratio: 0.25).sentence
                == "process 7, python 9 held 25 % of the device's memory: what fits is what fits beside that"
        )
        #expect(Note.sharedDevice(with: [], ratio: 0.25).sentence.hasPrefix("other programs held 25 %"))
    }

    @Test func aSizeThatSpillsRanOutOfMemory() {
        let found = TrialDocument.OutOfMemory(Spill(throughputRatio: 0.25, fasterBatchSize: 8, isCertain: true))
        #expect(found.resource == .device && found.recovered)
        #expect(
            found.evidence == [
                "the device was full, and the throughput fell to 25 % of that at batch size 8: its driver moves memory to "
                    + "the host instead of failing"
            ]
        )
    }
}
