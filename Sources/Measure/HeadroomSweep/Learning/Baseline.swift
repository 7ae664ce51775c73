import HeadroomCore
import HeadroomTrials

/// What a command does by itself.
package struct Baseline: Equatable, Sendable {
    /// Of each process, where several train together.
    package var batchSize: Int
    package var learningRate: Double?
    package var epochs: Int?
    /// The samples of an epoch: of each process its own share, where several train together.
    package var trainingSamples: Int?
    /// Its updates at any batch size, where it draws its batches with replacement and has no epochs.
    package var updates: Int?
    /// How many processes train together.
    package var processes = 1
    /// Whether it leaves out the samples that do not fill an epoch's last batch.
    package var dropsLast = false
    /// In the words of the protocol: `sgd learningRate=0.05 momentum=0.9`.
    package var optimizer: String?
    /// Whether it was seen in a run of the command, and not given by its user.
    package var isObserved: Bool

    package init(batchSize: Int, isObserved: Bool) {
        self.batchSize = batchSize
        self.isObserved = isObserved
    }

    /// How many updates a training has; nil where nobody knows its samples.
    package func steps(batchSize: Int, epochs: Int?) -> Int? {
        if let updates { return updates }
        guard let epochs, let perEpoch = stepsPerEpoch(batchSize: batchSize) else { return nil }
        return epochs * perEpoch
    }

    private func stepsPerEpoch(batchSize: Int) -> Int? {
        guard let trainingSamples else { return nil }
        return max(1, dropsLast ? trainingSamples / batchSize : (trainingSamples + batchSize - 1) / batchSize)
    }

    /// The passes over the data that have as many updates at another batch size.
    package func epochs(withUpdatesAt batchSize: Int) -> Int? {
        guard let updates = steps(batchSize: self.batchSize, epochs: epochs),
            let perEpoch = stepsPerEpoch(batchSize: batchSize)
        else { return nil }
        return max(1, Int((Double(updates) / Double(perEpoch)).rounded()))
    }
}

extension Baseline {
    /// What is read off a run of the command.
    ///
    /// - Parameters:
    ///   - batchSize: what its user says; nil for what was seen.
    ///   - trainingSamples: the samples of an epoch, of all processes, where its user says so.
    /// - Returns: nil where its batch size is not known.
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

    /// Takes in what a process says of its optimizer.
    package mutating func learn(of optimizer: String?) {
        self.optimizer = self.optimizer ?? optimizer
        learningRate = learningRate ?? optimizer?.setting("learningRate")
    }

    /// Reads the epochs off a training, and whether it leaves out what does not fill a batch.
    ///
    /// - Parameters:
    ///   - steps: of one process, since all make them together.
    ///   - samples: of all processes.
    ///   - batchSize: of each of them.
    package mutating func count(steps: Int, samples: Int, of batchSize: Int) {
        guard let trainingSamples, trainingSamples > 0, samples > 0 else { return }
        dropsLast =
            samples == steps * batchSize * processes && !trainingSamples.isMultiple(of: batchSize)
        let perEpoch = processes * (dropsLast ? trainingSamples / batchSize * batchSize : trainingSamples)
        epochs = max(1, Int((Double(samples) / Double(max(1, perEpoch))).rounded()))
    }
}

extension String {
    /// The number that a description like `sgd learningRate=0.05 momentum=0.9` has under a name.
    fileprivate func setting(_ name: String) -> Double? {
        split(separator: " ").first { $0.hasPrefix("\(name)=") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}
