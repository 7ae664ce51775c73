import HeadroomFormat

/// Sentences of the bottleneck and its remedy.
extension Diagnosis {
    package init(_ finding: Finding) {
        self.init(
            finding.boundBy,
            sentence: finding.cause.sentence,
            advice: finding.cause.advice,
            evidence: finding.evidence.map(\.sentence),
            lostRatio: finding.lostRatio
        )
    }
}

extension Finding.Cause {
    fileprivate var sentence: String {
        switch self {
        case .sharedDevice(let other):
            "Another program uses the same device: \(other.name ?? "process") \(other.processId)"
                + (other.memoryBytes.map { ", which holds \(Format.bytes($0))" } ?? "") + "."
        case .sharedCPUs(let others, let all):
            "Other programs take \(Format.plain(others)) of the \(all) CPUs that it computes on."
        case .spinningThreads(let spinning):
            "Its threads spin while they wait for each other, and \(spinning.rivals.name) want the same CPUs: "
                + "\(Format.percent(spinning.waitRatio)) of the time a thread is ready and has none."
        case .heldDownClock(let ratio, let why, _):
            "The device holds its clock down \(Format.percent(ratio)) of the time, \(why.words)."
        case .tightQuota(let usable, _, _):
            "It has too few CPUs: its quota of \(Format.plain(usable)) held it back all the time."
        case .tooManyThreads(let threads, let usable, _):
            "Its threads fight over the CPUs: \(threads.words) compute on \(Format.plain(usable))."
        case .tooFewThreads(let threads, let usable):
            "It computes with \(threads.countedWords) where \(Format.plain(usable)) CPUs are usable."
        case .waitsForInput(let ratio):
            "It waits for its data: \(Format.percent(ratio)) of the step time goes by before the next batch is there."
        case .idlesBetweenWork(let ratio, _):
            "The device idles between small pieces of work: \(Format.percent(ratio)) of it is unused."
        case .paysForEveryStep(let fixed, _):
            "Every step costs much whatever its size: \(Format.percent(fixed)) of its time does not depend on the batch."
        case .waitsForPeers(let processes, let unused):
            "Its \(processes) processes wait for each other: \(Format.percent(unused)) of their time on the CPUs goes unused."
        case .busyDeviceMemory(let ratio):
            "The device's memory is as busy as it gets: \(Format.percent(ratio)) of its bandwidth is used."
        case .busyDevice(let ratio, _):
            "The device computes all the time: its multiprocessors had work \(Format.percent(ratio)) of it."
        case .busyHostMemory(let bytes):
            "The memory is as busy as it gets: a step goes through \(Format.bytes(bytes)), far more than the caches hold."
        case .busyCPUs(let fixed):
            "The CPUs compute all the time: \(Format.percent(1 - fixed)) of a step's time goes into its samples."
        case .unknown: "What was measured does not say what holds it back."
        }
    }

    fileprivate var advice: String {
        switch self {
        case .sharedDevice: "Move one of the two to another device, and measure again."
        case .sharedCPUs:
            "End or move what else runs on this machine ('headroom watch' shows it), and measure again."
        case .spinningThreads(let spinning):
            "Set OMP_WAIT_POLICY=passive\(spinning.openMP == .llvm ? " (or KMP_BLOCKTIME=0)" : ""), so that threads that "
                + "wait sleep and leave their CPU to the others; or compute with fewer threads."
        case .heldDownClock(_, let why, _): why.advice
        case .tightQuota: "Raise the quota of the container, or let it compute with fewer threads."
        case .tooManyThreads(let threads, let usable, _), .tooFewThreads(let threads, let usable):
            "Set OMP_NUM_THREADS (or torch.set_num_threads) to \(max(1, Int(usable) / threads.processes))."
        case .waitsForInput: "Give the loader more workers, or prepare the data once and keep it."
        case .idlesBetweenWork, .paysForEveryStep:
            "Raise the batch size: 'headroom sweep' with the same command finds from which on that stops paying."
        case .waitsForPeers:
            "Let them meet less often (accumulate gradients, larger batches), or see which of them is the slow one."
        case .busyDeviceMemory:
            "Move fewer bytes: lower precision, fused operations; a larger batch gains little."
        case .busyDevice(_, let areTensorCoresIdle):
            areTensorCoresIdle
                ? "Let the tensor cores do it (mixed precision, bfloat16): they had hardly any work."
                : "This is what a filled device looks like: a faster one, or several, is what is left."
        case .busyHostMemory:
            "Work on smaller pieces that stay in the cache, or in lower precision; more threads gain little."
        case .busyCPUs(let fixed):
            "A larger batch gains at most the rest, \(Format.percent(fixed)); after that a faster device, lower precision "
                + "or a smaller model."
        case .unknown(knowsSteps: true):
            "Sweep its batch size: 'headroom sweep' with the same command tells what a step costs at each."
        case .unknown(knowsSteps: false):
            "Let it report its steps (docs/protocol.md, or --step-regex): without them there is little to go by."
        }
    }
}

extension Finding.Throttling {
    /// The reason, as the end of a sentence.
    var words: String {
        switch self {
        case .power: "to stay below its power limit"
        case .heat: "because it is too hot"
        case .hardware: "because the machine asked it to"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .power:
            "Nothing to gain from a larger batch; raise the limit ('nvidia-smi -pl') where the machine allows it."
        case .heat: "See to the machine's cooling before anything else."
        case .hardware: "See the power supply and the cables of the device before anything else."
        }
    }
}

extension Finding.Rivals {
    var name: String {
        switch self {
        case .otherPrograms: "other programs"
        case .ownProcesses: "its own other processes"
        }
    }
}

extension Finding.Threads {
    /// As in "2" and "2 in each of 4 processes".
    var words: String { "\(ofEachProcess)\(place)" }
    /// As in "1 thread" and "2 threads in each of 4 processes".
    var countedWords: String { "\(ofEachProcess) thread\(ofEachProcess == 1 ? "" : "s")\(place)" }
    private var place: String { processes > 1 ? " in each of \(processes) processes" : "" }
}
