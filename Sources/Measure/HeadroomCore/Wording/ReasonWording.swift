import HeadroomFormat

/// Sentences of open questions and of departures from a law, without capital and full stop.
extension OpenReason {
    package var sentence: String {
        switch self {
        case .notLookedFor: "the sweep ended before it was looked for"
        case .fails(let batchSize, let how): "at batch size \(batchSize) \(how.sentence)"
        case .noResult: "the command came to no result at any batch size"
        case .nothingFits(let isDeviceFull):
            "not even a batch size of 1 fits" + (isDeviceFull ? " into the device's memory" : "")
        case .beyondMemoryLimit(let bytes):
            "the command takes more than the memory limit of \(Format.bytes(bytes)) before its first step"
        case .noSteps: "no steps were seen, so there is no throughput"
        case .undecided(let why): why.sentence
        case .noTrainings: "not measured: 'headroom learn' trains at several batch sizes"
        case .noNoiseScale(let why): "the noise of the gradients could not be estimated: \(why.sentence)"
        case .nothingLearned(let nothing): "nothing is learned: \(nothing.sentence)"
        case .failsEverywhere:
            "the command fails at every batch size that was measured; name others with --batch-sizes 24,48,96"
        }
    }
}

extension Saturation.Undecided {
    package var sentence: String {
        switch self {
        case .nothingMeasured: "no batch size was measured"
        case .oneBatchSize: "only one batch size was measured"
        case .stillRises(let batchSize):
            "throughput still rises at batch size \(batchSize), the largest that was measured"
        }
    }
}

extension OpenReason.NoNoiseScale {
    fileprivate var sentence: String {
        switch self {
        case .gap(let gap): gap.sentence
        case .ofProcess(let reason): reason
        case .nothingReported: "the command said nothing of its gradients"
        }
    }
}

extension GradientNoise.Gap {
    package var sentence: String {
        switch self {
        case .undefined(.overflow):
            "most of the gradients are infinite or no numbers, as where half precision overflows"
        case .undefined(.zeroGradients): "all gradients are zero"
        case .undefined(.equalGradients): "the samples' gradients do not differ"
        case .insufficient(nil): "not enough to say"
        case .insufficient(let ratio?):
            // Rounded up: fewer would not be enough.
            "not enough to say, about \(Format.fixed((ratio * 10).rounded(.up) / 10, decimals: 1)) times as many steps "
                + "needed ('headroom learn --quick --gradient-steps N' takes more)"
        }
    }
}

extension BatchSizeFailure {
    package var sentence: String {
        switch self {
        case .outOfMemory: "it ran out of memory"
        case .ofTrial(let message): message
        case .commandFailed: "the command failed"
        }
    }
}

extension TimeLaw.Departure {
    package var sentence: String {
        switch self {
        case .throughputFalls(let batchSize): "throughput falls again above batch size \(batchSize)"
        case .stepTime(let batchSize, let ratio):
            "at batch size \(batchSize) a step takes \(Format.percent(abs(ratio))) \(ratio > 0 ? "longer" : "less") than "
                + "the law says"
        }
    }
}

extension MemoryLaw.Departure {
    package var sentence: String {
        switch self {
        case .falls(let from, let to): "memory falls from batch size \(from) to \(to)"
        case .risesFaster: "memory rises faster than the batch size"
        case .isNoLine: "memory does not follow a straight line"
        }
    }
}
