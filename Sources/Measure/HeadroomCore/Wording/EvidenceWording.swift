import HeadroomFormat

/// Sentences of the figures in support of a finding.
extension Evidence {
    package var sentence: String {
        switch self {
        // Of the steps.
        case .oneBatchAgain(let ratio):
            "with one batch again and again a step takes \(Format.percent(ratio)) of its time"
        case .inputWait(let ratio): "\(Format.percent(ratio)) of the step time was spent waiting for input"
        case .noInputWait: "they did not wait for input"
        case .shortSteps(let samples, let fullSamples, let ratio, let count):
            "a step of \(Format.count(samples)) samples takes \(Format.percent(ratio)) of the time of one of "
                + "\(Format.count(fullSamples)) (\(count) odd last batches)"
        case .fixedShareByShortSteps(let share):
            "so \(Format.percent(share)) of a step's time is the same whatever its batch size"
        case .fixedShareByLaw(let share):
            "by the step times at several batch sizes, \(Format.percent(share)) of a step's time is fixed"
        case .fixedShare(let share): "\(Format.percent(share)) of a step's time does not depend on its batch size"

        // Of devices.
        case .deviceUtilization(let ratio): "something ran on the device \(Format.percent(ratio)) of the time"
        case .activeMultiprocessors(let ratio):
            "the device's multiprocessors had work \(Format.percent(ratio)) of the time, on average over them"
        case .tensorCores(let ratio): "the tensor cores worked \(Format.percent(ratio)) of the time"
        case .memoryBandwidth(let ratio): "\(Format.percent(ratio)) of the memory's bandwidth was used"
        case .clockHeldDown(let ratio, let why):
            "the clock was held down \(Format.percent(ratio)) of the time, \(why.words)"
        case .clock(let ratio): "its clock was at \(Format.percent(ratio)) of the greatest"
        case .otherProcess(let other):
            "process \(other.processId) (\(other.name ?? "name unknown")) was on the device"

        // Of the machine and its CPUs.
        case .busyCPUs(let busy, let usable):
            "\(Format.plain(busy)) of \(Format.plain(usable)) usable CPUs were busy with it"
        case .otherPrograms(let busy, let all, let logical):
            "other programs kept \(Format.plain(busy)) of \(logical) CPUs busy, all of them together \(Format.plain(all))"
        case .waitForCPU(let ratio): "\(Format.percent(ratio)) of the time some thread was ready and had no CPU"
        case .heldBackByQuota(let heldBack, let used):
            "the control group held back \(Format.plain(heldBack)) CPUs' worth of work, \(Format.plain(used)) were used"
        case .threads(let threads): "the framework says that it computes with \(threads.countedWords)"
        case .threadsOnCPUs(let threads, let usable):
            "the framework computes with \(threads.countedWords), and \(Format.plain(usable)) CPUs are usable"
        case .peers(let processes, let busy, let able):
            "\(processes) processes train together, and kept \(Format.plain(busy)) of \(Format.plain(able)) CPUs busy"
        case .workingSet(let bytes, let cache):
            "\(Format.bytes(bytes)) are touched in a step, and the last cache holds \(Format.bytes(cache))"
        case .leastMemoryBandwidth(let ratio):
            "that is at least \(Format.percent(ratio)) of what this machine's memory can deliver meanwhile"

        // Of threads that spin.
        case .passiveWaiting(let speedup):
            "a second run with OMP_WAIT_POLICY=passive had "
                + "\(Format.times(speedup.value, low: speedup.low, high: speedup.high)) the throughput"
        case .busyThreads(let count, let waits):
            "\(Format.plain(count)) threads of one process were busy, and waited \(Format.percent(waits)) of their time for "
                + "a CPU"
        case .voluntarySwitches(let ratio):
            "those beside its first hardly ever slept: \(Format.percent(ratio)) of their context switches were voluntary"
        case .rivals(let rivals, let busy, let all):
            "\(rivals.name) kept \(Format.plain(busy)) of \(all) CPUs busy"
        }
    }
}

extension Format {
    /// A share with its interval, where they differ when rounded: `50 % (40 % to 60 %)`, `100 %`.
    fileprivate static func percent(_ share: Interval) -> String {
        let words = [share.value, share.low, share.high].map { percent($0) }
        return words.allSatisfy { $0 == words[0] } ? words[0] : "\(words[0]) (\(words[1]) to \(words[2]))"
    }
}
