import HeadroomFormat

/// What each possible cause has for itself, where it has anything: a verdict, and the share of the time that it costs.
///
/// The thresholds stand here, in one place. They were chosen by what the figures mean, and by no recording that the
/// diagnosis is tested with.
extension Symptoms {
    /// Less than this of the time is no bottleneck, but what every training has.
    static let worthTelling = 0.2
    /// From here on a device is as busy as programs make it (NVIDIA's guide to DCGM: 0.8 of the multiprocessors active
    /// is needed for good use; memory reaches about 0.8 of its peak in practice, tensor cores 0.93 in a benchmark).
    static let busy = (smActivity: 0.8, memoryBandwidth: 0.6, tensor: 0.6)

    var waitsForInput: Diagnosis? {
        if let cached = cachedBatchStepSeconds, let step = stepSeconds, step > 0 {
            // What was tried counts for more than what the loop says of its waiting.
            let ratio = 1 - cached / step
            guard ratio >= Self.worthTelling else { return nil }
            let tried = "with one batch again and again a step takes \(Format.percent(cached / step)) of its time"
            return input(ratio, evidence: [tried] + waitingEvidence)
        }
        guard let ratio = inputWaitRatio, ratio >= Self.worthTelling else { return nil }
        // A device that is busy all the same has work queued while the program waits.
        if usesGPU, let utilization = devices.compactMap({ $0.utilization?.mean }).min(), utilization > 0.9 {
            return nil
        }
        return input(ratio, evidence: waitingEvidence)
    }

    private var waitingEvidence: [String] {
        inputWaitRatio.map { ["\(Format.percent($0)) of the step time was spent waiting for input"] } ?? []
    }

    private func input(_ ratio: Double, evidence: [String]) -> Diagnosis {
        Diagnosis(
            .input,
            sentence:
                "It waits for its data: \(Format.percent(ratio)) of the step time goes by before the next batch is there.",
            advice:
                "Give the loader more workers, or prepare the data once and keep it.",
            evidence: evidence,
            lostRatio: ratio
        )
    }

    var paysForEveryStep: Diagnosis? {
        let waiting = inputWaitRatio ?? 0
        if let short = shortSteps, short.fixedRatio.low >= 0.4 {
            let (few, many) = (Int(short.samples.rounded()), Int(short.fullSamples.rounded()))
            let ratio = Format.percent(short.seconds / short.fullSeconds)
            return launch(
                fixedRatio: short.fixedRatio.value,
                lostRatio: (1 - waiting) * short.fixedRatio.value,
                evidence: [
                    "a step of \(few) samples takes \(ratio) of the time of one of \(many) (\(short.count) odd last batches)",
                    "so \(interval(short.fixedRatio)) of a step's time is the same whatever its batch size",
                ]
            )
        }
        if let fixed = fixedRatio, fixed.low >= 0.4 {
            return launch(
                fixedRatio: fixed.value,
                lostRatio: (1 - waiting) * fixed.value,
                evidence: ["by the step times at several batch sizes, \(interval(fixed)) of a step's time is fixed"]
            )
        }
        guard usesGPU, waiting < Self.worthTelling, !devices.isEmpty else { return nil }
        let active = devices.compactMap { $0.smActivity?.mean }
        if active.count == devices.count, let mean = active.mean, mean < 0.5 {
            let evidence =
                "the device's multiprocessors had work \(Format.percent(mean)) of the time, on average over them"
            return launch(fixedRatio: 1 - mean, lostRatio: 1 - mean, evidence: [evidence] + utilizationEvidence)
        }
        guard active.isEmpty, let mean = devices.compactMap({ $0.utilization?.mean }).mean, mean < 0.6 else {
            return nil
        }
        return launch(fixedRatio: 1 - mean, lostRatio: 1 - mean, evidence: utilizationEvidence)
    }

