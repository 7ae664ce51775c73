/// Conversions of a channel by its spend: `f(x) = V x / (K + x)` (Michaelis and Menten), which saturates at V.
package struct ResponseCurve: Equatable, Sendable {
    /// V: the upper limit of the conversions.
    package var most: Double
    /// K: the spend with half of the limit; at 0 the response does not depend on the spend.
    package var half: Double

    package init(most: Double, half: Double) {
        self.most = most
        self.half = half
    }

    package func value(_ spend: Double) -> Double { spend > 0 ? most * spend / (half + spend) : 0 }

    /// Derivative of the response at a spend.
    package func marginal(_ spend: Double) -> Double {
        half > 0 ? most * half / ((half + spend) * (half + spend)) : 0
    }
}
