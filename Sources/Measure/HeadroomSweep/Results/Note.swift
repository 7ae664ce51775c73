package import HeadroomCore
import HeadroomFormat

/// What a person must know to trust the figures, with its evidence; reports have its sentence.
package enum Note: Equatable, Sendable {
    // Of how it was measured.
    case unfinished
    /// A person stopped the measurement.
    case stopped
    /// A person stopped a run, the only trial.
    case runStopped
    /// What the first trial changed in the working folder.
    case changedFiles(String)
    case budgetUsedUp(seconds: Int, round: Int)
    /// How the trials were spread over processes.
    case sharedProcesses(String)
    /// What happened to the program that measured, or to its recording.
    case ofTheProgram(String)

    // Of what the trials of a sweep showed.
    case largerMayFit(than: Int, because: String)
    case noiseKnownEarlyOnly(lastStep: Int)
    case addedGradients
    case processesTrainTogether(Int)
    case batchSizeNotVerified
    case memoryTakenAsNeeded
    case contended(ratio: Double)
    case deviceMemoryFrom(DeviceMemory.Source)
    case sharedDevice(who: String, ratio: Double)
    case memoryTakenMeanwhile(ratio: Double)
    case spinning(trials: Int, of: Int, waitRatio: Double)
    case energyNotMeasured
    case wideIntervals(precision: Double, batchSizes: [Int])

    // Of a run.
    case notReached(why: String, hint: String)
    case fewSteps
    case passiveWaitingNotTried(because: String)
    case loadingNotTried(because: String)

    // Of trainings in full.
    case leftOut(String)
    case nothingLearned(because: String)
    case oneSeed
    case targetNotReached(Double)
    case getsWorse(Measure)
    /// Samples that trainings see, by their batch size, where they differ from those at the batch size of today.
    case otherData(samples: [Int: Double], baseline: Int, usual: Double)
    case keptTrainings(Int)
}

extension Note {
    package var sentence: String {
        switch self {
        case .unfinished: "Headroom was ended before this was: the figures cover what it had written down."
        case .stopped: "Stopped before the end: only the trials that had finished count."
        case .runStopped: "Stopped before its end: the figures cover what it did until then."
        case .changedFiles(let warning): warning
        case .budgetUsedUp(let seconds, let round): "the budget of \(seconds) s was used up in round \(round)"
        case .sharedProcesses(let spread): spread
        case .ofTheProgram(let text): text
        case .largerMayFit(let batchSize, let reason):
            "the largest batch size that fits may be larger than \(batchSize): \(reason)"
        case .noiseKnownEarlyOnly(let step):
            "the noise of the gradients could be told until step \(step) only; it grows in a training, so that larger batch "
                + "sizes are better later on than what is said of it here"
        case .addedGradients:
            "the command adds the gradients of the samples, so that a step grows with the batch size by itself: that is taken "
                + "into account in the learning rate"
        case .processesTrainTogether(let count):
            "\(count) processes train together: their throughput is added up, the batch size and the noise scale are those of each"
        case .batchSizeNotVerified:
            "that the command takes the batch size was not verified: nothing said how many samples a step has"
        case .memoryTakenAsNeeded:
            "in probes, TensorFlow and JAX took memory as they needed it, and not all at the start"
        case .contended(let ratio):
            "other programs used \(Format.percent(ratio)) of the machine during half of the trials or more"
        case .deviceMemoryFrom(let source): Self.sentence(on: source)
        case .sharedDevice(let who, let ratio):
            "\(who) held \(Format.percent(ratio)) of the device's memory: what fits is what fits beside that"
        case .memoryTakenMeanwhile(let ratio):
            "other programs took \(Format.percent(ratio)) of the device's memory while this was measured: on a free device "
                + "more fits"
        case .spinning(let trials, let all, let waits):
            "in \(trials) of \(all) trials the threads of the training span beside other processes, and "
                + "waited for a CPU up to \(Format.percent(waits)) of their time: measure again with "
                + "OMP_WAIT_POLICY=passive set, or with fewer threads"
        case .energyNotMeasured: "energy is not measured here, so the recommendation is the one for time"
        case .wideIntervals(let precision, let sizes):
            "wider than \(Format.percent(precision)): the interval at batch size \(Self.list(sizes))"
        case .notReached, .fewSteps, .passiveWaitingNotTried, .loadingNotTried: sentenceOnRun
        case .leftOut, .nothingLearned, .oneSeed, .targetNotReached, .getsWorse, .otherData, .keptTrainings:
            sentenceOnLearning
        }
    }

    private var sentenceOnRun: String {
        switch self {
        case .notReached(let why, let hint): "No step was seen of it: \(why). To see them, \(hint)."
        case .fewSteps:
            "it reported too few steps for a measured window: the figures cover all of the run, its start included"
        case .passiveWaitingNotTried(let reason): "what OMP_WAIT_POLICY=passive brings could not be tried: \(reason)"
        case .loadingNotTried(let reason):
            "what loading costs could not be tried with one batch again and again: \(reason)"
        default: ""
        }
    }

    private var sentenceOnLearning: String {
        switch self {
        case .leftOut(let what): "left out: \(what)"
        case .nothingLearned(let reason):
            "No batch size is recommended, since nothing is learned at any: \(reason). Are the labels those of the samples?"
        case .oneSeed: "one seed only: nothing says how much chance there is in the measures"
        case .targetNotReached(let target):
            "no training reached the target of \(target): give a nearer one with --target"
        case .getsWorse(let measure): "the test \(measure.name) gets worse as trainings go on"
        case .otherData(let samples, let baseline, let usual): Self.sentence(onOtherData: samples, baseline, usual)
        case .keptTrainings(let count): "\(count) trainings were kept from earlier runs; --no-reuse makes them anew"
        default: ""
        }
    }

    private static func sentence(onOtherData samples: [Int: Double], _ baseline: Int, _ usual: Double) -> String {
        let sizes = samples.keys.sorted()
        let first = sizes.first ?? baseline
        return "a training at batch size \(list(sizes)) sees other data: "
            + "\(Int((samples[first] ?? usual).rounded())) samples at \(first), \(Int(usual.rounded())) at \(baseline); does the "
            + "command leave out what does not fill a batch?"
    }

    private static func sentence(on source: DeviceMemory.Source) -> String {
        let cached = "what the framework keeps cached counts as taken, so that somewhat more may fit"
        return switch source {
        case .allocator: "the device's memory is the allocator's figure"
        case .driver: "the device's memory is the driver's figure for the processes of the training; \(cached)"
        case .device:
            "the device's memory is what was in use there, less what was before, since its driver does not name the "
                + "training's processes; \(cached)"
        }
    }

    private static func list(_ sizes: [Int]) -> String { sizes.map { String($0) }.joined(separator: ", ") }
}
