/// A figure, or a few, that a finding rests on: its sentence is made in `Wording/EvidenceWording`.
package enum Evidence: Equatable, Sendable {
    // Of the steps.
    /// What a step takes of its time where one batch is used again and again.
    case oneBatchAgain(timeRatio: Double)
    case inputWait(ratio: Double)
    case noInputWait
    /// Steps of the odd last batches of epochs, beside full ones.
    case shortSteps(samples: Double, fullSamples: Double, timeRatio: Double, count: Int)
    /// The share of a step's time that does not depend on its batch size, by the odd last batches.
    case fixedShareByShortSteps(Interval)
    /// The same, by the step times at several batch sizes.
    case fixedShareByLaw(Interval)
    /// The same, where it rules a cause out.
    case fixedShare(Interval)

    // Of devices.
    case deviceUtilization(ratio: Double)
    case activeMultiprocessors(ratio: Double)
    case tensorCores(ratio: Double)
    case memoryBandwidth(ratio: Double)
    case clockHeldDown(ratio: Double, Finding.Throttling)
    /// The clock over the greatest that the device has.
    case clock(ratio: Double)
    case otherProcess(DeviceProcess)

    // Of the machine and its CPUs.
    case busyCPUs(Double, usable: Double)
    case otherPrograms(busyCPUs: Double, all: Double, logicalCPUs: Int)
    /// The share of the time in which some thread was ready and had no CPU.
    case waitForCPU(ratio: Double)
    case heldBackByQuota(CPUs: Double, used: Double)
    case threads(Finding.Threads)
    case threadsOnCPUs(Finding.Threads, usable: Double)
    case peers(processes: Int, busyCPUs: Double, able: Double)
    case workingSet(bytes: Int, cacheBytes: Int)
    /// The least share of what the machine's memory can deliver.
    case leastMemoryBandwidth(ratio: Double)

    // Of threads that spin.
    case passiveWaiting(speedup: Interval)
    case busyThreads(Double, waitRatio: Double)
    case voluntarySwitches(ratio: Double)
    case rivals(Finding.Rivals, busyCPUs: Double, logicalCPUs: Int)
}
