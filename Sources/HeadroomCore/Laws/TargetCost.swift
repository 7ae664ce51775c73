/// What it takes to reach any target, as a function of the batch size: the steps law times what a step was measured to take.
///
/// What a step takes comes from the measurements themselves and not from a fitted line, so that caches and waves count.
package struct TargetCost: Sendable {
    private let criticalBatchSize: Double

    package init(criticalBatchSize: Double) {
        self.criticalBatchSize = criticalBatchSize
    }

    /// nil where the noise of the gradients is not known.
    package init?(_ document: SweepDocument) {
        guard let critical = document.laws.noise?.criticalBatchSize?.value else { return nil }
        self.init(criticalBatchSize: critical)
    }

    /// Steps over the least that a target needs.
    package func steps(_ batchSize: Double) -> Double { 1 + criticalBatchSize / batchSize }

    /// Seconds to any target, over the least number of steps to it.
    package func seconds(_ point: SweepDocument.Point) -> Double {
        steps(Double(point.batchSize)) * Double(point.batchSize) / point.samplesPerSecond.value
    }

    /// Samples to any target, over the least number of steps to it.
    package func samples(_ point: SweepDocument.Point) -> Double {
        steps(Double(point.batchSize)) * Double(point.batchSize)
    }

    /// Joules to any target, over the least number of steps to it; nil where energy was not measured.
    package func joules(_ point: SweepDocument.Point) -> Double? {
        point.joulesPerSample.map { samples(point) * $0 }
    }
}