    private var utilizationEvidence: [String] {
        devices.compactMap { $0.utilization?.mean }.mean.map {
            ["something ran on the device \(Format.percent($0)) of the time"]
        } ?? []
    }

    private func launch(fixedRatio: Double, lostRatio: Double, evidence: [String]) -> Diagnosis {
        Diagnosis(
            .launch,
            sentence: usesGPU
                ? "The device idles between small pieces of work: \(Format.percent(fixedRatio)) of it is unused."
                : "Every step costs much whatever its size: \(Format.percent(fixedRatio)) of its time does not depend on the batch.",
            advice:
                "Raise the batch size: 'headroom sweep' with the same command finds from which on that stops paying.",
            evidence: evidence,
            lostRatio: lostRatio
        )
    }

    func interval(_ interval: Interval) -> String {
        let (value, low, high) = (interval.value, interval.low, interval.high)
        let words = [value, low, high].map(Format.percent)
        return words.allSatisfy { $0 == words[0] } ? words[0] : "\(words[0]) (\(words[1]) to \(words[2]))"
    }

    var sharesItsDevice: Diagnosis? {
        let others = devices.filter { $0.kind != .cpu }.flatMap { $0.otherProcesses ?? [] }
        if usesGPU, let other = others.max(by: { $0.memoryBytes ?? 0 < $1.memoryBytes ?? 0 }),
            devices.contains(where: { $0.utilization?.mean ?? 0 > 0.5 })
        {
            let holds = other.memoryBytes.map { ", which holds \(Format.bytes($0))" } ?? ""
            return Diagnosis(
                .contended,
                sentence:
                    "Another program uses the same device: \(other.name ?? "process") \(other.processId)\(holds).",
                advice: "Move one of the two to another device, and measure again.",
                evidence: others.map { "process \($0.processId) (\($0.name ?? "name unknown")) was on the device" }
            )
        }
        guard !usesGPU, let otherCPUs, let busy = host?.busyCPUs, otherCPUs >= Self.worthTelling * usableCPUs,
            busy >= 0.85 * Double(logicalCPUs), host?.cpuPressureRatio ?? 1 >= Self.worthTelling
        else { return nil }
        var evidence = [
            "other programs kept \(Format.plain(otherCPUs)) of \(logicalCPUs) CPUs busy, all of them together "
                + "\(Format.plain(busy))"
        ]
        if let pressure = host?.cpuPressureRatio {
            evidence.append("\(Format.percent(pressure)) of the time some thread was ready and had no CPU")
        }
        return Diagnosis(
            .contended,
            sentence: "Other programs take \(Format.plain(otherCPUs)) of the \(logicalCPUs) CPUs that it computes on.",
            advice: "End or move what else runs on this machine ('headroom watch' shows it), and measure again.",
            evidence: evidence,
            lostRatio: otherCPUs / Double(logicalCPUs)
        )
    }

    var isHeldDown: Diagnosis? {
        let reasons: [(ratio: KeyPath<DeviceUse, Double?>, why: String, advice: String)] = [
            (
                \.powerThrottledRatio, "to stay below its power limit",
                "Nothing to gain from a larger batch; raise the limit ('nvidia-smi -pl') where the machine allows it."
            ),
            (\.heatThrottledRatio, "because it is too hot", "See to the machine's cooling before anything else."),
            (
                \.hardwareThrottledRatio, "because the machine asked it to",
                "See the power supply and the cables of the device before anything else."
            ),
        ]
        var worst: Diagnosis?
        for (path, why, advice) in reasons {
            guard let ratio = devices.compactMap({ $0[keyPath: path] }).max(), ratio >= Self.worthTelling else {
                continue
            }
            let clocks = devices.compactMap { device in
                device.clockHertz.flatMap { now in device.greatestClockHertz.map { now / $0 } }
            }
            let slow = clocks.min().map { ["its clock was at \(Format.percent($0)) of the greatest"] } ?? []
            // A clock that is hardly lower costs hardly anything, as a device at its power limit often has.
            let lost = clocks.min().map { ratio * max(0, 1 - $0) } ?? ratio
            guard lost >= worst?.lostRatio ?? 0.1 else { continue }
            worst = Diagnosis(
                .throttled,
                sentence: "The device holds its clock down \(Format.percent(ratio)) of the time, \(why).",
                advice: advice,
                evidence: ["the clock was held down \(Format.percent(ratio)) of the time, \(why)"] + slow,
                lostRatio: lost
            )
        }
        return worst
    }

