/// Cost of reaching a target by batch size: the steps law times the measured cost of a step.
///
/// The step time comes from the time law where the measurements follow it, which averages out their noise; else from
/// the measurements themselves, so that caches and wave quantization count.
package struct TargetCost: Sendable {
    private let criticalBatchSize: Double
    /// Number of steps in the limit of large batches; nil where only ratios are known, which hold for any target.
    package let leastSteps: Double?

    private let stepTime: StepTime?
    /// Number of processes that train together, each at the batch size.
    private let processes: Double

    /// Step time by the time law.
    package struct StepTime: Equatable, Sendable {
        package var fixedSeconds: Double
        package var secondsPerSample: Double

        /// Relative deviation from the law above which the measurement of a batch size counts in its place.
        private static let closeEnough = 0.1

        /// - Returns: nil without a law, and where the measurements count in its place.
        package init?(_ law: SweepDocument.Laws.Time?) {
            guard let law, law.departure == nil, law.residualRatio <= Self.closeEnough else { return nil }
            fixedSeconds = law.fixedSeconds
            secondsPerSample = law.secondsPerSample
        }
    }

    /// Steps to a target by trainings in full.
    package struct Trainings: Equatable, Sendable {
        package var stepsLaw: SweepDocument.MeasuredStepsLaw?
        /// The baseline batch size, and its number of steps.
        package var baseline: Int
        package var stepsOfBaseline: Double?

        package init(
            stepsLaw: SweepDocument.MeasuredStepsLaw?,
            baseline: Int,
            results: [SweepDocument.Learning.Result]
        ) {
            self.stepsLaw = stepsLaw
            self.baseline = baseline
            // Steps to a target that no training reached are unknown.
            stepsOfBaseline =
                results.first { $0.arm == .unchanged && $0.batchSize == baseline }?.stepsToTarget?.value
        }
    }

    package init(
        criticalBatchSize: Double,
        leastSteps: Double? = nil,
        stepTime: StepTime? = nil,
        processes: Int = 1
    ) {
        self.processes = Double(processes)
        self.criticalBatchSize = criticalBatchSize
        self.leastSteps = leastSteps
        self.stepTime = stepTime
    }

    /// Uses the number of steps of trainings, where they support the law; else the gradient noise scale.
    ///
    /// With the noise scale alone the target is what the baseline reaches in its number of steps.
    ///
    /// - Returns: nil where neither is known.
    package init?(laws: SweepDocument.Laws, trainings: Trainings?, processes: Int) {
        let stepTime = StepTime(laws.time)
        if let law = trainings?.stepsLaw, let critical = law.criticalBatchSize?.value {
            self.init(
                criticalBatchSize: critical,
                leastSteps: law.leastSteps,
                stepTime: stepTime,
                processes: processes
            )
            return
        }
        guard let noise = laws.noise, let critical = noise.inUse?.value else { return nil }
        let steps = trainings.map(\.stepsOfBaseline) ?? noise.steps.map { Double($0) }
        let known = zip(steps, trainings?.baseline ?? noise.batchSize)
        self.init(
            criticalBatchSize: critical,
            leastSteps: known.map { steps, size in steps / (1 + critical / Double(size)) },
            stepTime: stepTime,
            processes: processes
        )
    }

    /// Number of steps over the minimum for a target.
    package func steps(_ batchSize: Double) -> Double { 1 + criticalBatchSize / batchSize }

    /// Seconds to any target, over the minimum number of steps to it.
    ///
    /// - Parameter samplesPerSecond: as measured, of all processes.
    package func seconds(_ batchSize: Int, samplesPerSecond: Double) -> Double {
        let size = Double(batchSize)
        let stepSeconds =
            stepTime.map { $0.fixedSeconds + $0.secondsPerSample * size } ?? processes * size / samplesPerSecond
        return steps(size) * stepSeconds
    }

    /// Samples of all processes to any target, over the minimum number of steps to it.
    package func samples(_ batchSize: Int) -> Double {
        steps(Double(batchSize)) * Double(batchSize) * processes
    }
}

extension TargetCost {
    package func seconds(_ point: MeasuredPoint) -> Double {
        seconds(point.batchSize, samplesPerSecond: point.samplesPerSecond.value)
    }

    package func samples(_ point: MeasuredPoint) -> Double { samples(point.batchSize) }

    /// Joules to any target, over the minimum number of steps to it; nil where energy was not measured.
    package func joules(_ point: MeasuredPoint) -> Double? {
        point.joulesPerSample.map { samples(point) * $0 }
    }
}

extension SweepDocument {
    /// Cost of reaching a target; nil where nothing is known of learning.
    package var targetCost: TargetCost? {
        TargetCost(
            laws: laws,
            trainings: learning.map {
                TargetCost.Trainings(stepsLaw: $0.stepsLaw, baseline: $0.baseline.batchSize, results: $0.results)
            },
            processes: trials.compactMap(\.processes).max() ?? 1
        )
    }
}

/// A pair of two values, where both are known.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}
