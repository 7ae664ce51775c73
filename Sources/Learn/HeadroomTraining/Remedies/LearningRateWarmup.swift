/// A learning rate that grows linearly over the first steps, which costs nothing.
///
/// Goyal et al. 2017, arXiv 1706.02677, section 2.2. A large learning rate is too large at the start, where the gradients still change quickly.
package struct LearningRateWarmup {
    /// 0 for none.
    package let steps: Int

    package init(steps: Int) { self.steps = steps }

    /// The share of the learning rate in the step after so many others: `1/steps, 2/steps, .. 1`.
    package func factor(step: Int) -> Double {
        step < steps ? Double(step + 1) / Double(steps) : 1
    }
}
