/// A bottleneck with its evidence; `Wording/DiagnosisWording` has its sentences.
package struct Finding: Equatable, Sendable {
    package var cause: Cause
    package var evidence: [Evidence]

    package init(_ cause: Cause, evidence: [Evidence] = []) {
        self.cause = cause
        self.evidence = evidence
    }

    package var boundBy: Bottleneck { cause.bottleneck }
    package var lostRatio: Double? { cause.lostRatio }
}

extension Finding {
    /// The cause, with the figures for its sentences.
    package enum Cause: Equatable, Sendable {
        // Disturbances of the measurement.
        case sharedDevice(DeviceProcess)
        case sharedCPUs(otherCPUs: Double, logicalCPUs: Int)
        case spinningThreads(Spinning)
        /// - ratio: the share of the time with a lowered clock.
        case heldDownClock(ratio: Double, Throttling, lostRatio: Double)
        /// A quota of the control group, and the number of CPUs that it withheld.
        case tightQuota(usableCPUs: Double, heldBackCPUs: Double, busyCPUs: Double)
        case tooManyThreads(Threads, usableCPUs: Double, waitRatio: Double)
        case tooFewThreads(Threads, usableCPUs: Double)

        // Losses of time.
        case waitsForInput(ratio: Double)
        /// A device that idles between short kernels.
        case idlesBetweenWork(ratio: Double, lostRatio: Double)
        case paysForEveryStep(fixedRatio: Double, lostRatio: Double)
        case waitsForPeers(processes: Int, unusedRatio: Double)

        // Saturation.
        case busyDeviceMemory(bandwidthRatio: Double)
        case busyDevice(activeRatio: Double, areTensorCoresIdle: Bool)
        case busyHostMemory(touchedBytes: Int)
        case busyCPUs(fixedRatio: Double)

        case unknown(knowsSteps: Bool)
    }

    /// Threads that spin, and the competitor for their CPUs.
    package struct Spinning: Equatable, Sendable {
        package var rivals: Rivals
        /// Share of their time in which the threads were runnable without a CPU.
        package var waitRatio: Double
        package var openMP: ThreadUse.OpenMP
        /// Throughput of a second run with passive waiting over that of the first; nil without one.
        package var speedup: Double?

        package init(rivals: Rivals, waitRatio: Double, openMP: ThreadUse.OpenMP, speedup: Double?) {
            self.rivals = rivals
            self.waitRatio = waitRatio
            self.openMP = openMP
            self.speedup = speedup
        }
    }

    /// The competitor for the CPUs of threads that spin.
    package enum Rivals: Equatable, Sendable {
        case otherPrograms
        /// Other processes of the training itself, such as data loaders.
        case ownProcesses
    }

    /// Reasons for a lowered clock.
    package enum Throttling: Equatable, Sendable, CaseIterable {
        case power, heat, hardware
    }

    /// Number of threads that a framework computes with.
    package struct Threads: Equatable, Sendable {
        package var ofEachProcess: Int
        package var processes: Int

        package init(ofEachProcess: Int, processes: Int) {
            self.ofEachProcess = ofEachProcess
            self.processes = processes
        }

        package var all: Double { Double(ofEachProcess) * Double(processes) }
    }
}

extension Finding.Cause {
    package var bottleneck: Bottleneck {
        switch self {
        case .sharedDevice, .sharedCPUs: .contended
        case .spinningThreads: .spinning
        case .heldDownClock: .throttled
        case .tightQuota, .tooManyThreads, .tooFewThreads: .host
        case .waitsForInput: .input
        case .idlesBetweenWork, .paysForEveryStep: .launch
        case .waitsForPeers: .synchronization
        case .busyDeviceMemory, .busyHostMemory: .memoryBandwidth
        case .busyDevice, .busyCPUs: .compute
        case .unknown: .unknown
        }
    }

    /// The share of time lost to the cause; nil where it is unknown or zero.
    package var lostRatio: Double? {
        switch self {
        case .sharedDevice, .busyDeviceMemory, .busyDevice, .busyHostMemory, .busyCPUs, .unknown: nil
        case .sharedCPUs(let others, let all): others / Double(all)
        case .spinningThreads(let spinning): spinning.speedup.map { 1 - 1 / $0 } ?? spinning.waitRatio
        case .heldDownClock(_, _, let lost): lost
        case .tightQuota(_, let heldBack, let busy): heldBack / (heldBack + busy)
        case .tooManyThreads(_, _, let waits): waits
        case .tooFewThreads(let threads, let usable): 1 - threads.all / usable
        case .waitsForInput(let ratio): ratio
        case .idlesBetweenWork(_, let lost), .paysForEveryStep(_, let lost): lost
        case .waitsForPeers(_, let unused): unused
        }
    }
}
