import HeadroomCore
import Testing

/// The sentences of what holds a training back.
@Suite struct DiagnosisWordingTests {
    private static let spinning = Finding.Spinning(
        rivals: .otherPrograms,
        waitRatio: 0.66,
        openMP: .gnu,
        speedup: nil
    )
    private static let threads = Finding.Threads(ofEachProcess: 2, processes: 4)

    @Test(
        arguments: [
            .sharedDevice(DeviceProcess(processId: 7)), .sharedCPUs(otherCPUs: 1, logicalCPUs: 2),
            .spinningThreads(spinning), .heldDownClock(ratio: 0.5, .heat, lostRatio: 0.2),
            .tightQuota(usableCPUs: 2, heldBackCPUs: 1, busyCPUs: 2),
            .tooManyThreads(threads, usableCPUs: 2, waitRatio: 0.5), .tooFewThreads(threads, usableCPUs: 16),
            .waitsForInput(ratio: 0.5), .idlesBetweenWork(ratio: 0.5, lostRatio: 0.5),
            .paysForEveryStep(fixedRatio: 0.5, lostRatio: 0.5), .waitsForPeers(processes: 2, unusedRatio: 0.5),
            .busyDeviceMemory(bandwidthRatio: 0.7), .busyDevice(activeRatio: 0.9, areTensorCoresIdle: true),
            .busyHostMemory(touchedBytes: 1024), .busyCPUs(fixedRatio: 0.1), .unknown(knowsSteps: true),
            .unknown(knowsSteps: false),
        ] as [Finding.Cause]
    )
    func everyCauseHasItsSentenceAndWhatToDo(cause: Finding.Cause) {
        let diagnosis = Diagnosis(Finding(cause))
        #expect(diagnosis.sentence.hasSuffix(".") && diagnosis.advice.hasSuffix("."), "\(diagnosis)")
        #expect(diagnosis.boundBy == cause.bottleneck && diagnosis.lostRatio == cause.lostRatio)
    }

    @Test func theFiguresOfACauseStandInItsSentence() {
        let diagnosis = Diagnosis(
            Finding(.sharedDevice(DeviceProcess(processId: 7, name: "python", memoryBytes: 3 << 30)))
        )
        #expect(
            diagnosis.sentence == "Another program uses the same device: python 7, which holds 3.00 GiB."
        )
        #expect(
            Diagnosis(Finding(.tooFewThreads(Self.threads, usableCPUs: 16))).sentence
                == "It computes with 2 threads in each of 4 processes where 16 CPUs are usable."
        )
        #expect(
            Diagnosis(Finding(.heldDownClock(ratio: 0.5, .power, lostRatio: 0.2))).sentence
                == "The device holds its clock down 50 % of the time, to stay below its power limit."
        )
        #expect(
            Evidence.shortSteps(samples: 13.5, fullSamples: 1024, timeRatio: 0.9, count: 6).sentence
                == "a step of 14 samples takes 90 % of the time of one of 1,024 (6 odd last batches)"
        )
    }

    @Test func anIntervalThatShowsAsOneFigureIsOneFigure() {
        func sentence(_ fixed: Interval) -> String { Evidence.fixedShareByLaw(fixed).sentence }
        #expect(
            sentence(Interval(value: 0.999, low: 0.996, high: 1))
                == "by the step times at several batch sizes, 100 % of a step's time is fixed"
        )
        #expect(sentence(Interval(value: 0.5, low: 0.4, high: 0.6)).contains("50 % (40 % to 60 %) of"))
    }

    /// Whether a larger batch waits as long was not tried here, and a sweep may show that it does not.
    @Test func waitingForInputSaysNothingOfLargerBatches() {
        #expect(!Diagnosis(Finding(.waitsForInput(ratio: 0.5))).advice.contains("larger batch"))
    }

    @Test func threadsThatSpinHaveTheRemedyOfTheirRuntime() {
        let diagnosis = Diagnosis(Finding(.spinningThreads(Self.spinning)))
        #expect(
            diagnosis.sentence
                == "Its threads spin while they wait for each other, and other programs want the same CPUs: 66 % of the "
                + "time a thread is ready and has none."
        )
        #expect(diagnosis.advice.hasPrefix("Set OMP_WAIT_POLICY=passive, so that threads that wait sleep"))
        var intels = Self.spinning
        (intels.openMP, intels.rivals) = (.llvm, .ownProcesses)
        let other = Diagnosis(Finding(.spinningThreads(intels)))
        #expect(other.advice.hasPrefix("Set OMP_WAIT_POLICY=passive (or KMP_BLOCKTIME=0), so"))
        #expect(other.sentence.contains("and its own other processes want"))
        let evidence: [Evidence] = [
            .passiveWaiting(speedup: Interval(value: 10, low: 8.6, high: 12.4)), .busyThreads(2, waitRatio: 0.66),
            .voluntarySwitches(ratio: 0.01), .rivals(.otherPrograms, busyCPUs: 1.3, logicalCPUs: 2),
        ]
        #expect(
            evidence.map(\.sentence) == [
                "a second run with OMP_WAIT_POLICY=passive had 10 (8.6 to 12) times the throughput",
                "2 threads of one process were busy, and waited 66 % of their time for a CPU",
                "those beside its first hardly ever slept: 1.0 % of their context switches were voluntary",
                "other programs kept 1.3 of 2 CPUs busy",
            ]
        )
    }
}
