import HeadroomCore
import Testing

/// Symptoms of a healthy training on two CPUs, with a change.
private func symptoms(_ change: (inout Symptoms) -> Void = { _ in }) -> Symptoms {
    var symptoms = Symptoms(usableCPUs: 2, logicalCPUs: 2)
    symptoms.busyCPUs = 1.95
    symptoms.threads = 2
    symptoms.stepSeconds = 0.01
    symptoms.inputWaitRatio = 0.02
    symptoms.fixedRatio = Interval(value: 0.15, low: 0.1, high: 0.2)
    symptoms.workingSet = WorkingSet(
        bytes: 20_000_000,
        touchedBytesPerSecond: nil,
        lastCacheBytes: 32_000_000,
        peakBytesPerSecond: nil
    )
    change(&symptoms)
    return symptoms
}

private func host(busy: Double, pressure: Double, quota: Double = 0) -> HostUse {
    var machine = DeviceHistory(DeviceDescription(id: "cpu", kind: .cpu, name: "CPU"))
    for at in [0.0, 10] {
        machine.append(Reading(.busySeconds, at: at, value: at * busy))
        machine.append(Reading(.cpuPressureSeconds, at: at, value: at * pressure))
        machine.append(Reading(.quotaThrottledSeconds, at: at, value: at * quota))
    }
    return HostUse(machine, in: 0...10)
}

private func gpu(_ readings: [Signal: Double], counters: [Signal: Double] = [:]) -> DeviceUse {
    var description = DeviceDescription(id: "GPU-1", kind: .nvidia, name: "GPU")
    description.greatestClockHertz = 2e9
    var device = DeviceHistory(description)
    for at in [0.0, 5, 10] {
        for (signal, value) in readings { device.append(Reading(signal, at: at, value: value)) }
        for (signal, rate) in counters { device.append(Reading(signal, at: at, value: at * rate)) }
    }
    return DeviceUse(device, in: 0...10) { _ in true }
}

@Suite struct DiagnosisTests {
    private func verdict(_ change: (inout Symptoms) -> Void) -> Bottleneck { Finding(symptoms(change)).boundBy }

    /// A finding has the figures that it was made by, and the share of the time that follows from them.
    @Test func aFindingHasItsFigures() {
        let fixed = Interval(value: 0.75, low: 0.7, high: 0.8)
        let waits = Finding(symptoms { $0.inputWaitRatio = 0.5 })
        #expect(waits == Finding(.waitsForInput(ratio: 0.5), evidence: [.inputWait(ratio: 0.5)]))
        #expect(waits.lostRatio == 0.5)
        let tried = Finding(
            symptoms {
                $0.stepSeconds = 0.01; $0.cachedBatchStepSeconds = 0.0025
            }
        )
        #expect(tried.cause == .waitsForInput(ratio: 0.75) && tried.evidence.first == .oneBatchAgain(timeRatio: 0.25))
        let pays = Finding(
            symptoms {
                $0.inputWaitRatio = 0; $0.fixedRatio = fixed
            }
        )
        #expect(
            pays == Finding(.paysForEveryStep(fixedRatio: 0.75, lostRatio: 0.75), evidence: [.fixedShareByLaw(fixed)])
        )
        let few = Finding.Threads(ofEachProcess: 1, processes: 1)
        let oneThread = Finding(
            symptoms {
                $0.threads = 1; $0.busyCPUs = 1
            }
        )
        #expect(
            oneThread
                == Finding(
                    .tooFewThreads(few, usableCPUs: 2),
                    evidence: [.busyCPUs(1, usable: 2), .threads(few)]
                )
        )
        #expect(oneThread.lostRatio == 0.5)
        let full = Finding(symptoms())
        #expect(full.cause == .busyCPUs(fixedRatio: 0.15) && full.lostRatio == nil)
        let nothing = Finding(Symptoms(usableCPUs: 2, logicalCPUs: 2))
        #expect(nothing == Finding(.unknown(knowsSteps: false)))
        #expect(Finding(symptoms { $0.busyCPUs = nil }).cause == .unknown(knowsSteps: true))
    }

    @Test func eachCauseIsToldFromTheOthersOnTheCPU() {
        #expect(verdict { _ in } == .compute)
        #expect(verdict { $0.inputWaitRatio = 0.5 } == .input)
        #expect(verdict { $0.fixedRatio = Interval(value: 0.8, low: 0.7, high: 0.9) } == .launch)
        #expect(
            verdict {
                $0.host = host(busy: 2, pressure: 0.6); $0.busyCPUs = 1.1
            } == .contended
        )
        #expect(
            verdict {
                $0.threads = 16; $0.host = host(busy: 2, pressure: 0.7)
            } == .host
        )
        #expect(
            verdict {
                $0.threads = 1; $0.busyCPUs = 0.99
            } == .host
        )
        #expect(verdict { $0.host = host(busy: 2, pressure: 0.1, quota: 0.5) } == .host)
        #expect(
            verdict {
                $0.processes = 2; $0.threads = 1; $0.busyCPUs = 0.8
            } == .synchronization
        )
        let streams = WorkingSet(
            bytes: 400_000_000,
            touchedBytesPerSecond: 2.4e10,
            lastCacheBytes: 32_000_000,
            peakBytesPerSecond: 4e10
        )
        #expect(verdict { $0.workingSet = streams } == .memoryBandwidth)
    }

    @Test func eachCauseIsToldFromTheOthersOnAGPU() {
        func verdict(_ device: DeviceUse, input: Double = 0.02) -> Bottleneck {
            self.verdict {
                $0.usesGPU = true
                $0.fixedRatio = nil
                $0.devices = [device]
                $0.inputWaitRatio = input
            }
        }
        #expect(verdict(gpu([.utilization: 0.99, .smActivity: 0.9, .tensorActivity: 0.5])) == .compute)
        #expect(
            verdict(gpu([.utilization: 0.99, .smActivity: 0.85, .memoryBandwidthUtilization: 0.75])) == .memoryBandwidth
        )
        // That a kernel was always running proves little: the multiprocessors had hardly any work.
        #expect(verdict(gpu([.utilization: 0.99, .smActivity: 0.12])) == .launch)
        #expect(verdict(gpu([.utilization: 0.2])) == .launch)
        #expect(verdict(gpu([.utilization: 0.4, .smActivity: 0.3]), input: 0.6) == .input)
        // Work was queued while the program waited.
        #expect(verdict(gpu([.utilization: 0.99, .smActivity: 0.9]), input: 0.6) == .compute)
        let hot = gpu([.utilization: 0.99, .smActivity: 0.9, .clockHertz: 1e9], counters: [.heatThrottledSeconds: 0.8])
        #expect(verdict(hot) == .throttled)
        let heldDown = Finding(
            symptoms {
                $0.usesGPU = true; $0.devices = [hot]
            }
        )
        guard case .heldDownClock(let ratio, .heat, let lost) = heldDown.cause else {
            Issue.record("\(heldDown)")
            return
        }
        #expect(abs(ratio - 0.8) < 1e-9 && abs(lost - 0.4) < 1e-9)
        // A device at its power limit whose clock is hardly lower loses nothing worth telling.
        let capped = gpu([.smActivity: 0.9, .clockHertz: 1.95e9], counters: [.powerThrottledSeconds: 0.9])
        #expect(verdict(capped) == .compute)
    }

    @Test func whatTheEvidenceDoesNotCarryIsUnknown() {
        #expect(Finding(Symptoms(usableCPUs: 2, logicalCPUs: 2)).boundBy == .unknown)
        #expect(verdict { $0.workingSet = nil } == .unknown)
        #expect(verdict { $0.fixedRatio = Interval(value: 0.6, low: 0.2, high: 0.9) } == .unknown)
        #expect(verdict { $0.busyCPUs = 1.2 } == .unknown)
        // Pressure from its own threads is not another program.
        #expect(verdict { $0.host = host(busy: 2, pressure: 0.9) } == .compute)
    }
}

