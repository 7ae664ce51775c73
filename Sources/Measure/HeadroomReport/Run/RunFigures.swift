import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Figure of a monitored run in words, the same in every form of the report.
struct RunFigure {
    var name: String
    var text: String

    /// Known figures of a run, in order of importance.
    static func all(of document: SweepDocument, _ trial: TrialDocument) -> [RunFigure] {
        var figures: [RunFigure] = []
        func say(_ name: String, _ text: String?) {
            if let text { figures.append(RunFigure(name: name, text: text)) }
        }
        say("batch size", trial.batchSize.map { Format.count($0) })
        say("throughput", trial.samplesPerSecond.map { throughput($0) })
        say("step", trial.stepSeconds.map { step($0, trial) })
        say("waiting", trial.inputWaitRatio.map { "\(Format.percent($0)) of the step time for input" })
        for device in trial.devices where device.kind != .cpu { figures += Self.device(device) }
        say("device memory", trial.deviceMemory.map(\.sentence))
        say(
            "CPUs",
            trial.busyCPUs.map { "\(Format.significant($0, digits: 2)) of \(usable(document)) usable busy with it" }
        )
        say("threads", trial.threadUse.flatMap(threads))
        say("passive waiting", trial.passiveWaiting.map(passive))
        say("memory", trial.peakHostMemoryBytes.map { "\(Format.bytes($0)) at the peak" })
        say("energy", energy(trial))
        say("price", price(document, trial))
        say("others", others(document, trial))
        return figures
    }

    private static func usable(_ document: SweepDocument) -> String { Format.plain(document.machine.usableCPUs) }

    private static func throughput(_ rate: Interval) -> String {
        "\(Format.rate(rate.value)) samples/s ± \(Format.percent(rate.halfWidthRatio))"
    }

    private static func step(_ step: StepSeconds, _ trial: TrialDocument) -> String {
        var text = "\(Format.seconds(step.mean)), 95 of 100 within \(Format.seconds(step.p95))"
        if let steps = trial.steps, let warmup = trial.warmupSteps {
            text += "; \(Format.count(steps)) steps measured after \(Format.count(warmup)) of warm-up"
        }
        return text
    }

    private static func device(_ device: DeviceUse) -> [RunFigure] {
        var parts: [String] = []
        func add(_ value: Double?, _ text: (Double) -> String) { if let value { parts.append(text(value)) } }
        add(device.utilization?.mean) { "busy \(Format.percent($0))" }
        add(device.smActivity?.mean) { "multiprocessors \(Format.percent($0))" }
        add(device.tensorActivity?.mean) { "tensor cores \(Format.percent($0))" }
        add(device.memoryBandwidthUtilization?.mean) { "bandwidth \(Format.percent($0))" }
        add(device.averagePowerWatts) { "\(Format.count($0)) W" }
        add(device.peakMemoryBytes.map(Double.init)) { peak in
            let all = device.memoryBytes.map { " of \(Format.bytes($0))" } ?? ""
            return "\(Format.bytes(peak))\(all)"
        }
        return [RunFigure(name: "device", text: ([device.name] + parts).joined(separator: " · "))]
    }

    /// Nil for a single thread that hardly waits.
    private static func threads(_ use: ThreadUse) -> String? {
        guard use.busyThreads >= 1.5 || use.cpuWaitRatio >= 0.1 else { return nil }
        let switches = [use.involuntarySwitchesPerSecond, use.voluntarySwitchesPerSecond].map {
            Format.significant($0, digits: 2)
        }
        return
            "\(Format.significant(use.busyThreads, digits: 2)) busy, \(Format.percent(use.cpuWaitRatio)) of their time "
            + "without a CPU; each had \(switches[0]) involuntary and \(switches[1]) voluntary context switches a second"
    }

    private static func passive(_ tried: PassiveWaiting) -> String {
        let ratio = [tried.speedup.value, tried.speedup.low, tried.speedup.high].map {
            Format.significant($0, digits: 2)
        }
        return "\(ratio[0]) (\(ratio[1]) to \(ratio[2])) times the throughput, a step in "
            + "\(Format.seconds(tried.stepSeconds.value)), in a second run with OMP_WAIT_POLICY=passive"
    }

    private static func energy(_ trial: TrialDocument) -> String? {
        guard let joules = trial.energyJoules else { return nil }
        var text = "\(Format.joules(joules)) in the measured window"
        if let watts = trial.averagePowerWatts { text += ", \(Format.significant(watts)) W" }
        if let each = trial.joulesPerSample { text += ", \(Format.joules(each)) a sample" }
        return text
    }

    private static func price(_ document: SweepDocument, _ trial: TrialDocument) -> String? {
        guard let price = document.price, let amount = trial.price else { return nil }
        var text = "\(Format.money(amount, price.currency)) at \(Format.money(price.perHour, price.currency)) an hour"
        if let each = document.points.first?.pricePerMillionSamples {
            text += "; a million samples cost \(Format.money(each, price.currency))"
        }
        return text
    }

    private static func others(_ document: SweepDocument, _ trial: TrialDocument) -> String? {
        guard let busy = trial.host?.busyCPUs, let own = trial.busyCPUs, busy - own > 0.1 else { return nil }
        return
            "other programs kept \(Format.significant(busy - own, digits: 2)) of \(document.machine.logicalCPUs) CPUs busy"
    }
}

/// Time series of a run.
struct RunCurve {
    var title: String
    var values: [Double?]
    /// Upper end of the value axis; nil for the maximum value.
    var end: Double?
    var format: (Double) -> String

    static func all(of document: SweepDocument, _ timeline: Timeline) -> [RunCurve] {
        [
            RunCurve(title: "samples/s", values: timeline.samplesPerSecond, end: nil) { Format.rate($0) },
            RunCurve(title: "waiting for input", values: timeline.inputWaitRatio, end: 1) { Format.percent($0) },
            RunCurve(title: "device busy", values: timeline.deviceUtilization, end: 1) { Format.percent($0) },
            RunCurve(title: "multiprocessors", values: timeline.smActivity, end: 1) { Format.percent($0) },
            RunCurve(title: "CPUs busy", values: timeline.busyCPUs, end: document.machine.usableCPUs) {
                Format.significant($0, digits: 2)
            },
            RunCurve(title: "device memory", values: timeline.deviceMemoryBytes, end: nil) { Format.bytes($0) },
            RunCurve(title: "memory", values: timeline.hostMemoryBytes, end: nil) { Format.bytes($0) },
            RunCurve(title: "power", values: timeline.powerWatts, end: nil) { Format.count($0) + " W" },
        ].filter { $0.values.contains { $0 != nil } }
    }
}
