import HeadroomCore
import Testing

/// Two threads next to another busy program on two CPUs, as in docs/measurements/spinning.md.
@Suite struct SpinningTests {
    /// - Parameters:
    ///   - voluntary: fraction of voluntary context switches of all threads except the first.
    ///   - others: CPUs kept busy by other programs.
    ///   - loaders: CPUs kept busy by the training's other processes.
    private func symptoms(
        threads: Double = 2,
        waits: Double = 0.66,
        voluntary: Double? = 0.01,
        policy: ThreadUse.WaitPolicy? = nil,
        openMP: ThreadUse.OpenMP? = .gnu,
        others: Double = 1.3,
        loaders: Double = 0
    ) -> Symptoms {
        var symptoms = Symptoms(usableCPUs: 2, logicalCPUs: 2)
        symptoms.busyCPUs = threads * (1 - waits) + loaders
        symptoms.threads = 2
        symptoms.stepSeconds = 0.1
        symptoms.threadUse = ThreadUse(
            busyThreads: threads,
            cpuWaitRatio: waits,
            involuntarySwitchesPerSecond: 90,
            voluntarySwitchesPerSecond: 20,
            voluntaryWorkerRatio: voluntary,
            openMP: openMP,
            waitPolicy: policy
        )
        var machine = DeviceHistory(DeviceDescription(id: "cpu", kind: .cpu, name: "CPU"))
        for at in [0.0, 10] {
            machine.append(Reading(.busySeconds, at: at, value: at * ((symptoms.busyCPUs ?? 0) + others)))
            machine.append(Reading(.cpuPressureSeconds, at: at, value: at * 0.98))
        }
        symptoms.host = HostUse(machine, in: 0...10)
        return symptoms
    }

    private func verdict(_ symptoms: Symptoms) -> Bottleneck { Finding(symptoms).boundBy }

    @Test func threadsThatSpinBesideOthersAreNamedWithTheirRemedy() {
        let finding = Finding(symptoms())
        #expect(finding.boundBy == .spinning && finding.lostRatio == 0.66)
        #expect(
            finding.cause
                == .spinningThreads(.init(rivals: .otherPrograms, waitRatio: 0.66, openMP: .gnu, speedup: nil))
        )
        #expect(
            finding.evidence.prefix(2) == [.busyThreads(2, waitRatio: 0.66), .voluntarySwitches(ratio: 0.01)]
        )
        guard case .rivals(.otherPrograms, let busy, 2) = finding.evidence.last else {
            Issue.record("\(finding.evidence)")
            return
        }
        #expect(abs(busy - 1.3) < 1e-9)
        #expect(verdict(symptoms(policy: .active)) == .spinning)
    }

    /// Each of these shares its CPUs, and would not gain from passive waiting.
    @Test func aTrainingThatMerelySharesItsCPUsDoesNotSpin() {
        #expect(verdict(symptoms(threads: 1, waits: 0.36, voluntary: nil)) == .contended)
        #expect(verdict(symptoms(threads: 1.2, waits: 0.36)) == .contended)
        #expect(verdict(symptoms(policy: .passive)) == .contended)
        // Its wait policy is set in its own code, and therefore not visible in its environment.
        #expect(verdict(symptoms(voluntary: 0.66)) == .contended)
        #expect(verdict(symptoms(waits: 0.1, others: 0.5)) == .contended)
    }

    @Test func withoutOtherProgramsOrTheKernelsFiguresNothingIsSaid() {
        #expect(verdict(symptoms(others: 0.1)) != .spinning)
        var unread = symptoms()
        unread.threadUse = nil
        #expect(verdict(unread) == .contended)
        var onAGPU = symptoms()
        onAGPU.usesGPU = true
        #expect(verdict(onAGPU) != .spinning)
        #expect(verdict(symptoms(voluntary: nil)) == .contended)
        // The threads of other runtimes ignore the variables of OpenMP.
        #expect(verdict(symptoms(openMP: nil)) == .contended)
    }

    @Test func processesThatLoadDataTakeCPUsTooButNotThoseThatTrainTogether() {
        let beside = symptoms(waits: 0.5, others: 0, loaders: 1)
        let finding = Finding(beside)
        #expect(
            finding.cause
                == .spinningThreads(.init(rivals: .ownProcesses, waitRatio: 0.5, openMP: .gnu, speedup: nil))
        )
        #expect(finding.evidence.contains(.rivals(.ownProcesses, busyCPUs: 1, logicalCPUs: 2)))
        #expect(verdict(symptoms(waits: 0.5, others: 0, loaders: 0.3)) != .spinning)
        var together = beside
        together.processes = 2
        #expect(together.hasSpinningThreads == nil)
    }

    @Test func whatWasTriedCountsForMore() {
        var tried = symptoms()
        tried.passiveWaiting = PassiveWaiting(
            stepSeconds: Interval(value: 0.01, low: 0.009, high: 0.011),
            speedup: Interval(value: 10, low: 8.6, high: 12.4)
        )
        let finding = Finding(tried)
        #expect(finding.evidence.first == .passiveWaiting(speedup: Interval(value: 10, low: 8.6, high: 12.4)))
        #expect(finding.boundBy == .spinning && finding.lostRatio == 0.9)
        tried.passiveWaiting?.speedup = Interval(value: 1.1, low: 1, high: 1.2)
        #expect(verdict(tried) == .contended)
    }

    @Test func theFiguresOfATrialAreAmongItsSymptoms() {
        var trial = MeasuredTrial(id: 1, purpose: .speed, batchSize: 8, outcome: .completed, wallSeconds: 1)
        #expect(trial.threadUse == nil)
        trial.threadUse = symptoms().threadUse
        #expect(Symptoms(trial, on: machine).threadUse == trial.threadUse)
    }

    private var machine: SweepDocument.Machine {
        SweepDocument.Machine(
            devices: [],
            driver: nil,
            frameworks: [:],
            logicalCPUs: 2,
            usableCPUs: 2,
            memoryBytes: 1
        )
    }
}
