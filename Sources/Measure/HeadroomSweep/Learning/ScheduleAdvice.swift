package import HeadroomCore

/// A batch size schedule that grows with the gradient noise scale: the batch size of each stage reaches a target
/// soonest at the noise scale of that stage.
///
/// Sources: Smith et al. 2018, arXiv 1711.00489; McCandlish et al. 2018, arXiv 1812.06162, section 2.3.
package struct ScheduleAdvice {
    private let findings: SweepFindings

    package init(_ findings: SweepFindings) {
        self.findings = findings
    }

    /// Nil where the noise scale hardly grows, or is not known over the training.
    package var steps: [SweepDocument.ScheduleStep]? {
        guard let noise = findings.laws.noise, let last = noise.steps, last > 0,
            let baseline = noise.batchSize
        else { return nil }
        let known = noise.stages.compactMap { stage in
            stage.scale.map { (at: Double(stage.firstStep + stage.lastStep) / 2 / Double(last), scale: $0.value) }
        }
        guard known.count >= 2 else { return nil }
        var steps: [SweepDocument.ScheduleStep] = []
        for (index, stage) in known.enumerated() {
            guard let size = best(noise: stage.scale), size > steps.last?.batchSize ?? 0 else { continue }
            let from = index == 0 ? 0 : (known[index - 1].at + stage.at) / 2
            let factor = findings.rule?.factor(
                from: Double(baseline),
                to: Double(size),
                criticalBatchSize: stage.scale,
                reduction: findings.reduction ?? .mean
            )
            steps.append(.init(fromFraction: from, batchSize: size, learningRateFactor: factor ?? 1))
        }
        return steps.count >= 2 ? steps : nil
    }

    private func best(noise: Double) -> Int? {
        let cost = TargetCost(criticalBatchSize: noise, stepTime: TargetCost.StepTime(findings.laws.time?.document))
        let limit = min(findings.fits?.batchSize ?? .max, findings.learning?.largestThatLearns ?? .max)
        return findings.points.filter { $0.batchSize <= limit }
            .min { cost.seconds($0) < cost.seconds($1) }?.batchSize
    }
}