@Suite struct SurveyTests {
    private func summary(_ id: String, user: String, utilization: Double?, seconds: Double, boundBy: Bottleneck? = nil)
        -> KeptRun.Summary
    {
        var trial = TrialDocument(id: 1, purpose: .training, batchSize: 8, outcome: .completed, wallSeconds: seconds)
        trial.deviceUtilization = utilization.map { Distribution(mean: $0, p10: $0, p90: $0) }
        var document = SweepDocument(
            kind: .run,
            id: id,
            startedAt: "2026-01-01T00:00:00Z",
            command: ["train"],
            workload: nil,
            objective: .time,
            machine: SweepDocument.Machine(
                devices: ["GPU"],
                driver: nil,
                frameworks: [:],
                logicalCPUs: 1,
                usableCPUs: 1,
                memoryBytes: 1
            )
        )
        document.trials = [trial]
        document.diagnosis = boundBy.map { Diagnosis($0, sentence: ".", advice: ".", evidence: []) }
        return KeptRun(origin: Origin(user: user, host: "h", job: nil), document: document).summary
    }

    @Test func hoursAndSharesAddUp() throws {
        let runs = [
            summary("1", user: "low", utilization: 0.1, seconds: 3600, boundBy: .input),
            summary("2", user: "low", utilization: 0.05, seconds: 3600, boundBy: .input),
            summary("3", user: "high", utilization: 0.9, seconds: 7200, boundBy: .compute),
            summary("4", user: "none", utilization: nil, seconds: 100),
        ]
        // The first run is in both stores.
        let survey = try #require(SurveyDocument(runs + [runs[0]], stores: 2))
        #expect(survey.runs == 3 && survey.runsWithout == 1 && survey.stores == 2)
        #expect(abs(survey.hours - 4) < 1e-9 && abs(survey.unusedHours - 2.05) < 1e-9)
        #expect(survey.under.users == 0.5 && abs(survey.under.runs - 2 / 3) < 1e-9 && survey.under.hours == 0.5)
        #expect(survey.users.map(\.name) == ["low", "high"])
        #expect(survey.users.first?.boundBy == .input)
        #expect(abs(survey.users[0].utilization - 0.075) < 1e-9)
        #expect(survey.histogram == [1, 1, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(survey.causes.map(\.boundBy) == [.input, .compute])
    }

    @Test func withoutAUtilizationThereIsNoSurvey() {
        #expect(SurveyDocument([], stores: 1) == nil)
        #expect(SurveyDocument([summary("1", user: "u", utilization: nil, seconds: 1)], stores: 1) == nil)
    }
}
