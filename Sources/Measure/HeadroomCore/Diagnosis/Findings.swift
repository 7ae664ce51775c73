/// The finding for each possible cause, where there is evidence for it, with the share of time that it costs.
///
/// All thresholds are defined here. They follow from the meaning of the figures, not from any recording that the
/// diagnosis is tested with.
extension Symptoms {
    /// The minimum share of time of a bottleneck; every training has smaller losses.
    static let worthTelling = 0.2
    /// Thresholds of a saturated device (NVIDIA's guide to DCGM: good use needs 0.8 of the multiprocessors active;
    /// memory reaches about 0.8 of its peak in practice, tensor cores 0.93 in a benchmark).
    static let busy = (smActivity: 0.8, memoryBandwidth: 0.6, tensor: 0.6)

    var waitsForInput: Finding? {
        if let cached = cachedBatchStepSeconds, let step = stepSeconds, step > 0 {
            // The experiment counts for more than the waiting time reported by the training loop.
            let ratio = 1 - cached / step
            guard ratio >= Self.worthTelling else { return nil }
            let tried = Evidence.oneBatchAgain(timeRatio: cached / step)
            return Finding(.waitsForInput(ratio: ratio), evidence: [tried] + waitingEvidence)
        }
        guard let ratio = inputWaitRatio, ratio >= Self.worthTelling else { return nil }
        // A device that is still busy has work queued while the program waits.
        if usesGPU, let utilization = devices.compactMap({ $0.utilization?.mean }).min(), utilization > 0.9 {
            return nil
        }
        return Finding(.waitsForInput(ratio: ratio), evidence: waitingEvidence)
    }

    private var waitingEvidence: [Evidence] { inputWaitRatio.map { [.inputWait(ratio: $0)] } ?? [] }

    var paysForEveryStep: Finding? {
        let waiting = inputWaitRatio ?? 0
        if let short = shortSteps, short.fixedRatio.low >= 0.4 {
            return launch(
                fixedRatio: short.fixedRatio.value,
                lostRatio: (1 - waiting) * short.fixedRatio.value,
                evidence: [
                    .shortSteps(
                        samples: short.samples,
                        fullSamples: short.fullSamples,
                        timeRatio: short.seconds / short.fullSeconds,
                        count: short.count
                    ), .fixedShareByShortSteps(short.fixedRatio),
                ]
            )
        }
        if let fixed = fixedRatio, fixed.low >= 0.4 {
            return launch(
                fixedRatio: fixed.value,
                lostRatio: (1 - waiting) * fixed.value,
                evidence: [.fixedShareByLaw(fixed)]
            )
        }
        guard usesGPU, waiting < Self.worthTelling, !devices.isEmpty else { return nil }
        let active = devices.compactMap { $0.smActivity?.mean }
        if active.count == devices.count, let mean = active.mean, mean < 0.5 {
            return launch(
                fixedRatio: 1 - mean,
                lostRatio: 1 - mean,
                evidence: [.activeMultiprocessors(ratio: mean)] + utilizationEvidence
            )
        }
        guard active.isEmpty, let mean = devices.compactMap({ $0.utilization?.mean }).mean, mean < 0.6 else {
            return nil
        }
        return launch(fixedRatio: 1 - mean, lostRatio: 1 - mean, evidence: utilizationEvidence)
    }

    private var utilizationEvidence: [Evidence] {
        devices.compactMap { $0.utilization?.mean }.mean.map { [.deviceUtilization(ratio: $0)] } ?? []
    }

    private func launch(fixedRatio: Double, lostRatio: Double, evidence: [Evidence]) -> Finding {
        Finding(
            usesGPU
                ? .idlesBetweenWork(ratio: fixedRatio, lostRatio: lostRatio)
                : .paysForEveryStep(fixedRatio: fixedRatio, lostRatio: lostRatio),
            evidence: evidence
        )
    }

