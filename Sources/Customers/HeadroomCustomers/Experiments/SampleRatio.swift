import Glibc

/// Check that the groups have the planned sizes.
package enum SampleRatio {
    /// Probability of sizes as far from the planned ones (chi-square with one degree of freedom).
    package static func p(treatment: Int, control: Int, treatmentShare: Double) -> Double {
        let total = Double(treatment + control)
        let expected = (total * treatmentShare, total * (1 - treatmentShare))
        let squares =
            (Double(treatment) - expected.0) * (Double(treatment) - expected.0) / expected.0
            + (Double(control) - expected.1) * (Double(control) - expected.1) / expected.1
        return erfc((squares / 2).squareRoot())
    }

    /// Below it the groups are said to differ from the plan.
    static let leastP = 0.001
}
