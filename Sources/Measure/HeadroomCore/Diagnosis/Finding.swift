/// What holds a training back, with what it rests on: its sentences are made in `Wording/DiagnosisWording`.
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
    /// What was found, with the figures that it is told with.
    package enum Cause: Equatable, Sendable {
        // What disturbs the measurement.
        case sharedDevice(DeviceProcess)
        case sharedCPUs(otherCPUs: Double, logicalCPUs: Int)
        case spinningThreads(Spinning)
        /// - ratio: the share of the time that the clock was held down.
        case heldDownClock(ratio: Double, Throttling, lostRatio: Double)
        /// A quota of the control group, and by how many CPUs it held the training back.
        case tightQuota(usableCPUs: Double, heldBackCPUs: Double, busyCPUs: Double)
        case tooManyThreads(Threads, usableCPUs: Double, waitRatio: Double)
        case tooFewThreads(Threads, usableCPUs: Double)

        // What costs time.
        case waitsForInput(ratio: Double)
        /// A device with nothing to do between small pieces of work.
        case idlesBetweenWork(ratio: Double, lostRatio: Double)
        case paysForEveryStep(fixedRatio: Double, lostRatio: Double)
        case waitsForPeers(processes: Int, unusedRatio: Double)

        // What is simply full.
        case busyDeviceMemory(bandwidthRatio: Double)
        case busyDevice(activeRatio: Double, areTensorCoresIdle: Bool)
        case busyHostMemory(touchedBytes: Int)
        case busyCPUs(fixedRatio: Double)

        case unknown(knowsSteps: Bool)
    }

    /// Threads that spin, and what wants their CPUs.
    package struct Spinning: Equatable, Sendable {
        package var rivals: Rivals
        /// The share of their time that the threads were ready and had no CPU.
        package var waitRatio: Double
        package var openMP: ThreadUse.OpenMP
        /// The throughput of a second run whose threads sleep where they wait, over that of the first; nil without one.
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
        /// Processes of the training itself, as those that load its data.
        case ownProcesses
    }

    /// Why a device holds its clock down.
    package enum Throttling: Equatable, Sendable, CaseIterable {
        case power, heat, hardware
    }

    /// The threads that a framework computes with.
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

    /// The share of the time that is lost to it; nil where that cannot be told, or nothing is lost.
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
