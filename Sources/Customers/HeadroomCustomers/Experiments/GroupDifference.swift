import Glibc

/// Difference of two groups of customers, with its 95 % interval and two-sided p value.
package struct GroupDifference: Sendable {
    package let treatment: Double
    package let control: Double
    package let low: Double
    package let high: Double
    package let p: Double

    package var effect: Double { treatment - control }

    private static let z = 1.959963984540054

    /// Difference of two proportions: Newcombe's hybrid score interval (1998, method 10) without continuity correction,
    /// and the test with the pooled proportion.
    package static func proportions(
        treatment: (count: Int, of: Int),
        control: (count: Int, of: Int)
    ) -> GroupDifference? {
        guard treatment.of > 0, control.of > 0 else { return nil }
        let (n1, n2) = (Double(treatment.of), Double(control.of))
        let (p1, p2) = (Double(treatment.count) / n1, Double(control.count) / n2)
        let (first, second) = (wilson(p1, n1), wilson(p2, n2))
        let difference = p1 - p2
        let pooled = Double(treatment.count + control.count) / (n1 + n2)
        let error = (pooled * (1 - pooled) * (1 / n1 + 1 / n2)).squareRoot()
        return GroupDifference(
            treatment: p1,
            control: p2,
            low: difference - hypot(p1 - first.low, second.high - p2),
            high: difference + hypot(first.high - p1, p2 - second.low),
            p: error > 0 ? erfc(abs(difference) / error / 2.0.squareRoot()) : 1
        )
    }

    /// Wilson's score interval (1927).
    static func wilson(_ p: Double, _ n: Double) -> (low: Double, high: Double) {
        let center = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return (max(0, center - half), min(1, center + half))
    }

    /// Difference of two means by Welch's t test (1947); nil for fewer than two values in a
    /// group, and where both groups are constant.
    package static func means(treatment: [Double], control: [Double]) -> GroupDifference? {
        guard treatment.count > 1, control.count > 1 else { return nil }
        func moments(_ values: [Double]) -> (mean: Double, error: Double) {
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count)
        }
        let (first, second) = (moments(treatment), moments(control))
        let error = first.error + second.error
        guard error > 0 else { return nil }
        let freedom =
            error * error
            / (first.error * first.error / Double(treatment.count - 1)
                + second.error * second.error / Double(control.count - 1))
        let student = StudentDistribution(freedom: freedom)
        let half = student.quantile(0.975) * error.squareRoot()
        let difference = first.mean - second.mean
        return GroupDifference(
            treatment: first.mean,
            control: second.mean,
            low: difference - half,
            high: difference + half,
            p: student.twoSided(difference / error.squareRoot())
        )
    }
}

/// Student's t distribution.
package struct StudentDistribution: Sendable {
    let freedom: Double

    package init(freedom: Double) { self.freedom = freedom }

    /// Two-sided p value of `t`.
    package func twoSided(_ t: Double) -> Double {
        Self.incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
    }

    /// Quantile for a probability above 0.5, by bisection.
    package func quantile(_ probability: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while twoSided(high) > 2 * (1 - probability), high < 1e12 { high *= 2 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if twoSided(middle) > 2 * (1 - probability) { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Regularized incomplete beta function by its continued fraction (Numerical Recipes, 6.4), which converges fast on
    /// one side of the mean.
    static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        return x <= (a + 1) / (a + b + 2) ? continuedBeta(x, a, b) : 1 - continuedBeta(1 - x, b, a)
    }

    private static func continuedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let front = exp(a * log(x) + b * log1p(-x) - SpecialFunctions.logBeta(a, b)) / a
        // Lentz's method.
        let tiny = 1e-300
        var (c, d) = (1.0, 1 - (a + b) * x / (a + 1))
        d = 1 / (abs(d) < tiny ? tiny : d)
        var fraction = d
        for step in 1...500 {
            let m = Double(step)
            for numerator in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 + numerator * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + numerator / c
                if abs(c) < tiny { c = tiny }
                fraction *= c * d
            }
            if abs(c * d - 1) < 1e-15 { break }
        }
        return front * fraction
    }
}

/// Check that the groups have the planned sizes.
package enum SampleRatio {
    /// p value of the planned sizes (chi-square test with one degree of freedom).
    package static func p(treatment: Int, control: Int, treatmentShare: Double) -> Double {
        let total = Double(treatment + control)
        let expected = (total * treatmentShare, total * (1 - treatmentShare))
        let squares =
            (Double(treatment) - expected.0) * (Double(treatment) - expected.0) / expected.0
            + (Double(control) - expected.1) * (Double(control) - expected.1) / expected.1
        return erfc((squares / 2).squareRoot())
    }

    /// p value below which a remark reports that the sizes differ from the plan.
    static let leastP = 0.001
}
