/// MBG/NBD: a customer can become inactive after every purchase, including the first.
///
/// Source: Batislam, Denizel and Filiztekin, Empirical validation and comparison of models for customer base analysis,
/// International Journal of Research in Marketing 24 (2007).
package struct ModifiedBetaGeometricNBD: BetaGeometricModel {
    package static let name = "MBG/NBD"

    let purchases: BetaGeometricPurchases

    /// - Parameter parameters: r and alpha of the purchase rate, a and b of the dropout probability.
    package init(_ parameters: [Double]) {
        purchases = BetaGeometricPurchases(
            r: parameters[0],
            alpha: parameters[1],
            a: parameters[2],
            b: parameters[3],
            earlyChances: 1
        )
    }
}
