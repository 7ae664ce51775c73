import Glibc

/// Difference of two groups of customers, with its 95 % interval and two-sided p value.
package struct GroupDifference: Sendable {
    package let treatment: Double
    package let control: Double
    package let low: Double
    package let high: Double
    package let p: Double

    package var effect: Double { treatment - control }

    /// Difference of two proportions: Newcombe's hybrid score interval (1998, method 10) without continuity correction,
    /// and the test with the pooled proportion.
    package static func proportions(
        treatment: (count: Int, of: Int),
        control: (count: Int, of: Int)
    ) -> GroupDifference? {
        let (first, second) = (
            ObservedRate(treatment.count, of: treatment.of), ObservedRate(control.count, of: control.of)
        )
        guard let (difference, low, high) = first.difference(from: second), let p1 = first.value, let p2 = second.value
        else { return nil }
        let (n1, n2) = (Double(treatment.of), Double(control.of))
        let pooled = Double(treatment.count + control.count) / (n1 + n2)
        let error = (pooled * (1 - pooled) * (1 / n1 + 1 / n2)).squareRoot()
        return GroupDifference(
            treatment: p1,
            control: p2,
            low: low,
            high: high,
            p: error > 0 ? erfc(abs(difference) / error / 2.0.squareRoot()) : 1
        )
    }

    /// Difference of two means by Welch's t test (1947); nil below two values of a group, or where none vary.
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
