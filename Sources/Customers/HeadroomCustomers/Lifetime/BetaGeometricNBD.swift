/// BG/NBD: a customer can become inactive after every repeat purchase.
///
/// Source: Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
package struct BetaGeometricNBD: BetaGeometricModel {
    package static let name = "BG/NBD"

    let purchases: BetaGeometricPurchases

    /// - Parameter parameters: r and alpha of the purchase rate, a and b of the dropout probability.
    package init(_ parameters: [Double]) {
        purchases = BetaGeometricPurchases(
            r: parameters[0],
            alpha: parameters[1],
            a: parameters[2],
            b: parameters[3],
            earlyChances: 0
        )
    }
}
