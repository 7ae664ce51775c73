import HeadroomCore
import HeadroomSweep
import Testing

@Suite struct SpinningNoteTests {
    private func trial(_ id: Int, waits: Double) -> MeasuredTrial {
        var trial = MeasuredTrial(id: id, purpose: .speed, batchSize: 8, outcome: .completed, wallSeconds: 1)
        trial.threadUse = ThreadUse(
            busyThreads: 2,
            cpuWaitRatio: waits,
            involuntarySwitchesPerSecond: 90,
            voluntarySwitchesPerSecond: 0,
            voluntaryWorkerRatio: 0,
            openMP: .gnu,
            waitPolicy: nil
        )
        return trial
    }

    @Test func aSweepNamesTheRemedyWhereItsTrialsSpun() {
        let trials = [0.654, 0.4, 0.9, 0.9].enumerated().map { LoggedTrial(trial($0 + 1, waits: $1)) }
        let spins = Finding(
            .spinningThreads(.init(rivals: .otherPrograms, waitRatio: 0.9, openMP: .gnu, speedup: nil))
        )
        let pays = Finding(.paysForEveryStep(fixedRatio: 0.9, lostRatio: 0.9))
        let shares = Finding(.sharedCPUs(otherCPUs: 1, logicalCPUs: 2))
        let diagnoses = [1: spins, 2: spins, 3: pays]
        #expect(
            Conclusion.spinning(trials, diagnoses)?.sentence
                == "in 2 of 3 trials the threads of the training span beside other processes, and waited for a CPU up to "
                + "65 % of their time: measure again with OMP_WAIT_POLICY=passive set, or with fewer threads"
        )
        #expect(Conclusion.spinning(trials, [1: shares]) == nil && Conclusion.spinning([], [:]) == nil)
    }

    @Test func theVariablesOfARuntimeAreSetWhereTheyWouldCountForMore() {
        #expect(WatchedRun.passiveWaiting(["OMP_WAIT_POLICY": "active"]) == ["OMP_WAIT_POLICY": "passive"])
        #expect(
            WatchedRun.passiveWaiting(["GOMP_SPINCOUNT": "1000000", "KMP_BLOCKTIME": "200"])
                == ["OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0", "KMP_BLOCKTIME": "0"]
        )
    }

    @Test func theSecondRunStandsBesideTheFirst() throws {
        func measured(step: Double, rate: Double?) -> MeasuredTrial {
            var trial = trial(1, waits: 0)
            trial.stepSeconds = StepSeconds(mean: step, low: 0.9 * step, high: 1.1 * step, median: step, p95: step)
            trial.samplesPerSecond = rate.map { Interval(value: $0, low: 0.9 * $0, high: 1.1 * $0) }
            return trial
        }
        let byRate = try #require(
            PassiveWaiting(measured(step: 0.01, rate: 800), beside: measured(step: 0.1, rate: 100))
        )
        #expect(byRate.speedup.value == 8 && byRate.speedup.low > 6.5 && byRate.speedup.low < 8)
        #expect(byRate.stepSeconds == Interval(value: 0.01, low: 0.9 * 0.01, high: 1.1 * 0.01))
        let bySteps = PassiveWaiting(measured(step: 0.01, rate: nil), beside: measured(step: 0.1, rate: nil))
        #expect(abs((bySteps?.speedup.value ?? 0) - 10) < 1e-9)
        #expect(PassiveWaiting(trial(1, waits: 0), beside: measured(step: 0.1, rate: 1)) == nil)
    }
}
