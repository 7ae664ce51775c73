/// What a channel brings for what is spent on it: `f(x) = V x / (K + x)` (Michaelis and Menten), which saturates at V.
package struct ResponseCurve: Equatable, Sendable {
    /// The most it can bring, however much is spent.
    package var most: Double
    /// The spend that brings half of that; at 0 any spend brings the most.
    package var half: Double

    package init(most: Double, half: Double) {
        self.most = most
        self.half = half
    }

    package func value(_ spend: Double) -> Double { spend > 0 ? most * spend / (half + spend) : 0 }

    /// What one unit more would bring.
    package func marginal(_ spend: Double) -> Double {
        half > 0 ? most * half / ((half + spend) * (half + spend)) : 0
    }
}
