import HeadroomCore
import HeadroomTrials

/// The search for the largest step that fits: along the first axis, at the recommended value of the second.
///
/// At the other values the memory law says what fits, so that memory runs out on one line of the plane only.
extension PlaneSweep {
    mutating func findLargest() async throws {
        guard let other = choice.recommended?.point.other else { return }
        while mayGoOn {
            var search = search(at: other)
            switch search.next() {
            case .done(let answer):
                answers[other] = answer
                return
            case .probe(let batchSize):
                guard isInTime(PlanePoint(batchSize: batchSize, other: other)) else { return }
                try await trial(.probe, PlanePoint(batchSize: batchSize, other: other), phase: .probing)
            case .verify(let batchSize):
                guard isInTime(PlanePoint(batchSize: batchSize, other: other)) else { return }
                try await trial(.verification, PlanePoint(batchSize: batchSize, other: other), phase: .verifying)
            }
        }
    }

    /// A search that knows every trial at one value of the second axis.
    private func search(at other: Int) -> FitSearch {
        var search = FitSearch(
            capacityBytes: capacityBytes,
            bound: nil,
            provokesOutOfMemory: options.sweep.provokesOutOfMemory
        )
        if options.first.isBounded, let largest = options.first.values.last { search.limit(to: largest, by: .scan) }
        if let samples = log.trainingSamples, !options.first.isBounded || samples < options.first.values.last ?? .max {
            search.limit(to: samples, by: .data)
        }
        for trial in log.log(at: other).trials { search.add(trial, log.memory[trial.id]) }
        return search
    }
}

extension FitSearch {
    /// Records a trial of a plane.
    fileprivate mutating func add(_ trial: LoggedTrial, _ memory: TrialResult.Memory?) {
        guard let batchSize = trial.batchSize else { return }
        let isProbe = trial.purpose != .speed
        switch trial.outcome {
        case .completed:
            if let device = trial.deviceMemory, let capacity = device.capacityBytes {
                limitDevice(to: capacity, noise: device.source == .allocator ? .allocator : .process)
            }
            let isEvaluated = trial.coverage == .evaluation
            fitted(
                batchSize: batchSize,
                host: trial.peakHostMemoryBytes.map {
                    Peak(
                        bytes: $0,
                        stepsBytes: memory?.stepsPeakBytes,
                        heldBytes: memory?.stepsBytes,
                        isEvaluated: isEvaluated
                    )
                },
                device: trial.deviceMemory.map {
                    Peak(bytes: $0.peakBytes, stepsBytes: memory?.deviceStepsPeakBytes, isEvaluated: isEvaluated)
                },
                isProbe: isProbe,
                isVerification: trial.purpose == .verification
            )
        case .outOfMemory:
            ranOut(batchSize: batchSize, isProbe: isProbe, of: trial.outOfMemory?.resource.limit ?? .host)
        case .failed: failed(batchSize: batchSize, isProbe: isProbe)
        case .timedOut where isProbe: tooSlow(batchSize: batchSize, isProbe: true)
        case .timedOut, .stopped: break
        }
    }
}
