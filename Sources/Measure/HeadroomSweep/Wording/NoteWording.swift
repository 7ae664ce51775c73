import HeadroomCore
import HeadroomFormat
import HeadroomTrials

/// Sentences of notes on how far the figures can be trusted.
extension Note {
    package var sentence: String {
        switch self {
        // Of the measurement.
        case .unfinished: "Headroom was ended before this was: the figures cover what it had written down."
        case .stopped: "Stopped before the end: only the trials that had finished count."
        case .runStopped: "Stopped before its end: the figures cover what it did until then."
        case .changedFiles(let names): Self.sentence(onChanged: names)
        case .budgetUsedUp(let seconds, let round, let all):
            "the budget of \(seconds) s was used up in round \(round)" + (all.map { " of \($0)" } ?? "")
        case .ofContestant(let name, let note): "\(name): \(note.sentence)"
        case .sharedProcesses(let spread): spread.sentence
        case .ofTheProgram(let text): text

        // Of the trials of a sweep.
        case .largerMayFit(let batchSize, let reason):
            "the largest batch size that fits may be larger than \(batchSize): \(reason.sentence)"
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
        case .sharedDevice(let others, let ratio):
            "\(Self.names(others)) held \(Format.percent(ratio)) of the device's memory: what fits is what fits beside that"
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

        // Of a run.
        case .notReached(let reason): "No step was seen of it: \(reason.message). To see them, \(reason.hint)."
        case .fewSteps:
            "it reported too few steps for a measured window: the figures cover all of the run, its start included"
        case .passiveWaitingNotTried(let reason):
            "what OMP_WAIT_POLICY=passive brings could not be tried: \(reason.sentence)"
        case .loadingNotTried(let reason):
            "what loading costs could not be tried with one batch again and again: \(reason.sentence)"

        // Of trainings in full.
        case .leftOut(let what): "left out: \(what.sentence)"
        case .nothingLearned(let nothing):
            "No batch size is recommended, since nothing is learned at any: \(nothing.sentence). Are the labels those of the samples?"
        case .oneSeed: "one seed only: nothing says how much chance there is in the measures"
        case .targetNotReached(let target):
            "no training reached the target of \(target): give a nearer one with --target"
        case .getsWorse(let measure): "the test \(measure.name) gets worse as trainings go on"
        case .otherData(let samples, let baseline, let usual): Self.sentence(onOtherData: samples, baseline, usual)
        case .keptTrainings(let count): "\(count) trainings were kept from earlier runs; --no-reuse makes them anew"
        }
    }

    private static func sentence(onOtherData samples: [Int: Double], _ baseline: Int, _ usual: Double) -> String {
        let sizes = samples.keys.sorted()
        let first = sizes.first ?? baseline
        return "a training at batch size \(list(sizes)) sees other data: "
            + "\(Format.count(samples[first] ?? usual)) samples at \(first), \(Format.count(usual)) at \(baseline); does the "
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

    private static func sentence(onChanged names: [String]) -> String {
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return
            "the first trial changed \(names.prefix(3).joined(separator: ", "))\(more) in the working folder; let the "
            + "command write to {out} instead"
    }

    private static func names(_ others: [DeviceProcess]) -> String {
        let names = Set(others.map { "\($0.name ?? "process") \($0.processId)" }).sorted().prefix(3)
        return names.isEmpty ? "other programs" : names.joined(separator: ", ")
    }

    private static func list(_ sizes: [Int]) -> String { sizes.map { String($0) }.joined(separator: ", ") }
}

extension FitSearch.Answer.Unfinished {
    fileprivate var sentence: String {
        switch self {
        case .timeWasUp: "the time was up"
        case .fails(let sizes):
            "the command fails at \(sizes.map { String($0) }.joined(separator: ", ")), and not for lack of memory"
        case .tooSlow(let size): "a step of \(Format.count(size)) samples takes too long to wait for"
        case .memoryHardlyGrows: "memory hardly grows with it"
        case .outOfProbes(let probes): "the search ended after \(probes) probes"
        case .oneBatchSize: "nothing vouches for a second batch size"
        }
    }
}

extension SharedTrials.Spread {
    fileprivate var sentence: String {
        let shared = processes == 1 ? "one process" : "\(processes) processes"
        let walk = "\(trials) trials shared \(shared), which took one batch size after the other"
        let refused = refusal.map { "batch sizes were not changed in a running process any more: \($0)" }
        return [processes < trials ? walk : nil, refused].compactMap(\.self).joined(separator: "; ")
    }
}

extension SecondRunObstacle {
    fileprivate var sentence: String {
        switch self {
        case .resumed: "it went on from the checkpoint of the first run"
        case .tooFewSteps: "it took too few steps"
        case .otherProgramsEnded: "the other programs had ended meanwhile"
        case .noCachedBatch: "only the loaders of PyTorch can be told to do that"
        case .failed(let message): message
        }
    }
}
