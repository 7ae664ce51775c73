import HeadroomCore
import HeadroomEvents

/// Observed batch sizes of a training, except an epoch's smaller last batch.
///
/// Most trainings have one. With Poisson sampling, token batches or buckets they vary, and the mean represents them.
struct BatchSizes: Equatable, Sendable {
    /// Number of samples of the largest step.
    private(set) var largest: Int?
    private var least: Int?
    private var steps = 0
    private var samples = 0
    /// Sizes of single steps: two with a smaller last batch, also with two passes of different length.
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
        // Without an agent a smaller last batch cannot be distinguished from a separate batch size; its size is
        // constant.
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

    /// Batch size for reports: the mean where sizes vary.
    var observed: Int? { isVariable ? mean.map { Int($0.rounded()) } : largest }

    private var mean: Double? { steps > 0 ? Double(samples) / Double(steps) : nil }

    /// Mean and range, where sizes vary.
    var spread: TrialDocument.BatchSizeSpread? {
        guard isVariable, let mean, let largest else { return nil }
        return TrialDocument.BatchSizeSpread(mean: mean, least: least ?? distinct.min() ?? largest, largest: largest)
    }

    /// Number of steps observed.
    var count: Int { steps }
}
