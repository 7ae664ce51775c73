import HeadroomCore
import HeadroomEvents

/// The batch sizes that a training was seen to use, an epoch's odd last batch aside.
///
/// Most trainings have one. Poisson sampling, token batches and buckets have a spread of them: such a training is known
/// by its mean.
struct BatchSizes: Equatable, Sendable {
    /// Samples of the largest step.
    private(set) var largest: Int?
    private var least: Int?
    private var steps = 0
    private var samples = 0
    /// The sizes of single steps; an odd last batch makes them two, and two passes of different length no more.
    private var distinct: Set<Int> = []
    private var singleSteps = 0

    private static let mostDistinct = 8

    mutating func add(_ step: StepEvent, steps: Int, samples: Int) {
        let batch = step.batchSize ?? Int((Double(samples) / Double(steps)).rounded(.up))
        largest = max(largest ?? 0, batch)
        self.steps += steps
        self.samples += samples
        if let leastOfLine = step.leastBatchSize {
            least = min(least ?? .max, leastOfLine)
        }
        // Without an agent nothing tells an odd last batch from a size of its own; it has always the same size.
        if steps == 1, step.batchSize == nil {
            singleSteps += 1
            if distinct.count < Self.mostDistinct { distinct.insert(batch) }
        }
    }

    /// Whether the size differs from step to step.
    var isVariable: Bool {
        if let least, let largest, least < largest { return true }
        return singleSteps >= 10 && distinct.count > 3
    }

    /// The batch size that a report names: the mean where sizes vary.
    var observed: Int? { isVariable ? mean.map { Int($0.rounded()) } : largest }

    private var mean: Double? { steps > 0 ? Double(samples) / Double(steps) : nil }

    /// Mean and range, where sizes vary.
    var spread: TrialDocument.BatchSizeSpread? {
        guard isVariable, let mean, let largest else { return nil }
        return TrialDocument.BatchSizeSpread(mean: mean, least: least ?? distinct.min() ?? largest, largest: largest)
    }

    /// How many steps were seen.
    var count: Int { steps }
}
