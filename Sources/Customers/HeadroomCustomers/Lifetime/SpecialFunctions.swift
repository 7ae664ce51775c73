import Glibc

/// Special functions of the lifetime models, in forms without overflow or cancellation.
enum SpecialFunctions {
    /// Logarithm of the gamma function, for arguments above 0.
    static func logGamma(_ x: Double) -> Double {
        // lgamma would write the sign into a global variable.
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
    }

    /// Logarithm of the beta function.
    ///
    /// For a large argument the logarithms of gamma functions would cancel, so Stirling's series is used.
    static func logBeta(_ first: Double, _ second: Double) -> Double {
        let (large, small) = (max(first, second), min(first, second))
        guard large >= 10 else { return logGamma(large) + logGamma(small) - logGamma(large + small) }
        let logShare = log1p(-small / (large + small))
        let rest = (large - 0.5) * logShare + stirlingRemainder(large) - stirlingRemainder(large + small)
        if small >= 10 {
            return rest + small * log(small / (large + small)) - 0.5 * log(small) + 0.5 * log(2 * .pi)
                + stirlingRemainder(small)
        }
        return rest + logGamma(small) - small * log(large + small) + small
    }

    /// `ln Γ(x) - (x - 1/2) ln x + x - ln(2π)/2` for x of 10 or more (Abramowitz and Stegun, 6.1.41).
    private static func stirlingRemainder(_ x: Double) -> Double {
        let square = 1 / (x * x)
        return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / x
    }

    /// Logarithms of the rising factorials: element n is `ln(a (a + 1) … (a + n - 1)) = ln Γ(a + n) - ln Γ(a)`.
    static func logRisingFactorials(_ a: Double, through count: Int) -> [Double] {
        var sums = [0.0]
        sums.reserveCapacity(count + 1)
        for index in 0..<count { sums.append(sums[index] + log(a + Double(index))) }
        return sums
    }

    /// `ln(1 + x)` for x > -1: `log` takes a third of the time of `log1p`, and is as accurate where x is not small.
    static func logOnePlus(_ x: Double) -> Double { x > 0.25 ? log(1 + x) : log1p(x) }

    /// `ln(1 + e^x)`.
    static func softplus(_ x: Double) -> Double { x > 0 ? x + logOnePlus(exp(-x)) : logOnePlus(exp(x)) }

    /// `(1 - e^(-a x)) / a`, which is x where a is 0.
    static func saturation(_ a: Double, _ x: Double) -> Double { a == 0 ? x : -expm1(-a * x) / a }
}
