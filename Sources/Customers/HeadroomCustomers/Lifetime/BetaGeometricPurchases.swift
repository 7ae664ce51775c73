import Glibc

/// Formulas shared by BG/NBD and MBG/NBD: purchases at a rate that is gamma distributed among customers (r, alpha),
/// with a dropout probability after each purchase that is beta distributed among customers (a, b).
///
/// In MBG/NBD a customer can drop out after the first purchase too, which adds 1 to every count of purchases survived.
struct BetaGeometricPurchases {
    let r, alpha, a, b: Double
    /// Opportunities to drop out before the first repeat purchase: 0 in BG/NBD, 1 in MBG/NBD.
    let earlyChances: Int

    func logLikelihood(_ histories: [PurchaseHistory]) -> Double {
        let count = histories.mostRepeats + earlyChances
        let purchases = SpecialFunctions.logRisingFactorials(r, through: count)
        let stays = SpecialFunctions.logRisingFactorials(b, through: count)
        let chances = SpecialFunctions.logRisingFactorials(a + b, through: count)
        let logAlpha = log(alpha)
        // Logarithm of the odds of having dropped out right after the last purchase, by purchases survived.
        let ceased = (0...count).map { log(a / (b + Double($0) - 1)) }
        var sum = 0.0
        for history in histories {
            let (x, survived) = (history.repeats, history.repeats + earlyChances)
            var value = purchases[x] + stays[survived] - chances[survived] - Double(x) * logAlpha
            value -= (r + Double(x)) * SpecialFunctions.logOnePlus(history.age / alpha)
            if survived > 0 { value += SpecialFunctions.softplus(ceased[survived] + logOddsSinceLast(history)) }
            sum += history.customers * value
        }
        return sum
    }

    /// Logarithm of the odds that a customer has dropped out; requires at least one opportunity to.
    private func logOddsCeased(_ history: PurchaseHistory) -> Double {
        log(a / (b + Double(history.repeats + earlyChances) - 1)) + logOddsSinceLast(history)
    }

    /// Change of these odds since the last purchase.
    private func logOddsSinceLast(_ history: PurchaseHistory) -> Double {
        (r + Double(history.repeats))
            * SpecialFunctions.logOnePlus((history.age - history.recency) / (alpha + history.recency))
    }

    func probabilityAlive(_ history: PurchaseHistory) -> Double {
        history.repeats + earlyChances == 0 ? 1 : 1 / (1 + exp(logOddsCeased(history)))
    }

    func expectedPurchases(_ history: PurchaseHistory, within time: Double) -> Double {
        let alive = Self.expectedWhileAlive(
            shape: r + Double(history.repeats),
            rate: alpha + history.age,
            a: a,
            b: b + Double(history.repeats + earlyChances),
            time: time
        )
        return probabilityAlive(history) * alive
    }

    func expectedPurchases(within time: Double) -> Double {
        let alive = Self.expectedWhileAlive(shape: r, rate: alpha, a: a, b: b + Double(earlyChances), time: time)
        return earlyChances == 0 ? alive : alive * b / (a + b)
    }

    /// Expected purchases of an active customer, with a purchase rate of gamma distribution (shape, rate) and a dropout
    /// probability of beta distribution (a, b): `c/(a-1) (1 - (1-z)^shape 2F1(shape, b; c; z))` with `c = a + b - 1`
    /// and `z = time / (rate + time)`.
    ///
    /// Euler's transformation turns the product into `(1-z)^(a-1) 2F1(c - shape, a - 1; c; z)`, whose series has no
    /// pole at a = 1 once 1 is subtracted and a - 1 is divided out.
    ///
    /// The series needs about `40 (rate + time) / rate` terms; it is cut at a million, which is reached at a time of
    /// 25,000 times the rate.
    static func expectedWhileAlive(shape: Double, rate: Double, a: Double, b: Double, time: Double) -> Double {
        guard time > 0 else { return 0 }
        let (z, c, excess) = (time / (rate + time), a + b - 1, a - 1)
        let logRest = -log1p(time / rate)
        let first = c - shape
        // With many purchases in the time, the terms of the transformed series alternate and cancel.
        if -first * z > 3 {
            return alternating(shape: shape, b: b, c: c, z: z, logRest: logRest, excess: excess)
        }
        var (term, sum, n) = (first * z, first * z, 1.0)
        while abs(term) > 1e-17 * abs(sum), n < 1e6 {
            term *= (first + n) * (excess + n) / ((c + n) * (n + 1)) * z
            sum += term
            n += 1
        }
        return c * SpecialFunctions.saturation(excess, -logRest) - exp(excess * logRest) * sum
    }

    /// The same by the series before the transformation, whose terms are all positive.
    private static func alternating(
        shape: Double,
        b: Double,
        c: Double,
        z: Double,
        logRest: Double,
        excess: Double
    ) -> Double {
        if abs(excess) < 1e-4 {
            // The mean of both sides of the pole, which is removable.
            return
                [-1e-4, 1e-4].map {
                    alternating(shape: shape, b: b, c: c - excess + $0, z: z, logRest: logRest, excess: $0)
                }.reduce(0, +) / 2
        }
        var (term, sum, scale, n) = (1.0, 1.0, 0.0, 0.0)
        while n < 1e6 {
            term *= (shape + n) * (b + n) / ((c + n) * (n + 1)) * z
            sum += term
            n += 1
            if sum > 1e200 { (term, sum, scale) = (term * 1e-200, sum * 1e-200, scale + 200 * log(10)) }
            if n > shape * z, abs(term) < 1e-17 * abs(sum) { break }
        }
        return c / excess * (1 - exp(shape * logRest + scale + log(sum)))
    }
}
