import HeadroomCore
import HeadroomTrials

/// The properties of the unchanged command.
package struct Baseline: Equatable, Sendable {
    /// Batch size of each process, where several train together.
    package var batchSize: Int
    package var learningRate: Double?
    package var epochs: Int?
    /// Samples of an epoch: of each process its own share, where several train together.
    package var trainingSamples: Int?
    /// Number of updates at any batch size, where batches are drawn with replacement, without epochs.
    package var updates: Int?
    /// Number of processes that train together.
    package var processes = 1
    /// Whether it drops an epoch's incomplete last batch.
    package var dropsLast = false
    /// In the format of the protocol: `sgd learningRate=0.05 momentum=0.9`.
    package var optimizer: String?
    /// Whether it was observed in a run of the command, rather than given by the user.
    package var isObserved: Bool

    package init(batchSize: Int, isObserved: Bool) {
        self.batchSize = batchSize
        self.isObserved = isObserved
    }

    /// Number of updates of a training; nil where the number of samples is unknown.
    package func steps(batchSize: Int, epochs: Int?) -> Int? {
        if let updates { return updates }
        guard let epochs, let perEpoch = stepsPerEpoch(batchSize: batchSize) else { return nil }
        return epochs * perEpoch
    }

    private func stepsPerEpoch(batchSize: Int) -> Int? {
        guard let trainingSamples else { return nil }
        return max(1, dropsLast ? trainingSamples / batchSize : (trainingSamples + batchSize - 1) / batchSize)
    }

    /// Number of epochs with as many updates at another batch size.
    package func epochs(withUpdatesAt batchSize: Int) -> Int? {
        guard let updates = steps(batchSize: self.batchSize, epochs: epochs),
            let perEpoch = stepsPerEpoch(batchSize: batchSize)
        else { return nil }
        return max(1, Int((Double(updates) / Double(perEpoch)).rounded()))
    }
}

extension Baseline {
    /// Creates the baseline from a run of the command.
    ///
    /// - Parameters:
    ///   - batchSize: as given by the user; nil for the observed one.
    ///   - trainingSamples: samples of an epoch over all processes, where given by the user.
    /// - Returns: nil where the batch size is unknown.
    init?(_ result: TrialResult, batchSize said: Int?, trainingSamples: Int?) {
        guard let batchSize = said ?? result.trial.batchSizeObserved, batchSize > 0 else { return nil }
        self.init(batchSize: batchSize, isObserved: said == nil)
        processes = max(1, result.trial.processes ?? 1)
        learn(of: result.work.optimizer)
        let share = trainingSamples.map { ($0 + processes - 1) / processes }
        self.trainingSamples = share ?? result.trainingSamples
        if result.drawsWithReplacement {
            updates = result.total.steps
        } else if let observed = result.trial.batchSizeObserved, observed > 0 {
            count(steps: result.total.steps, samples: result.total.samples, of: observed)
        }
    }

    /// Records the optimizer as reported by a process.
    package mutating func learn(of optimizer: String?) {
        self.optimizer = self.optimizer ?? optimizer
        learningRate = learningRate ?? optimizer?.setting("learningRate")
    }

    /// Infers the number of epochs of a training, and whether it drops incomplete batches.
    ///
    /// - Parameters:
    ///   - steps: of one process, since all make them together.
    ///   - samples: of all processes.
    ///   - batchSize: of each process.
    package mutating func count(steps: Int, samples: Int, of batchSize: Int) {
        guard let trainingSamples, trainingSamples > 0, samples > 0 else { return }
        dropsLast =
            samples == steps * batchSize * processes && !trainingSamples.isMultiple(of: batchSize)
        let perEpoch = processes * (dropsLast ? trainingSamples / batchSize * batchSize : trainingSamples)
        epochs = max(1, Int((Double(samples) / Double(max(1, perEpoch))).rounded()))
    }
}

extension String {
    /// The number under a name in a description such as `sgd learningRate=0.05 momentum=0.9`.
    fileprivate func setting(_ name: String) -> Double? {
        split(separator: " ").first { $0.hasPrefix("\(name)=") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}
