/// A figure, or a few, in support of a finding; `Wording/EvidenceWording` has its sentence.
package enum Evidence: Equatable, Sendable {
    // Of the steps.
    /// Step time of a run that repeats one batch, relative to that of the training.
    case oneBatchAgain(timeRatio: Double)
    case inputWait(ratio: Double)
    case noInputWait
    /// Steps of smaller last batches of epochs, compared with full ones.
    case shortSteps(samples: Double, fullSamples: Double, timeRatio: Double, count: Int)
    /// The fixed share of the step time, by the smaller last batches.
    case fixedShareByShortSteps(Interval)
    /// The fixed share of the step time, by the step times at several batch sizes.
    case fixedShareByLaw(Interval)
    /// The fixed share of the step time, where it excludes a cause.
    case fixedShare(Interval)

    // Of devices.
    case deviceUtilization(ratio: Double)
    case activeMultiprocessors(ratio: Double)
    case tensorCores(ratio: Double)
    case memoryBandwidth(ratio: Double)
    case clockHeldDown(ratio: Double, Finding.Throttling)
    /// Clock over the device's maximum.
    case clock(ratio: Double)
    case otherProcess(DeviceProcess)

    // Of the machine and its CPUs.
    case busyCPUs(Double, usable: Double)
    case otherPrograms(busyCPUs: Double, all: Double, logicalCPUs: Int)
    /// Share of the time in which some thread was runnable without a CPU.
    case waitForCPU(ratio: Double)
    case heldBackByQuota(CPUs: Double, used: Double)
    case threads(Finding.Threads)
    case threadsOnCPUs(Finding.Threads, usable: Double)
    case peers(processes: Int, busyCPUs: Double, able: Double)
    case workingSet(bytes: Int, cacheBytes: Int)
    /// Lower bound of the share of the machine's memory bandwidth.
    case leastMemoryBandwidth(ratio: Double)

    // Of threads that spin.
    case passiveWaiting(speedup: Interval)
    case busyThreads(Double, waitRatio: Double)
    case voluntarySwitches(ratio: Double)
    case rivals(Finding.Rivals, busyCPUs: Double, logicalCPUs: Int)
}
