import Glibc

/// Student's t distribution.
package struct StudentDistribution: Sendable {
    let freedom: Double

    package init(freedom: Double) { self.freedom = freedom }

    /// Probability of a value as far from 0.
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