    var hasWrongThreads: Diagnosis? {
        if let throttled = host?.quotaThrottledCPUs, let own = busyCPUs, throttled >= 0.1 * usableCPUs {
            return Diagnosis(
                .host,
                sentence: "It has too few CPUs: its quota of \(Format.plain(usableCPUs)) held it back all the time.",
                advice: "Raise the quota of the container, or let it compute with fewer threads.",
                evidence: [
                    "the control group held back \(Format.plain(throttled)) CPUs' worth of work, \(Format.plain(own)) were used"
                ],
                lostRatio: throttled / (throttled + own)
            )
        }
        guard let threads, !usesGPU else { return nil }
        let all = Double(threads) * Double(processes)
        let each = processes > 1 ? " in each of \(processes) processes" : ""
        if all >= 1.5 * usableCPUs, let pressure = host?.cpuPressureRatio, pressure >= Self.worthTelling,
            otherCPUs ?? 0 < Self.worthTelling * usableCPUs
        {
            return Diagnosis(
                .host,
                sentence: "Its threads fight over the CPUs: \(threads)\(each) compute on \(Format.plain(usableCPUs)).",
                advice: "Set OMP_NUM_THREADS (or torch.set_num_threads) to \(max(1, Int(usableCPUs) / processes)).",
                evidence: [
                    "the framework computes with \(threads) threads\(each), and \(Format.plain(usableCPUs)) CPUs are usable",
                    "\(Format.percent(pressure)) of the time some thread was ready and had no CPU",
                ],
                lostRatio: pressure
            )
        }
        guard all <= 0.6 * usableCPUs, let own = busyCPUs, own <= 1.2 * all, own >= 0.6 * all,
            shortSteps?.fixedRatio.high ?? fixedRatio?.high ?? 1 < 0.5
        else { return nil }
        return Diagnosis(
            .host,
            sentence:
                "It computes with \(threads) thread\(threads == 1 ? "" : "s")\(each) where \(Format.plain(usableCPUs)) "
                + "CPUs are usable.",
            advice: "Set OMP_NUM_THREADS (or torch.set_num_threads) to \(max(1, Int(usableCPUs) / processes)).",
            evidence: [
                "\(Format.plain(own)) CPUs were busy with it, of \(Format.plain(usableCPUs)) that it may use",
                "the framework says that it computes with \(threads) thread\(threads == 1 ? "" : "s")\(each)",
            ],
            lostRatio: 1 - all / usableCPUs
        )
    }

    var waitsForItsPeers: Diagnosis? {
        guard processes > 1, !usesGPU, let own = busyCPUs, inputWaitRatio ?? 0 < Self.worthTelling else { return nil }
        let able = min(usableCPUs, Double(processes * (threads ?? 1)))
        guard own < 0.6 * able, otherCPUs ?? 0 < Self.worthTelling * usableCPUs else { return nil }
        return Diagnosis(
            .synchronization,
            sentence:
                "Its \(processes) processes wait for each other: \(Format.percent(1 - own / able)) of their time on the "
                + "CPUs goes unused.",
            advice:
                "Let them meet less often (accumulate gradients, larger batches), or see which of them is the slow one.",
            evidence: [
                "\(processes) processes train together, and kept \(Format.plain(own)) of \(Format.plain(able)) CPUs busy",
                "they did not wait for input",
            ],
            lostRatio: 1 - own / able
        )
    }
}

extension [Double] {
    var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