    var sharesItsDevice: Finding? {
        let others = devices.filter { $0.kind != .cpu }.flatMap { $0.otherProcesses ?? [] }
        if usesGPU, let other = others.max(by: { $0.memoryBytes ?? 0 < $1.memoryBytes ?? 0 }),
            devices.contains(where: { $0.utilization?.mean ?? 0 > 0.5 })
        {
            return Finding(.sharedDevice(other), evidence: others.map { .otherProcess($0) })
        }
        guard !usesGPU, let otherCPUs, let busy = host?.busyCPUs, otherCPUs >= Self.worthTelling * usableCPUs,
            busy >= 0.85 * Double(logicalCPUs), host?.cpuPressureRatio ?? 1 >= Self.worthTelling
        else { return nil }
        var evidence = [Evidence.otherPrograms(busyCPUs: otherCPUs, all: busy, logicalCPUs: logicalCPUs)]
        if let pressure = host?.cpuPressureRatio { evidence.append(.waitForCPU(ratio: pressure)) }
        return Finding(.sharedCPUs(otherCPUs: otherCPUs, logicalCPUs: logicalCPUs), evidence: evidence)
    }

    var isHeldDown: Finding? {
        var worst: Finding?
        for why in Finding.Throttling.allCases {
            guard let ratio = devices.compactMap({ $0.throttledRatio(why) }).max(), ratio >= Self.worthTelling else {
                continue
            }
            let clocks = devices.compactMap { device in
                device.clockHertz.flatMap { now in device.greatestClockHertz.map { now / $0 } }
            }
            // A slightly lower clock costs little, as often on a device at its power limit.
            let lost = clocks.min().map { ratio * max(0, 1 - $0) } ?? ratio
            guard lost >= worst?.lostRatio ?? 0.1 else { continue }
            worst = Finding(
                .heldDownClock(ratio: ratio, why, lostRatio: lost),
                evidence: [.clockHeldDown(ratio: ratio, why)] + (clocks.min().map { [.clock(ratio: $0)] } ?? [])
            )
        }
        return worst
    }

    var hasWrongThreads: Finding? {
        if let throttled = host?.quotaThrottledCPUs, let own = busyCPUs, throttled >= 0.1 * usableCPUs {
            return Finding(
                .tightQuota(usableCPUs: usableCPUs, heldBackCPUs: throttled, busyCPUs: own),
                evidence: [.heldBackByQuota(CPUs: throttled, used: own)]
            )
        }
        guard let threads = threads.map({ Finding.Threads(ofEachProcess: $0, processes: processes) }), !usesGPU else {
            return nil
        }
        if threads.all >= 1.5 * usableCPUs, let pressure = host?.cpuPressureRatio, pressure >= Self.worthTelling,
            otherCPUs ?? 0 < Self.worthTelling * usableCPUs
        {
            return Finding(
                .tooManyThreads(threads, usableCPUs: usableCPUs, waitRatio: pressure),
                evidence: [.threadsOnCPUs(threads, usable: usableCPUs), .waitForCPU(ratio: pressure)]
            )
        }
        guard threads.all <= 0.6 * usableCPUs, let own = busyCPUs, own <= 1.2 * threads.all, own >= 0.6 * threads.all,
            shortSteps?.fixedRatio.high ?? fixedRatio?.high ?? 1 < 0.5
        else { return nil }
        return Finding(
            .tooFewThreads(threads, usableCPUs: usableCPUs),
            evidence: [.busyCPUs(own, usable: usableCPUs), .threads(threads)]
        )
    }

    var waitsForItsPeers: Finding? {
        guard processes > 1, !usesGPU, let own = busyCPUs, inputWaitRatio ?? 0 < Self.worthTelling else { return nil }
        let able = min(usableCPUs, Double(processes * (threads ?? 1)))
        guard own < 0.6 * able, otherCPUs ?? 0 < Self.worthTelling * usableCPUs else { return nil }
        return Finding(
            .waitsForPeers(processes: processes, unusedRatio: 1 - own / able),
            evidence: [.peers(processes: processes, busyCPUs: own, able: able), .noInputWait]
        )
    }
}

extension DeviceUse {
    fileprivate func throttledRatio(_ why: Finding.Throttling) -> Double? {
        switch why {
        case .power: powerThrottledRatio
        case .heat: heatThrottledRatio
        case .hardware: hardwareThrottledRatio
        }
    }
}

extension [Double] {
    var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
