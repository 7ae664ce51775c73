package import HeadroomCore

extension SweepDocument {
    /// Says so where the noise is known of the beginning alone: it grows, and the best batch size with it.
    ///
    /// nil where the recommendation rests on something else: on the steps that trainings were seen to need, or on the
    /// throughput.
    package var earlyNoise: String? { restsOnNoise ? laws.noise?.early : nil }

    private var restsOnNoise: Bool {
        guard let recommendation, recommendation.objective != .throughput else { return false }
        return learning?.stepsLaw?.criticalBatchSize == nil && laws.noise?.inUse != nil
    }

    /// Takes the word about early noise back, where trainings have said more than the noise since.
    package mutating func withdrawEarlyNoise() {
        guard earlyNoise == nil, let early = laws.noise?.early else { return }
        notes.removeAll { $0 == early }
    }
}

extension SweepDocument.Laws.Noise {
    fileprivate var early: String? {
        guard stages.count > 1, stages.first?.scale != nil, stages.dropFirst().allSatisfy({ $0.scale == nil }),
            let last = stages.first?.lastStep
        else { return nil }
        return
            "the noise of the gradients could be told until step \(last) only; it grows in a training, so that larger batch "
            + "sizes are better later on than what is said of it here"
    }
}
