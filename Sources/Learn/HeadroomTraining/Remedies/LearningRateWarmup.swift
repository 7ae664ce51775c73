/// Learning rate warmup: a linear increase over the first steps, without extra cost.
///
/// Goyal et al. 2017, arXiv 1706.02677, section 2.2. A large learning rate is too large at the start, where the
/// gradients still change quickly.
package struct LearningRateWarmup {
    /// Number of warmup steps; 0 for none.
    package let steps: Int

    package init(steps: Int) { self.steps = steps }

    /// Factor of the learning rate after `step` completed steps: `1/steps, 2/steps, .. 1`.
    package func factor(step: Int) -> Double {
        step < steps ? Double(step + 1) / Double(steps) : 1
    }
}
