import RealModule

/// The standard normal distribution.
package enum Normal {
    /// The probability of a value of at most `z`.
    package static func cumulative(_ z: Double) -> Double {
        0.5 * Double.erfc(-z / 2.0.squareRoot())
    }

    /// The quantile of a probability `p` above 0 and below 1.
    ///
    /// By Newton's method from zero: the cumulative probability is concave above it, so no step passes the quantile.
    package static func quantile(_ p: Double) -> Double {
        if p < 0.5 { return -quantile(1 - p) }
        var z = 0.0
        for _ in 0..<100 {
            let density = Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
            let step = (p - cumulative(z)) / density
            z += step
            if abs(step) <= 1e-12 * z { break }
        }
        return z
    }
}

/// Student's t distribution.
package enum StudentT {
    /// The probability of a value of at most `t`, by the regularized incomplete beta function.
    package static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
        let x = degreesOfFreedom / (degreesOfFreedom + t * t)
        let tail = 0.5 * incompleteBeta(x, degreesOfFreedom / 2, 0.5)
        return t > 0 ? 1 - tail : tail
    }

    /// The quantile of a probability `p`.
    ///
    /// By Newton's method from zero: the cumulative probability is concave there, so no step passes the quantile.
    package static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
        if p < 0.5 { return -quantile(1 - p, degreesOfFreedom: degreesOfFreedom) }
        let half = degreesOfFreedom / 2
        let logFront =
            Double.logGamma(half + 0.5) - Double.logGamma(half) - 0.5 * Double.log(degreesOfFreedom * .pi)
        var t = 0.0
        for _ in 0..<100 {
            let logDensity = logFront - (half + 0.5) * Double.log(onePlus: t * t / degreesOfFreedom)
            let step = (p - cumulative(t, degreesOfFreedom: degreesOfFreedom)) / Double.exp(logDensity)
            t += step
            if abs(step) < 1e-12 * t { break }
        }
        return t
    }

    /// I_x(a, b) by its continued fraction, evaluated with Lentz's method (Abramowitz and Stegun 26.5.8).
    private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        // The fraction converges fast only on this side of the mean.
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let logBeta = Double.logGamma(a) + Double.logGamma(b) - Double.logGamma(a + b)
        let front = Double.exp(a * Double.log(x) + b * Double.log(1 - x) - logBeta) / a
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
        var fraction = d
        for m in 1...500 {
            let m = Double(m)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonzero(1 + even * d, tiny)
            c = nonzero(1 + even / c, tiny)
            fraction *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonzero(1 + odd * d, tiny)
            c = nonzero(1 + odd / c, tiny)
            fraction *= d * c
            if abs(d * c - 1) < 1e-15 { break }
        }
        return front * fraction
    }

    private static func nonzero(_ value: Double, _ tiny: Double) -> Double {
        abs(value) < tiny ? tiny : value
    }
}
