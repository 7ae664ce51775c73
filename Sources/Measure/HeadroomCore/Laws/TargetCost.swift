/// What it takes to reach a target, as a function of the batch size: the steps law times what a step was measured to take.
///
/// What a step takes comes from the time law where the measurements follow it, which evens out their noise; else from the
/// measurements themselves, so that caches and waves count.
package struct TargetCost: Sendable {
    private let criticalBatchSize: Double
    /// The steps that even an endless batch needs; nil where only ratios are known, which hold for any target.
    package let leastSteps: Double?

    private let law: SweepDocument.Laws.Time?
    /// How many processes train together, each at the batch size.
    private let processes: Double

    /// A law that the measurements follow no better tells less of a batch size than its own measurement.
    private static let closeEnough = 0.1

    package init(
        criticalBatchSize: Double,
        leastSteps: Double? = nil,
        law: SweepDocument.Laws.Time? = nil,
        processes: Int = 1
    ) {
        self.processes = Double(processes)
        self.criticalBatchSize = criticalBatchSize
        self.leastSteps = leastSteps
        self.law = law.flatMap { $0.departure == nil && $0.residualRatio <= Self.closeEnough ? $0 : nil }
    }

    /// By the steps that trainings were seen to need, where they carry the law; else by the noise of the gradients.
    ///
    /// With the noise alone the target is what the training reaches today, in the steps that it has.
    ///
    /// - Returns: nil where neither is known.
    package init?(_ document: SweepDocument) {
        if let law = document.learning?.stepsLaw, let critical = law.criticalBatchSize?.value {
            self.init(
                criticalBatchSize: critical,
                leastSteps: law.leastSteps,
                law: document.laws.time,
                processes: document.processes
            )
            return
        }
        guard let noise = document.laws.noise, let critical = noise.inUse?.value else { return nil }
        let baseline = document.learning?.baseline.batchSize
        let toTarget = document.learning?.results.first { $0.arm == .unchanged && $0.batchSize == baseline }?
            .stepsToTarget
        // Steps to a target that no training reached are not known.
        let steps = document.learning == nil ? noise.steps.map { Double($0) } : toTarget?.value
        let known = zip(steps, baseline ?? noise.batchSize)
        self.init(
            criticalBatchSize: critical,
            leastSteps: known.map { steps, size in steps / (1 + critical / Double(size)) },
            law: document.laws.time,
            processes: document.processes
        )
    }

    /// The critical batch size that counts: that of the trainings' own steps, else that of the noise.
    package static func criticalBatchSize(_ document: SweepDocument) -> Interval? {
        document.learning?.stepsLaw?.criticalBatchSize ?? document.laws.noise?.inUse
    }

    /// Steps over the least that a target needs.
    package func steps(_ batchSize: Double) -> Double { 1 + criticalBatchSize / batchSize }

    /// Seconds to any target, over the least number of steps to it.
    package func seconds(_ point: SweepDocument.Point) -> Double {
        let size = Double(point.batchSize)
        let stepSeconds =
            law.map { $0.fixedSeconds + $0.secondsPerSample * size }
            ?? processes * size / point.samplesPerSecond.value
        return steps(size) * stepSeconds
    }

    /// Samples of all processes to any target, over the least number of steps to it.
    package func samples(_ point: SweepDocument.Point) -> Double {
        steps(Double(point.batchSize)) * Double(point.batchSize) * processes
    }

    /// Joules to any target, over the least number of steps to it; nil where energy was not measured.
    package func joules(_ point: SweepDocument.Point) -> Double? {
        point.joulesPerSample.map { samples(point) * $0 }
    }
}

extension SweepDocument {
    /// How many processes train together: batch sizes, and the laws over them, are those of each.
    package var processes: Int { trials.compactMap(\.processes).max() ?? 1 }
}

/// Both of two values, where both are known.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}
